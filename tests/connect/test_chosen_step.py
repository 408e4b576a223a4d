"""What a sender chose is told to the broker: on the page, in the queue and in the mail."""

import pytest

from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.models import Challenge, Community
from kring.connect.queries.chosen_step import CHOICES, chosen_step
from kring.notices.models import Mail
from tests.cast import NOW
from tests.connect.conftest import draft, post, token_for


@pytest.fixture
def joining(cast) -> Challenge:
    community = Community.objects.create(title="Slim bakken", corop="NL131", open_places=2)
    challenge = draft()
    post(challenge)
    Challenge.objects.filter(pk=challenge.pk).update(chosen_step="join", chosen_reference=str(community.pk))
    return confirm_challenge(token=token_for(challenge), now=NOW)


def test_page_queue_and_mail_tell_what_was_chosen(cast, joining, client, jobs) -> None:
    jobs()
    path = f"/communities/{Community.objects.get().pk}/"
    mail = Mail.objects.get(key__startswith="queue:")
    assert "wil meedoen: Slim bakken" in mail.body and path in mail.body
    client.force_login(cast.noor)
    page = client.get(f"/challenges/{joining.pk}/").content.decode()
    assert "Gekozen stap" in page and f'<a href="{path}">Slim bakken</a>' in page
    assert "wil meedoen" in client.get("/queue/").content.decode()


def test_the_owner_sees_the_choice_and_strangers_do_not(cast, joining, client) -> None:
    assert "Gekozen stap" not in client.get(f"/challenges/{joining.pk}/").content.decode()
    client.force_login(joining.owner)
    assert "Gekozen stap" in client.get(f"/challenges/{joining.pk}/").content.decode()


def test_that_nothing_fits_is_visible(cast, joining, client) -> None:
    Challenge.objects.filter(pk=joining.pk).update(chosen_step="none", chosen_reference="")
    client.force_login(cast.noor)
    for path in ("/queue/", f"/challenges/{joining.pk}/"):
        assert "een van de stappen past" in client.get(path).content.decode()


@pytest.mark.parametrize("step", CHOICES)
@pytest.mark.parametrize(
    "reference", ["", "x", "group:x", "https://kwaad.invalid/", "a" * 16, "offer:" + "0" * 32]
)
def test_a_made_up_reference_leads_nowhere(cast, joining, step, reference) -> None:
    joining.chosen_step, joining.chosen_reference = step, reference
    assert (chosen_step(joining).title, chosen_step(joining).path) == ("", "")


def test_without_a_choice_nothing_is_said(joining) -> None:
    joining.chosen_step = ""
    assert chosen_step(joining) is None
