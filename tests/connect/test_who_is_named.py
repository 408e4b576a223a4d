"""Before all have said yes an organisation is named only if it agreed; others are a type in a region."""

import re

import pytest

from kring.connect.actions.answer_invitation import answer_invitation
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.invite_parties import invite_parties
from kring.connect.actions.post_challenge import post_challenge
from kring.connect.actions.publish_stated_offer import publish_stated_offer
from kring.connect.models import Community
from kring.connect.queries.shown_name import KINDS
from kring.core.problems import UnableTo
from kring.notices.models import Mail
from kring.parties.models import Organisation
from kring.parties.rules import ANYBODY, SIDE_OF_KIND
from tests.cast import NOW
from tests.connect.conftest import draft, post, token_for, tokens

NAMES = ("Bakkerij De Korst", "Hanze Vakschool", "Fieldlab Noorderlicht")


@pytest.fixture
def hidden(cast) -> None:
    """Nobody agreed to be shown, and one offer says its party's own name."""
    Organisation.objects.filter(pk=cast.lab.pk).update(
        offers="Fieldlab Noorderlicht heeft een lab voor machine learning en vraagvoorspelling."
    )
    cast.lab.refresh_from_db()
    publish_stated_offer(organisation=cast.lab)
    Organisation.objects.update(consent_to_be_shown=False)


def _named(text: str) -> set[str]:
    return {name for name in NAMES if name in text}


def test_every_kind_of_party_has_words() -> None:
    assert set(KINDS) == set(SIDE_OF_KIND)


def test_pages_of_the_broker_name_nobody_that_did_not_agree(cast, hidden, proposal, client) -> None:
    client.force_login(cast.noor)
    for path in (f"/challenges/{proposal.challenge_id}/candidates/", f"/proposals/{proposal.pk}/"):
        said = client.get(path).content.decode()
        main = said[said.index("<main") : said.index("</main")]
        assert not _named(main), path
        assert "een fieldlab in " in main and "een hogeschool in " in main


def test_mails_and_invitation_pages_name_only_the_reader(cast, hidden, proposal, jobs, client) -> None:
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    jobs()
    for invitation, token in zip(proposal.invitations.order_by("pk"), tokens(proposal), strict=True):
        own = {invitation.part.organisation.name}
        assert _named(Mail.objects.get(key=f"invitation:{invitation.pk}").body) == own
        assert _named(client.get(f"/invitations/{token}/").content.decode()) <= own


def test_who_agreed_is_named(cast, proposal, jobs) -> None:
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    jobs()
    assert _named(Mail.objects.filter(key__startswith="invitation:").first().body) == set(NAMES)


def test_the_parties_of_a_community_know_each_other_and_the_public_knows_who_agreed(
    cast, hidden, proposal, client, jobs
) -> None:
    invite_parties(actor=cast.actor("noor"), proposal=proposal, now=NOW)
    for token in tokens(proposal):
        answer_invitation(token=token, accept=True, now=NOW)
    path = f"/communities/{Community.objects.get().pk}/"
    assert not _named(client.get(path).content.decode())
    client.force_login(cast.noor)
    assert _named(client.get(path).content.decode()) == set(NAMES)
    jobs()
    for mail in Mail.objects.filter(key__startswith="formed:"):
        reader = Organisation.objects.get(contact_email=mail.to)
        assert _named(mail.body) == set(NAMES) - {reader.name}


@pytest.mark.parametrize("agreed", [True, False])
def test_a_new_party_is_shown_as_its_sender_said(cast, agreed) -> None:
    challenge = draft()
    post_challenge(
        actor=ANYBODY, challenge=challenge, email="info@gemeente.invalid", organisation_name="Gemeente Zand",
        organisation_kind="public-body", name_may_be_shown=agreed, chosen_step="form", chosen_reference="",
        machine="m", now=NOW,
    )  # fmt: skip
    party = confirm_challenge(token=token_for(challenge), now=NOW).organisation
    assert (party.name, party.kind, party.consent_to_be_shown) == ("Gemeente Zand", "public-body", agreed)


def test_a_known_party_is_not_shown_because_somebody_says_so(cast, hidden) -> None:
    challenge = draft()
    post_challenge(
        actor=ANYBODY, challenge=challenge, email="info@korst.invalid", organisation_name="Bakkerij De Korst",
        name_may_be_shown=True, chosen_step="form", chosen_reference="", machine="m", now=NOW,
    )  # fmt: skip
    assert confirm_challenge(token=token_for(challenge), now=NOW).organisation == cast.bakery
    assert not Organisation.objects.get(pk=cast.bakery.pk).consent_to_be_shown


def test_nobody_speaks_for_a_party_without_a_mail_address(cast) -> None:
    Organisation.objects.filter(pk=cast.bakery.pk).update(contact_email="")
    challenge = draft()
    post(challenge, email="vreemd@elders.invalid")
    confirmed = confirm_challenge(token=token_for(challenge), now=NOW)
    assert (confirmed.organisation, confirmed.organisation_name) == (None, "Bakkerij De Korst")
    assert Organisation.objects.filter(name="Bakkerij De Korst").count() == 1


def test_an_unknown_type_of_organisation_is_refused(cast) -> None:
    with pytest.raises(UnableTo, match="type of organisation"):
        post_challenge(
            actor=ANYBODY, challenge=draft(), email="a@b.invalid", organisation_name="X",
            organisation_kind="wizard", chosen_step="", chosen_reference="", machine="m", now=NOW,
        )  # fmt: skip


def test_the_last_step_asks_for_consent_and_type(cast, client) -> None:
    client.post("/challenges/new/", {"text": "Wij willen met machine learning voorspellen wat wij verkopen."})
    draft_id = client.session["drafts"][-1]
    client.post(f"/challenges/draft/{draft_id}/place/", {"place": "Assen"})
    page = client.get(f"/challenges/draft/{draft_id}/send/").content.decode()
    box = re.search(r'<input[^>]*name="name_may_be_shown"[^>]*>', page)
    assert box and "checked" not in box[0]
    assert 'name="organisation_kind"' in page
