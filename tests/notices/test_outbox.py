"""Mails that cannot leave stay readable for whoever may read them; sent ones are gone."""

import pytest
from django.test import Client
from django.urls import reverse

from kring.cli.__main__ import main
from kring.ledger.jobs import enqueue_followers
from kring.ledger.models import Fact
from kring.notices.actions.write_mail import write_mail
from kring.notices.jobs import mail_sign_in_link
from kring.notices.models import Mail
from kring.parties.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(cast):
    body = "Open deze link:\n\nhttp://127.0.0.1:8000/sign-in/abc:def/\n\n<b>vet</b>"
    return write_mail(key="k", to="saar@cast.invalid", subject="Uw\nlink", body=body)


def test_a_mail_is_written_once_and_its_subject_is_one_line(mail) -> None:
    again = write_mail(key="k", to="x@y.invalid", subject="Anders", body="Anders")
    assert again == mail
    assert again.subject == "Uw link"


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("noor", 403), ("pim", 403), (None, 403)])
def test_outside_the_demo_only_the_administrator_reads_the_outbox(cast, mail, client, name, status) -> None:
    if name:
        client.force_login(getattr(cast, name))
    assert client.get(reverse("outbox")).status_code == status
    assert client.get(reverse("mail", args=[mail.pk])).status_code == status


def test_links_work_and_the_rest_is_text(cast, mail, client) -> None:
    client.force_login(cast.ada)
    page = client.get(reverse("mail", args=[mail.pk])).content.decode()
    assert '<a href="http://127.0.0.1:8000/sign-in/abc:def/"' in page
    assert "<b>vet</b>" not in page


def test_in_the_demo_country_everybody_reads_it_but_not_the_links_of_real_brokers(cast, mail, client) -> None:
    Person.objects.create_user("demo@x.invalid", is_demo=True)
    theirs = write_mail(key="k2", to="noor@cast.invalid", subject="Inloggen", body="geheim")
    page = client.get(reverse("outbox"))
    assert [one.to for one in page.context["page"]] == ["saar@cast.invalid"]
    assert "postbak" in client.get("/parties/").content.decode().lower()
    assert client.get(reverse("mail", args=[theirs.pk])).status_code == 404
    client.force_login(cast.ada)
    assert client.get(reverse("mail", args=[theirs.pk])).status_code == 200


def test_the_outbox_is_searched_and_has_an_empty_page(cast, mail, client) -> None:
    client.force_login(cast.ada)
    assert len(client.get(reverse("outbox"), {"q": "SAAR"}).context["page"]) == 1
    assert len(client.get(reverse("outbox"), {"q": "niemand"}).context["page"]) == 0
    assert client.get(reverse("mail", args=[999])).status_code == 404


def test_the_command_prints_the_mails(cast, mail, capsys) -> None:
    assert main(["notices", "outbox"]) == 0
    said = capsys.readouterr().out
    assert "To: saar@cast.invalid" in said
    assert "http://127.0.0.1:8000/sign-in/abc:def/" in said


REAL = "eva@bakkerij.example"


@pytest.fixture
def demo(db):
    return Person.objects.create_user("demo@x.invalid", is_demo=True)


def ask_for_a_link(client, address: str = REAL) -> None:
    assert client.post("/sign-in/", {"email": address}).status_code == 302
    while enqueue_followers():
        pass
    mail_sign_in_link(Fact.objects.filter(verb="sign_in_requested").latest("pk"))


def shown(client) -> list[str]:
    return [one.to for one in client.get(reverse("outbox")).context["page"]]


def test_a_real_address_shows_only_to_the_visitor_who_typed_it(demo, client) -> None:
    ask_for_a_link(client)
    assert shown(client) == [REAL]
    stranger = Client()
    assert shown(stranger) == []
    assert stranger.get(reverse("mail", args=[Mail.objects.get().pk])).status_code == 404
    client.post(reverse("step-into-demo-role"), {"role": str(demo.pk)})
    assert shown(client) == [REAL], "another role, the same visitor"


def test_who_types_the_address_of_somebody_known_sees_no_link(demo, client) -> None:
    Person.objects.create_user(REAL)
    ask_for_a_link(client)
    assert shown(client) == []


def test_with_a_mail_server_only_the_administrator_looks(demo, cast, mail, client, settings) -> None:
    settings.KRING_HAS_SMTP = True
    assert client.get(reverse("outbox")).status_code == 403
    client.force_login(cast.ada)
    assert client.get(reverse("outbox")).status_code == 200
