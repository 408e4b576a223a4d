"""The examples in the README and the docstrings hold; the engine's tables are what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import kring.engines.skills
from kring.engines.skills.parameters import PARAMETERS
from kring.engines.skills.segments import CueMatcher
from kring.engines.skills.wordlists import cues, patterns
from tests.engines.skills.examples import vocabulary

FOLDER = Path(kring.engines.skills.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
AI_TABLE = FOLDER.parents[1] / "taxonomy/vocabulary/kring-ai.csv"


def test_the_readme_holds():
    assert doctest.testfile(str(FOLDER / "README.md"), module_relative=False).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"kring.engines.skills.{name}")).failed == 0


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_parameters_lie_within_their_bounds(name):
    one = PARAMETERS[name]
    assert one.low <= one.value <= one.high
    assert one.meaning and one.source and one.unit


def test_every_cue_can_be_found():
    matcher = CueMatcher(vocabulary().coder)
    assert len(matcher) == len(cues())


def test_wordings_name_skills_of_the_vocabulary():
    slugs = {line.split(",", 1)[0] for line in AI_TABLE.read_text(encoding="utf-8").splitlines()[1:]}
    assert {one.slug for table in ("paraphrases", "problems") for one in patterns(table)} <= slugs
    assert len(patterns("problems")) >= 120
    assert {one.language for one in patterns("problems")} == {"nl", "en"}


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("De planning van onze monteurs gaat met de hand", "nl", "ai-planning-and-scheduling"),
        ("Storingen voorspellen bij onze pompen", "nl", "predictive-maintenance"),
        ("Offertes automatisch maken", "nl", "llm-application"),
        ("Wij typen bestellingen uit de mail over", "nl", "intelligent-document-processing"),
        ("Klanten stellen steeds dezelfde vragen aan de telefoon", "nl", "chatbot-development"),
        ("We gooien te veel brood weg", "nl", "demand-forecasting"),
        ("Scheduling our technicians takes hours in Excel", "en", "ai-planning-and-scheduling"),
        ("Our machines break down unexpectedly", "en", "predictive-maintenance"),
        ("Writing quotes takes hours", "en", "llm-application"),
        ("slimme software die teksten schrijft", "nl", "llm-application"),
        ("computers die beelden beoordelen", "nl", "computer-vision"),
    ],
)
def test_words_of_a_small_firm_lead_to_a_skill(text, language, slug):
    from kring.engines.skills import Text, Vocabulary, extract
    from kring.engines.skills.published import own_concepts

    mentions = extract([Text("t", text, language)], Vocabulary.compile(own_concepts(AI_TABLE)), cues=True)[0]
    assert f"urn:kring:ai-skill:{slug}" in {mention.uri for mention in mentions}
