"""Who left an organisation or a hub loses the role at once: whoever may give it takes it away."""

import pytest
from django.test import Client
from django.urls import reverse

from kring.cli.__main__ import main
from kring.ledger.models import Fact
from kring.notices.jobs import mail_role_ended
from kring.notices.models import Mail
from kring.parties.models import Membership, Person, RoleInvitation
from kring.parties.rules import ROLE_OPEN_DAYS
from tests.cast import NOW, days

pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def role(person: Person, code: str = "") -> Membership:
    rows = Membership.objects.exclude(organisation=None, hub=None, role="member")
    return rows.get(person=person, **({"role": code} if code else {}))


@pytest.fixture
def colleague(cast) -> Person:
    person = Person.objects.create_user("wim@korst.invalid", name="Wim", language="nl")
    Membership.objects.create(person=person, role="member")
    Membership.objects.create(person=person, role="member", organisation=cast.bakery)
    return person


def test_a_colleague_who_left_sees_nothing_of_the_firm_at_the_next_click(cast, colleague) -> None:
    wim, page = client_of(colleague), f"/parties/{cast.bakery.pk}/hours/"
    assert wim.get(page).status_code == 200
    RoleInvitation.objects.create(
        email="vriend@elders.invalid", role="member", organisation=cast.bakery, by=str(colleague.pk),
        expires_at=NOW + days(ROLE_OPEN_DAYS * 100),
    )  # fmt: skip
    saar, end = client_of(cast.saar), reverse("end-role", args=[role(colleague).pk])
    assert "Wim" in saar.get(end).content.decode()
    assert saar.get(reverse("colleagues")).content.decode().count("Wim") >= 1
    assert saar.post(end).status_code == 302
    assert saar.post(end).status_code == 404
    assert wim.get(page).status_code == 403
    assert not RoleInvitation.objects.exists(), "what Wim asked others goes along"
    fact = Fact.objects.get(verb="role_ended")
    assert (fact.object_id, fact.actor) == (str(colleague.pk), str(cast.saar.pk))
    assert fact.details == {"role": "member", "organisation": str(cast.bakery.pk), "hub": ""}
    mail_role_ended(fact)
    mail = Mail.objects.get(to="wim@korst.invalid")
    assert "Saar" in mail.body and "Bakkerij De Korst" in mail.body


@pytest.mark.parametrize(
    ("who", "whose", "may"),
    [
        ("saar", "joris", False), ("joris", "saar", False), ("noor", "saar", True), ("marijn", "saar", False),
        ("marijn", "noor", False), ("tess", "noor", False), ("saar", "noor", False), ("pim", "noor", True),
        ("pim", "tess", True), ("pim", "ada", False), ("ada", "pim", True), ("noor", "pim", False),
        ("ada", "ada", None), ("saar", "saar", None), (None, "saar", False),
    ],
)  # fmt: skip
def test_whoever_may_give_a_role_takes_it_away_and_nobody_else(cast, who, whose, may) -> None:
    row = role(getattr(cast, whose))
    client = client_of(getattr(cast, who)) if who else Client()
    answers = {client.get(reverse("end-role", args=[row.pk])).status_code}
    answer = client.post(reverse("end-role", args=[row.pk]))
    if may is None:
        assert answer.url == reverse("own-role", args=[row.pk])
    elif not may:
        assert answers | {answer.status_code} <= {403, 404}
    assert Membership.objects.filter(pk=row.pk).exists() is not bool(may)


@pytest.mark.parametrize(
    ("who", "organisation", "seen"),
    [
        ("saar", "", {"Saar"}), ("joris", "", {"Joris"}), ("noor", "", {"Noor"}),
        ("noor", "bakery", {"Saar"}),
        ("pim", "", {"Noor", "Marijn", "Pim", "Tess"}), ("ada", "", {"Noor", "Marijn", "Pim", "Tess", "Ada"}),
        ("tess", "", set()), ("saar", "school", None), ("marijn", "bakery", None),
    ],
)  # fmt: skip
def test_one_sees_the_roles_that_one_may_give(cast, who, organisation, seen) -> None:
    query = {"organisation": str(getattr(cast, organisation).pk)} if organisation else {}
    answer = client_of(getattr(cast, who)).get(reverse("colleagues"), query)
    if seen is None:
        assert answer.status_code == 403
    else:
        assert {one.who for one in answer.context["rows"]} == seen


def test_an_account_itself_and_the_example_country_stay(cast, colleague) -> None:
    account = Membership.objects.get(person=colleague, organisation=None)
    assert client_of(cast.ada).post(reverse("end-role", args=[account.pk])).status_code in (400, 404)
    Person.objects.filter(pk=colleague.pk).update(is_demo=True)
    row = role(colleague)
    assert client_of(cast.saar).post(reverse("end-role", args=[row.pk])).status_code == 400
    assert client_of(colleague).post(reverse("own-role", args=[row.pk])).status_code == 400
    assert Membership.objects.filter(pk__in=[account.pk, row.pk]).count() == 2


def test_the_command_line_lists_roles_and_takes_one_away(cast, capsys) -> None:
    assert main(["people", "list", "--role", "broker"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[:3] for line in said] == [
        ["marijn@cast.invalid", "broker", "brainport"], ["noor@cast.invalid", "broker", "noord"],
    ]  # fmt: skip
    assert main(["people", "remove", "Noor@cast.invalid", "--role", "broker"]) == 0
    assert not Membership.objects.filter(person=cast.noor, role="broker").exists()
    assert main(["people", "remove", "noor@cast.invalid", "--role", "broker"]) == 1
    assert main(["people", "remove", "ada@cast.invalid", "--role", "admin"]) == 1
    assert "last administrator" in capsys.readouterr().err
