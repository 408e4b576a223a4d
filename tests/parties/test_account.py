"""One's own page: who one is, where one is signed in, and the way to end that."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.core.devices import device_of
from kring.ledger.models import Fact
from kring.parties.actions.forget_old_requests import forget_old_requests
from kring.parties.models import Membership, Organisation, Person, SignedIn
from kring.parties.rules import KEPT

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36"


def device(person: Person, agent: str = "") -> Client:
    """One more device on which this person is signed in."""
    client = Client()
    client.force_login(person)
    row = SignedIn.objects.get(pk=client.session["signed_in"])
    row.browser, row.system = device_of(agent)
    row.save()
    return client


def signed_in(client: Client) -> bool:
    return client.get(reverse("account")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        (PHONE, ("chrome", "android")),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; rv:145.0) Firefox/145.0", ("firefox", "windows")),
        ("Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/26.0 Safari/604.1", ("safari", "iphone")),
        ("Mozilla/5.0 (X11; CrOS x86_64 16328) Chrome/141.0 Safari/537.36 Edg/141.0", ("edge", "chromeos")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1 OPR/120", ("opera", "mac")),
        ("curl/8", ("", "")),
        ("", ("", "")),
        ("\x00<script>" * 9_000, ("", "")),
    ],
)  # fmt: skip
def test_what_a_browser_says_becomes_a_device(agent, found) -> None:
    assert device_of(agent) == found


def test_whoever_is_not_signed_in_is_asked_to(client) -> None:
    answer = client.get(reverse("account"))
    assert answer.status_code == 403
    assert reverse("sign-in") in answer.content.decode()


def test_the_page_shows_roles_and_devices(cast) -> None:
    client = device(cast.joris, PHONE)
    device(cast.joris, "Firefox/145 Windows")
    device(cast.saar)
    page = client.get(reverse("account"), headers={"accept-language": "en"}).content.decode()
    for words in ("Lecturer, Hanze Vakschool", "Chrome on Android", "Firefox on Windows", "this device"):
        assert words in page
    assert page.count("last used") == 2


def test_the_first_screen_and_the_account_lead_to_ones_own_organisations(cast) -> None:
    """Also to one that nobody else sees: the list of organisations does not show it."""
    Organisation.objects.filter(pk=cast.bakery.pk).update(consent_to_be_shown=False)
    Membership.objects.create(person=cast.joris, role="member", organisation=cast.bakery)
    for person, own in ((cast.saar, [cast.bakery]), (cast.joris, [cast.bakery, cast.school])):
        client = Client()
        client.force_login(person)
        for path in ("/", "/account/"):
            page = client.get(path).content.decode()
            for party in (cast.bakery, cast.school, cast.lab):
                assert (f'href="/parties/{party.pk}/"' in page) is (party in own), (path, party)
        assert client.get(f"/parties/{cast.bakery.pk}/").status_code == 200


def test_the_header_leads_to_the_account(cast, client) -> None:
    assert reverse("account") not in client.get("/parties/").content.decode()
    client.force_login(cast.saar)
    assert reverse("account") in client.get("/parties/").content.decode()


def test_an_ended_session_is_signed_out_at_its_next_request(cast) -> None:
    here, there = device(cast.saar), device(cast.saar)
    row = there.session["signed_in"]
    here.post(reverse("end-session", args=[row]))
    assert signed_in(here)
    assert not signed_in(there)
    assert here.post(reverse("end-session", args=[row])).status_code == 404
    assert Fact.objects.get(verb="sessions_ended").details == {"count": 1}


def test_all_others_end_at_once_and_this_one_stays(cast) -> None:
    here, *others = (device(cast.saar) for _ in range(4))
    stranger = device(cast.joris)
    here.post(reverse("end-other-sessions"))
    assert signed_in(here)
    assert not any(signed_in(other) for other in others)
    assert signed_in(stranger)
    assert here.post(reverse("end-other-sessions")).status_code == 302
    assert Fact.objects.filter(verb="sessions_ended").count() == 1


@pytest.mark.parametrize("name", ["joris", "ada"])
def test_nobody_ends_the_session_of_another(cast, name) -> None:
    own, other = device(cast.saar), device(getattr(cast, name))
    answer = other.post(reverse("end-session", args=[own.session["signed_in"]]))
    assert answer.status_code == 404
    assert signed_in(own)
    assert other.post(reverse("end-session", args=[uuid.uuid4()])).status_code == 404


def test_a_session_of_one_person_never_carries_another(cast) -> None:
    """Whoever gets at the cookie of one session cannot hang another person's row on it."""
    client, other = device(cast.saar), device(cast.joris)
    session = client.session
    session["signed_in"] = other.session["signed_in"]
    session.save()
    assert not signed_in(client)


def test_signing_out_and_signing_in_again_leave_one_row(cast, settings) -> None:
    client = device(cast.saar)
    client.force_login(cast.saar)
    assert SignedIn.objects.filter(person=cast.saar).count() == 1
    settings.KRING_DEMO_ROLES = True
    Person.objects.filter(pk=cast.joris.pk).update(is_demo=True)
    client.post(reverse("step-into-demo-role"), {"role": str(cast.joris.pk)})
    assert list(SignedIn.objects.values_list("person_id", flat=True)) == [cast.joris.pk]
    client.post(reverse("sign-out"))
    assert not SignedIn.objects.exists()


def test_a_session_that_was_not_used_for_long_is_over(cast) -> None:
    client = device(cast.saar)
    SignedIn.objects.update(last_used_at=timezone.now() - KEPT["session"] - timedelta(minutes=1))
    assert not signed_in(client)
    device(cast.saar)
    SignedIn.objects.update(last_used_at=timezone.now() - KEPT["session"] - timedelta(minutes=1))
    forget_old_requests(now=timezone.now())
    assert not SignedIn.objects.exists()


def test_the_last_use_is_kept_in_steps(cast) -> None:
    client = device(cast.saar)
    first = SignedIn.objects.get().last_used_at
    client.get(reverse("account"))
    assert SignedIn.objects.get().last_used_at == first
    SignedIn.objects.update(last_used_at=first - timedelta(minutes=6))
    client.get(reverse("account"))
    assert SignedIn.objects.get().last_used_at >= first


def test_a_demo_role_is_a_session_too(cast, client, settings) -> None:
    settings.KRING_DEMO_ROLES = True
    Person.objects.filter(pk=cast.noor.pk).update(is_demo=True)
    client.post(reverse("step-into-demo-role"), {"role": str(cast.noor.pk)}, headers={"user-agent": PHONE})
    row = SignedIn.objects.get()
    assert (row.means, row.browser, row.system) == ("demo", "chrome", "android")


@pytest.mark.parametrize("name", ["Saar de Vries", "<script>alert(1)</script>", "é" * 120, ""])
def test_name_and_language_are_changed(cast, client, name) -> None:
    client.force_login(cast.saar)
    answer = client.post(reverse("account-details"), {"name": name, "language": "en"})
    assert answer.status_code == 302
    cast.saar.refresh_from_db()
    assert (cast.saar.name, cast.saar.language) == (name, "en")
    assert "<script>alert" not in client.get(reverse("account")).content.decode()
    fact = Fact.objects.get(verb="details_changed")
    assert not name or name not in str(fact.details)


@pytest.mark.parametrize("sent", [{"name": "x" * 121, "language": "nl"}, {"name": "x", "language": "de"}, {}])
def test_wrong_details_are_refused_beside_the_field(cast, client, sent) -> None:
    client.force_login(cast.saar)
    assert client.post(reverse("account-details"), sent or {"name": "a\x00b"}).status_code == 400
    cast.saar.refresh_from_db()
    assert (cast.saar.name, cast.saar.language) == ("Saar", "nl")
