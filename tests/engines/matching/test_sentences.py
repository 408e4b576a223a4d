"""Sentences: every code that the engine can give has words in both languages, and the Dutch is plain."""

import re
from pathlib import Path
from string import Formatter

import pytest

import kring.engines.matching as matching
from kring.engines.matching.alternatives import alternatives
from kring.engines.matching.compose import compose
from kring.engines.matching.eligibility import RULES
from kring.engines.matching.explain import why_this
from kring.engines.matching.nearby import CLASSES
from kring.engines.matching.next_steps import KINDS
from kring.engines.matching.parameters import PARAMETERS
from kring.engines.matching.results import Infeasible, Plan
from kring.engines.matching.sentences import SENTENCES, say

from .small import bakery, firm, lab, random_problem, school, small_problem


@pytest.mark.parametrize("code", SENTENCES)
def test_dutch_is_plain_and_both_languages_say_the_same(code: str) -> None:
    dutch, english = SENTENCES[code]["nl"], SENTENCES[code]["en"]
    for sentence in re.split(r"[.?]", dutch):
        assert len(sentence.split()) <= 20
    assert "!" not in dutch + english
    fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (dutch, english)]
    assert fields[0] == fields[1]


def test_every_code_in_the_source_has_a_sentence() -> None:
    folder = Path(matching.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'(?:Reason|StepReason|Edit)\(\s*"([a-z_0-9]+)"', source))
    codes |= {f"rule_{rule}" for rule in RULES} | {f"distance_{name}" for name in CLASSES}
    codes |= {f"kind_{kind}" for kind in KINDS}
    codes |= {f"part_{n.removeprefix('points_')}" for n in PARAMETERS if n.startswith("points_")}
    assert codes <= set(SENTENCES)


def test_whatever_comes_out_can_be_said() -> None:
    for seed in range(30):
        found = compose(problem=random_problem(seed))
        for language in ("nl", "en"):
            if isinstance(found, Infeasible):
                one = found.not_formed[0]
                said = [say(r.code, r.params, language=language) for r in one.reasons]
                said += [say(e.code, e.params, language=language) for way in one.ways for e in way.edits]
            else:
                community = found.communities[0]
                said = [say(r.code, r.params, language=language) for r in community.reasons]
                said += [say(f"part_{p.code}", p.params, language=language) for p in community.parts]
            assert all("{" not in sentence for sentence in said)


def test_names_stand_in_for_ids() -> None:
    plan = compose(problem=small_problem())
    assert isinstance(plan, Plan)
    why = why_this(problem=small_problem(), community=plan.communities[0])
    assert [say(r.code, r.params) for r in why.tight]
    assert say(
        "brings", {"offer": "slot", "skill": "s"}, names={"slot": "Het lab", "s": "beeldherkenning"}
    ) == ("Het lab brengt kennis van beeldherkenning mee.")
    assert say("too_few_skills", {"skills": ("a", "b", "c")}, language="en").endswith(
        "Nobody covers a, b and c."
    )
    found = alternatives(challenge=bakery(), offers=[school(), lab(), firm()])
    assert found.candidates


def test_parameters_lie_within_their_bounds() -> None:
    for parameter in PARAMETERS.values():
        assert parameter.lowest <= parameter.value <= parameter.highest, parameter.name
        assert parameter.meaning and parameter.source and parameter.unit
