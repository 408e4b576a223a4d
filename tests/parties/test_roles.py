"""One account with many roles: who may invite whom for what, and how one leaves a role."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.files.actions.sign_link import sign_link
from kring.ledger.models import Fact
from kring.notices.jobs import mail_invitation
from kring.notices.models import Mail
from kring.parties.actions.forget_old_requests import forget_old_requests
from kring.parties.models import Membership, Person, RoleInvitation, SignInLink

pytestmark = pytest.mark.django_db
NEW = "nieuw@cast.invalid"


def as_person(cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def invite(client: Client, task: str, email: str = NEW, organisation: object = ""):
    url = reverse("invite-person") + (f"?organisation={organisation}" if organisation else "")
    return client.post(url, {"email": email, "task": task, "language": "en"})


def asked(email: str = NEW) -> set[tuple]:
    rows = RoleInvitation.objects.filter(email=email)
    return set(rows.values_list("role", "organisation__name", "hub_id"))


def come_in(email: str = NEW) -> Client:
    """Sign in with the link of the newest mail."""
    link = SignInLink.objects.filter(email=email).order_by("-created_at").first()
    client = Client()
    client.post(reverse("sign-in-link", args=[sign_link("sign-in", link.pk)]))
    return client


def answer(client: Client, words: str, email: str = NEW) -> int:
    page = reverse("role-asked", args=[RoleInvitation.objects.get(email=email).pk])
    return client.post(page, {"answer": words}).status_code


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
    assert asked() == {("broker", None, "noord")}
    assert invite(client, "broker:brainport", "x@y.invalid").status_code == 400
    assert not asked("x@y.invalid")


def test_a_member_invites_a_colleague_who_comes_in_by_the_mail(cast) -> None:
    assert invite(as_person(cast, "saar"), f"member:{cast.bakery.pk}").status_code == 302
    mail_invitation(Fact.objects.get(verb="person_invited"))
    mail = Mail.objects.get(to=NEW)
    assert "Saar invites you to Kring, as Member, Bakkerij De Korst." in mail.body
    link = SignInLink.objects.get(email=NEW)
    token = sign_link("sign-in", link.pk)
    assert token in mail.body
    client = Client()
    question = client.post(reverse("sign-in-link", args=[token]))["Location"]
    page = client.get(question).content.decode()
    assert "Bakkerij De Korst" in page and "Saar" in page
    assert question in client.get(reverse("account")).content.decode()
    edit = reverse("edit-party", args=[cast.bakery.pk])
    assert client.get(edit).status_code == 403
    assert client.post(question, {"answer": "yes"}).status_code == 302
    assert client.get(edit).status_code == 200
    assert client.get(question).status_code == 404


def test_nobody_gets_a_role_that_they_refuse(cast) -> None:
    invite(as_person(cast, "saar"), f"lecturer:{cast.bakery.pk}")
    client = come_in()
    assert answer(client, "no") == 302
    assert (roles(), asked()) == (set(), set())
    fact = Fact.objects.get(verb="role_refused")
    assert (fact.details["role"], fact.details["organisation"]) == ("lecturer", str(cast.bakery.pk))


def test_nobody_answers_for_another(cast) -> None:
    invite(as_person(cast, "saar"), f"lecturer:{cast.bakery.pk}")
    for client, status in ((as_person(cast, "joris"), 404), (as_person(cast, "ada"), 404), (Client(), 403)):
        assert answer(client, "yes") == status
    assert (roles(), len(asked())) == (set(), 1)


def test_who_asked_takes_it_back_and_nobody_else(cast) -> None:
    invite(as_person(cast, "saar"), f"lecturer:{cast.bakery.pk}")
    url = reverse("withdraw-role", args=[RoleInvitation.objects.get().pk])
    assert as_person(cast, "joris").post(url).status_code == 404
    client = as_person(cast, "saar")
    assert NEW in client.get(reverse("invite-person")).content.decode()
    assert client.post(url).status_code == 302
    assert not asked()
    assert NEW not in client.get(reverse("invite-person")).content.decode()
    assert client.post(url).status_code == 404


def test_a_question_lasts_a_month_and_is_forgotten(cast) -> None:
    invite(as_person(cast, "saar"), f"lecturer:{cast.bakery.pk}")
    client = come_in()
    RoleInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert answer(client, "yes") == 404
    forget_old_requests(now=timezone.now())
    assert not RoleInvitation.objects.exists()


def test_twice_is_once(cast) -> None:
    client = as_person(cast, "saar")
    for _ in range(2):
        invite(client, f"lecturer:{cast.bakery.pk}")
    assert asked() == {("lecturer", "Bakkerij De Korst", None)}
    assert RoleInvitation.objects.count() == 1
    assert not Person.objects.filter(email=NEW).exists()


@pytest.mark.parametrize(
    ("name", "may"),
    [("saar", True), ("noor", True), ("pim", True), ("ada", True), ("marijn", False), ("joris", False),
     ("tess", False)],
)  # fmt: skip
def test_who_invites_for_an_organisation(cast, name, may) -> None:
    client = as_person(cast, name)
    answer = invite(client, f"member:{cast.bakery.pk}", organisation=cast.bakery.pk)
    assert answer.status_code == (302 if may else 403)
    assert bool(asked()) is may
    page = client.get(reverse("party", args=[cast.bakery.pk])).content.decode()
    assert (reverse("invite-person") in page) is may


@pytest.mark.parametrize(
    "task", ["admin", "programme", "broker:noord", "member:7", "king", "", "member", "\x00"]
)
def test_a_member_gives_no_role_that_was_not_offered(cast, task) -> None:
    assert invite(as_person(cast, "saar"), task).status_code == 400
    assert invite(as_person(cast, "saar"), f"member:{cast.school.pk}").status_code == 400
    assert not RoleInvitation.objects.exists()


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
    assert RoleInvitation.objects.filter(email__endswith="@b.invalid").count() == 100


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
    assert client.post(url).status_code == 400
    answer(come_in(), "yes")
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
