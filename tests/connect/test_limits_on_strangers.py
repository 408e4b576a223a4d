"""What a stranger may not do: write words of one's own into the ledger, or fill the database with drafts."""

from datetime import timedelta

import pytest

from kring.connect.actions.correct_skills import MOST_PER_HOUR, correct_skills
from kring.connect.actions.describe_challenge import MOST_PER_HOUR as MOST_DRAFTS
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.tidy_drafts import UNCONFIRMED, UNTOUCHED_DRAFT, tidy_drafts
from kring.connect.models import Challenge
from kring.ledger.models import Fact
from kring.parties.actions.limit_attempts import TooMany
from kring.parties.rules import ANYBODY
from tests.cast import NOW, QUESTION
from tests.connect.conftest import draft, post


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


def test_a_machine_begins_only_so_many_drafts(cast) -> None:
    given = {"actor": ANYBODY, "text": QUESTION, "language": "nl", "machine": "m", "now": NOW}
    first = describe_challenge(**given)
    for _ in range(MOST_DRAFTS - 1):
        describe_challenge(**given)
    describe_challenge(**given, challenge=first)
    with pytest.raises(TooMany):
        describe_challenge(**given)


def test_what_nobody_touched_or_confirmed_goes(cast, queued) -> None:
    old, fresh, unconfirmed = draft(), draft(), draft()
    Challenge.objects.filter(pk=old.pk).update(touched_at=NOW - UNTOUCHED_DRAFT)
    Challenge.objects.filter(pk=fresh.pk).update(touched_at=NOW - UNTOUCHED_DRAFT + timedelta(hours=1))
    post(unconfirmed, email="b@korst.invalid", now=NOW - UNCONFIRMED)
    assert tidy_drafts(now=NOW) > 0
    assert set(Challenge.objects.values_list("pk", flat=True)) == {fresh.pk, queued.pk}
    assert tidy_drafts(now=NOW) == 0
