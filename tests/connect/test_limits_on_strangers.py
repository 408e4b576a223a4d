"""What a stranger may not do: write words of one's own into the ledger, or fill the database with drafts."""

import pytest

from kring.connect.actions.correct_skills import MOST_PER_HOUR, correct_skills
from kring.ledger.models import Fact
from kring.parties.actions.limit_attempts import TooMany
from kring.parties.rules import ANYBODY
from tests.cast import NOW
from tests.connect.conftest import draft


@pytest.mark.parametrize("how", ["remove", "restore"])
def test_only_a_skill_of_the_draft_reaches_the_ledger(cast, how) -> None:
    correct_skills(actor=ANYBODY, challenge=draft(), **{how: "Bel Jan op 0612345678"})
    assert not Fact.objects.filter(verb="skills_corrected").exists()


def test_only_a_real_change_becomes_a_fact(cast) -> None:
    challenge = draft()
    first = challenge.skill_uris[0]
    correct_skills(actor=ANYBODY, challenge=challenge, restore=first)
    correct_skills(actor=ANYBODY, challenge=challenge, add=first)
    assert not Fact.objects.filter(verb="skills_corrected").exists()
    correct_skills(actor=ANYBODY, challenge=challenge, remove=first)
    correct_skills(actor=ANYBODY, challenge=challenge, remove=first)
    assert [fact.skills for fact in Fact.objects.filter(verb="skills_corrected")] == [[first]]


def test_a_machine_corrects_only_so_often(cast) -> None:
    challenge = draft()
    for _ in range(MOST_PER_HOUR):
        correct_skills(actor=ANYBODY, challenge=challenge, remove="nothing", machine="m", now=NOW)
    with pytest.raises(TooMany):
        correct_skills(actor=ANYBODY, challenge=challenge, remove="nothing", machine="m", now=NOW)
