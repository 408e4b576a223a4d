"""Skills: text in Dutch or English enters; skills with their evidence leave.

1. Compile (once): labels become surface forms with variants; each form gets a trust, learned on annotated
   texts; forms below the floor are left out; the rest become patterns over word classes (``vocabulary``).
2. Tell the language; a text in another language is set aside (``language``).
3. Code the text: words and separators become one character each, so that offsets stay exact (``words``).
4. Read the cues: company, benefit and diversity passages are set aside, negated words too; wishes count less;
   levels are noted (``segments``, ``levels``).
5. Match all labels at once: whole words, longest first, case and abbreviation rules (``matching``).
6. Add wordings that describe a skill or, on request, a problem that it solves (``paraphrases``).
7. In full mode add spans that say in plain words what an AI skill is (``describer``); doubt labels and
   add further named skills by what a learned tagger sees (``tagger``, ``sentence_linking``).
8. Score every mention, abstain below one half, and say why by a method code (``extraction``, ``sentences``).
"""

from kring.engines.skills.codec import extract_lines, link_lines
from kring.engines.skills.extraction import extract, extract_batch, extract_chunk
from kring.engines.skills.inputs import Concept, Label, Text
from kring.engines.skills.language import detect_language
from kring.engines.skills.levels import text_level
from kring.engines.skills.likely import likely
from kring.engines.skills.nearest import link, look_up
from kring.engines.skills.rerank import Reranker
from kring.engines.skills.results import Columns, Linked, Mention
from kring.engines.skills.vocabulary import Vocabulary

__all__ = [
    "Columns",
    "Concept",
    "Label",
    "Linked",
    "Mention",
    "Reranker",
    "Text",
    "Vocabulary",
    "detect_language",
    "extract",
    "extract_batch",
    "extract_chunk",
    "extract_lines",
    "likely",
    "link",
    "link_lines",
    "look_up",
    "text_level",
]
