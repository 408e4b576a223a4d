"""Skills: text in Dutch or English enters; skills with their evidence leave."""

from kring.engines.skills.codec import extract_lines, link_lines
from kring.engines.skills.extraction import extract, extract_batch, extract_chunk
from kring.engines.skills.inputs import Concept, Label, Text
from kring.engines.skills.language import detect_language
from kring.engines.skills.levels import text_level
from kring.engines.skills.nearest import link
from kring.engines.skills.results import Columns, Linked, Mention
from kring.engines.skills.vocabulary import Vocabulary

__all__ = [
    "Columns",
    "Concept",
    "Label",
    "Linked",
    "Mention",
    "Text",
    "Vocabulary",
    "detect_language",
    "extract",
    "extract_batch",
    "extract_chunk",
    "extract_lines",
    "link",
    "link_lines",
    "text_level",
]
