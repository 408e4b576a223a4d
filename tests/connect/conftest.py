"""The cast, Kring's own vocabulary, and the steps from a question to a community as fixtures."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kring.connect.actions.change_draft import change_draft
from kring.connect.actions.confirm_challenge import confirm_challenge, confirm_token
from kring.connect.actions.decide_challenge import accept_challenge
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.post_challenge import post_challenge
from kring.connect.actions.propose_community import propose_community
from kring.connect.actions.publish_stated_offer import publish_stated_offer
from kring.connect.models import Challenge, Proposal
from kring.connect.queries.candidates import compared
from kring.files.actions.sign_link import sign_link
from kring.ledger.jobs import enqueue_followers
from kring.parties.rules import ANYBODY
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary
from tests.cast import NOW, QUESTION, Cast, make_cast

AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default"]}}


@pytest.fixture
def cast(db, settings) -> Cast:
    settings.TASKS = AT_ONCE
    import_kring_vocabulary(by="system")
    played = make_cast()
    for party in (played.school, played.lab):
        publish_stated_offer(organisation=party)
    return played


@pytest.fixture
def jobs() -> Callable[[], None]:
    """Run all jobs that follow from what happened."""

    def run() -> None:
        while enqueue_followers():
            pass

    return run


def draft(text: str = QUESTION) -> Challenge:
    challenge = describe_challenge(actor=ANYBODY, text=text, language="nl")
    change_draft(actor=ANYBODY, challenge=challenge, postcode="9401 AB", place="Assen", corop="NL131",
                 area="agrifood", hours_per_week=4)  # fmt: skip
    return challenge


def post(
    challenge: Challenge, *, email: str = "info@korst.invalid", now: datetime = NOW, machine="m"
) -> None:
    post_challenge(actor=ANYBODY, challenge=challenge, email=email, organisation_name="Bakkerij De Korst",
                   chosen_step="form", chosen_reference="", machine=machine, now=now)  # fmt: skip


def token_for(challenge: Challenge) -> str:
    return confirm_token(challenge)


@pytest.fixture
def queued(cast) -> Challenge:
    challenge = draft()
    post(challenge)
    return confirm_challenge(token=token_for(challenge), now=NOW)


@pytest.fixture
def accepted(cast, queued) -> Challenge:
    accept_challenge(actor=cast.actor("noor"), challenge=queued, now=NOW)
    return queued


def propose(cast: Cast, challenge: Challenge, who: str = "noor") -> Proposal:
    found = compared(challenge, today=NOW.date())
    assert found.candidates, found.not_formed
    best = found.candidates[0]
    return propose_community(
        actor=cast.actor(who), challenge=challenge, candidate=best.community, gap_to_best=0.0, now=NOW
    )


@pytest.fixture
def proposal(cast, accepted) -> Proposal:
    return propose(cast, accepted)


@pytest.fixture
def invited(cast, proposal) -> Proposal:
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    proposal.refresh_from_db()
    return proposal


def tokens(proposal: Proposal) -> list[str]:
    return [sign_link("invitation", one.pk) for one in proposal.invitations.order_by("pk")]
