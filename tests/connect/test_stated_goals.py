"""What parties say they want to reach takes part: in what they learn, and as somebody to start with."""

from django.utils import timezone

from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.models import Offer, StatedGoal
from kring.connect.queries.candidates import steps_for
from kring.connect.steps import step_views
from kring.ledger.models import Fact
from kring.parties.actions.change_party import change_party
from kring.parties.models import Organisation
from kring.parties.rules import ANYBODY, SYSTEM
from tests.cast import NOW
from tests.connect.conftest import draft
from tests.connect.test_stated_offers import load

HEAD = "Naam;Soort;Plaats;Doelen;Biedt;Tonen\n"
GOAL = "Met machine learning de vraag voorspellen"
FORECAST = "urn:kring:ai-skill:machine-learning"
NOW_ON = {"now": timezone.now()}


def test_a_goal_is_kept_as_skills_once(cast, jobs, tmp_path) -> None:
    load(tmp_path, HEAD + f"Bakkerij Zon;bedrijf;Assen;{GOAL};;ja\n")
    jobs()
    goal = StatedGoal.objects.get(organisation__name="Bakkerij Zon")
    assert FORECAST in goal.skills
    change_party(actor=SYSTEM, organisation=goal.organisation, values={"place": "Assen-Zuid"}, **NOW_ON)
    jobs()
    assert Fact.objects.filter(verb="goal_stated").count() == 1
    change_party(actor=SYSTEM, organisation=goal.organisation, values={"goals": ""}, **NOW_ON)
    jobs()
    assert not StatedGoal.objects.filter(organisation=goal.organisation).exists()


def test_who_sends_people_learns_what_its_goal_says(cast, jobs, tmp_path) -> None:
    row = "{name};{kind};Assen;" + GOAL + ";Twee dagdelen per week;ja\n"
    load(
        tmp_path,
        HEAD + row.format(name="Bakkerij Zon", kind="bedrijf") + row.format(name="Lab Z", kind="lab"),
    )
    jobs()
    assert FORECAST in Offer.objects.get(organisation__name="Bakkerij Zon").skills_learned
    # A lab that wants to get somewhere does not bring that skill yet.
    lab = Offer.objects.get(organisation__name="Lab Z")
    assert (lab.skills_brought, lab.skills_learned) == ([], [])


def test_the_same_goal_is_somebody_to_join(cast, jobs, tmp_path) -> None:
    rows = f"Bakkerij Zon;bedrijf;Assen;{GOAL};;ja\nBakkerij Stil;bedrijf;Assen;{GOAL};;nee\n"
    load(tmp_path, HEAD + rows)
    jobs()
    mine = draft()
    found = steps_for(mine, today=NOW.date())
    assert [party.name for party in found.goals.values()] == ["Bakkerij Zon"]
    joined = [one for one in step_views(mine, today=NOW.date(), language="nl") if one.kind == "join"]
    zon = Organisation.objects.get(name="Bakkerij Zon")
    assert [(one.title, one.href, one.reference) for one in joined] == [
        ("Hetzelfde doel: Bakkerij Zon", f"/parties/{zon.pk}/", f"goal:{zon.pk}")
    ]
    assert joined[0].reasons


def test_nobody_joins_its_own_goal(cast, jobs) -> None:
    change_party(actor=SYSTEM, organisation=cast.bakery, values={"goals": GOAL}, **NOW_ON)
    jobs()
    mine = describe_challenge(actor=ANYBODY, text=GOAL, language="nl")
    mine.organisation = cast.bakery
    mine.corop = "NL131"
    assert not steps_for(mine, today=NOW.date()).goals
