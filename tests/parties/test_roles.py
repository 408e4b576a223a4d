"""One account with many roles: who may invite whom for what, and how one leaves a role."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.notices.jobs import mail_invitation
from kring.notices.models import Mail
from kring.parties.models import Membership, Person, SignInLink

pytestmark = pytest.mark.django_db
NEW = "nieuw@cast.invalid"


def as_person(cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def invite(client: Client, task: str, email: str = NEW, organisation: object = ""):
    url = reverse("invite-person") + (f"?organisation={organisation}" if organisation else "")
    return client.post(url, {"email": email, "task": task, "language": "en"})


def roles(email: str = NEW) -> set[tuple]:
    rows = Membership.objects.filter(person__email=email).exclude(organisation=None, hub=None, role="member")
    return set(rows.values_list("role", "organisation__name", "hub_id"))


def offered(client: Client, organisation: object = "") -> set[str]:
    page = client.get(reverse("invite-person"), {"organisation": organisation} if organisation else {})
    assert page.status_code == 200
    form = page.context["form"]
    return {code.partition(":")[0] for code, _ in form.fields["task"].choices} if form else set()


@pytest.mark.parametrize(
    ("name", "tasks"),
    [
        ("saar", {"member", "lecturer", "facilitator"}),
        ("noor", {"broker"}),
        ("pim", {"broker", "programme", "auditor"}),
        ("ada", {"broker", "programme", "auditor", "admin"}),
        ("tess", set()),
    ],
)
def test_everybody_is_offered_what_they_may_give(cast, name, tasks) -> None:
    assert offered(as_person(cast, name)) == tasks


def test_a_broker_invites_for_the_own_hub_only(cast) -> None:
    client = as_person(cast, "noor")
    assert invite(client, "broker:noord").status_code == 302
    assert roles() == {("broker", None, "noord")}
    assert invite(client, "broker:brainport", "x@y.invalid").status_code == 400
    assert not Person.objects.filter(email="x@y.invalid").exists()


def test_a_member_invites_a_colleague_who_comes_in_by_the_mail(cast) -> None:
    assert invite(as_person(cast, "saar"), f"member:{cast.bakery.pk}").status_code == 302
    mail_invitation(Fact.objects.get(verb="person_invited"))
    mail = Mail.objects.get(to=NEW)
    assert "Saar invites you to Kring, as Member, Bakkerij De Korst." in mail.body
    link = SignInLink.objects.get(email=NEW)
    token = sign_link("sign-in", link.pk)
    assert token in mail.body
    client = Client()
    client.post(reverse("sign-in-link", args=[token]))
    assert "Bakkerij De Korst" in client.get(reverse("account")).content.decode()
    assert client.get(reverse("edit-party", args=[cast.bakery.pk])).status_code == 200


def test_twice_is_once(cast) -> None:
    client = as_person(cast, "saar")
    for _ in range(2):
        invite(client, f"lecturer:{cast.bakery.pk}")
    assert roles() == {("lecturer", "Bakkerij De Korst", None)}
    assert Person.objects.filter(email=NEW).count() == 1


@pytest.mark.parametrize(
    ("name", "may"),
    [("saar", True), ("noor", True), ("pim", True), ("ada", True), ("marijn", False), ("joris", False),
     ("tess", False)],
)  # fmt: skip
def test_who_invites_for_an_organisation(cast, name, may) -> None:
    client = as_person(cast, name)
    answer = invite(client, f"member:{cast.bakery.pk}", organisation=cast.bakery.pk)
    assert answer.status_code == (302 if may else 403)
    assert bool(roles()) is may
    page = client.get(reverse("party", args=[cast.bakery.pk])).content.decode()
    assert (reverse("invite-person") in page) is may


@pytest.mark.parametrize(
    "task", ["admin", "programme", "broker:noord", "member:7", "king", "", "member", "\x00"]
)
def test_a_member_gives_no_role_that_was_not_offered(cast, task) -> None:
    before = Membership.objects.count()
    assert invite(as_person(cast, "saar"), task).status_code == 400
    assert invite(as_person(cast, "saar"), f"member:{cast.school.pk}").status_code == 400
    assert Membership.objects.count() == before


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@y.nl", "a@b.nl\r\nBcc: x@y.nl"])
def test_a_wrong_address_is_refused_beside_the_field(cast, email) -> None:
    answer = invite(as_person(cast, "saar"), f"member:{cast.bakery.pk}", email)
    assert answer.status_code == 400
    assert "email" in answer.context["form"].errors


@pytest.mark.parametrize("organisation", ["x", "\x00", "00000000-0000-0000-0000-000000000007", "' OR 1=1"])
def test_a_forged_organisation_offers_only_ones_own(cast, organisation) -> None:
    assert offered(as_person(cast, "saar"), organisation) == {"member", "lecturer", "facilitator"}


def test_the_page_tells_nobody_who_has_an_account(cast) -> None:
    client = as_person(cast, "saar")
    for email in (cast.joris.email, NEW):
        answer = invite(client, f"member:{cast.bakery.pk}", email)
        assert answer.status_code == 302
    page = client.get(reverse("invite-person")).content.decode()
    assert cast.joris.name not in page


def test_ten_thousand_invitations_end_at_a_hundred(cast) -> None:
    client = as_person(cast, "saar")
    statuses = [invite(client, f"member:{cast.bakery.pk}", f"a{n}@b.invalid").status_code for n in range(102)]
    assert statuses == [302] * 100 + [429] * 2
    assert Person.objects.filter(email__endswith="@b.invalid").count() == 100


def test_not_signed_in_invites_nobody(cast, client) -> None:
    assert invite(client, f"member:{cast.bakery.pk}").status_code == 403


# ---- leaving ----------------------------------------------------------------------------------------


def row(person, role: str) -> Membership:
    return Membership.objects.exclude(organisation=None, hub=None, role="member").get(
        person=person, role=role
    )


def test_a_role_is_left_after_a_question(cast) -> None:
    client, own = as_person(cast, "joris"), row(cast.joris, "lecturer")
    url = reverse("own-role", args=[own.pk])
    assert "Hanze Vakschool" in client.get(url).content.decode()
    assert Membership.objects.filter(pk=own.pk).exists()
    assert client.post(url).status_code == 302
    assert not Membership.objects.filter(pk=own.pk).exists()
    assert client.post(url).status_code == 404
    assert client.get(reverse("edit-party", args=[cast.school.pk])).status_code == 403
    fact = Fact.objects.get(verb="role_left")
    assert fact.details == {"role": "lecturer", "organisation": str(cast.school.pk), "hub": ""}


@pytest.mark.parametrize("name", ["saar", "ada", None])
def test_nobody_takes_the_role_of_another(cast, name) -> None:
    own = row(cast.joris, "lecturer")
    client = as_person(cast, name) if name else Client()
    assert client.post(reverse("own-role", args=[own.pk])).status_code == (404 if name else 403)
    assert Membership.objects.filter(pk=own.pk).exists()


def test_the_last_administrator_stays_until_there_is_another(cast) -> None:
    client, own = as_person(cast, "ada"), row(cast.ada, "admin")
    url = reverse("own-role", args=[own.pk])
    assert client.post(url).status_code == 400
    assert invite(client, "admin").status_code == 302
    other = Person.objects.get(email=NEW)
    Person.objects.filter(pk=other.pk).update(is_active=False)
    assert client.post(url).status_code == 400
    Person.objects.filter(pk=other.pk).update(is_active=True)
    assert client.post(url).status_code == 302
    assert not Membership.objects.filter(pk=own.pk).exists()


def test_the_account_itself_is_no_role_to_leave(cast) -> None:
    own = Membership.objects.get(person=cast.saar, role="member", organisation=None)
    client = as_person(cast, "saar")
    assert client.post(reverse("own-role", args=[own.pk])).status_code == 400
    assert reverse("own-role", args=[own.pk]) not in client.get(reverse("account")).content.decode()


def test_a_forged_role_is_absent(cast) -> None:
    for key in (0, 999_999_999, 2**70):
        assert as_person(cast, "saar").get(f"/account/roles/{key}/").status_code == 404


def test_the_invitation_link_works_a_day(cast) -> None:
    invite(as_person(cast, "saar"), f"member:{cast.bakery.pk}")
    assert 23 < (SignInLink.objects.get(email=NEW).expires_at - timezone.now()).total_seconds() / 3600 <= 24
