"""Hours and euros that nobody told are never shown as nothing, on no page and in no mail."""

import pytest
from django.utils import translation

from kring.connect.models import Offer, Proposal
from kring.connect.queries.candidates import composed
from kring.connect.queries.engine_inputs import engine_offers
from kring.connect.queries.mails import proposal_words
from kring.connect.steps import cost, step_views
from kring.connect.web.candidate_views import candidate_views
from tests.cast import NOW
from tests.connect.conftest import propose

TODAY = NOW.date()


def test_half_an_hour_more_is_an_hour(cast) -> None:
    Offer.objects.update(hours_per_week="2.5")
    assert {offer.hours_per_week for offer in engine_offers(Offer.objects.all(), today=TODAY)} == {3}


def test_unknown_stays_unknown_through_the_engine(cast, accepted) -> None:
    Offer.objects.update(hours_per_week=None, euros=None)
    offers = engine_offers(Offer.objects.all(), today=TODAY)
    assert {(offer.hours_per_week, offer.euros) for offer in offers} == {(None, None)}
    community = composed(accepted, today=TODAY).community
    assert (community.hours_per_week, community.euros) == (None, None)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_and_no_mail_says_that_unknown_costs_are_nothing(cast, accepted, language) -> None:
    Offer.objects.update(hours_per_week=None, euros=None)
    proposal = propose(cast, accepted)
    assert proposal.euros is None
    with translation.override(language):
        said = proposal_words(proposal)
        steps = [view for view in step_views(accepted, today=TODAY, language=language) if view.kind == "form"]
    lines = [line for view in steps for line in [*view.meta, *view.reasons]]
    assert steps
    for text in (said, *lines):
        assert (
            "€ 0" not in text
            and "€0" not in text
            and "kost niets" not in text
            and "costs nothing" not in text
        )
    assert ("niet bekend" if language == "nl" else "not known") in said


def test_a_sum_of_which_a_part_is_unknown_is_a_lower_bound(cast, accepted) -> None:
    Offer.objects.filter(organisation=cast.lab).update(euros=3200)
    proposal = propose(cast, accepted)
    assert (proposal.euros, proposal.euros_at_least) == (3200, True)
    with translation.override("nl"):
        assert "ten minste € 3.200" in proposal_words(proposal)
        assert cost(3200, at_least=True).startswith("ten minste")


def test_the_compare_and_proposal_pages_say_what_is_not_known(cast, accepted, client) -> None:
    Offer.objects.update(hours_per_week=None, euros=None)
    type(accepted).objects.filter(pk=accepted.pk).update(hours_per_week=None)
    accepted.refresh_from_db()
    proposal = propose(cast, accepted)
    client.force_login(cast.noor)
    for path in (f"/challenges/{accepted.pk}/candidates/", f"/proposals/{proposal.pk}/"):
        said = client.get(path).content.decode()
        assert "niet bekend" in said
        assert "€\u00a00" not in said
    assert Proposal.objects.get(pk=proposal.pk).hours_per_week is None


def test_candidates_without_hours_show_none(cast, accepted) -> None:
    from kring.connect.queries.candidates import compared

    views = candidate_views(compared(accepted, today=TODAY), language="nl", own_hours=None)
    assert views and views[0].hours_per_week is None
