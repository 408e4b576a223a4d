"""Ten thousand invitations at once: each mail is queued once and leaves once, and the pages stay usable."""

import resource
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kring.cli.__main__ import main
from kring.connect.models import Challenge, Invitation, Proposal, ProposalPart
from kring.core.problems import UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.notices.actions.send_mails import send_mails
from kring.notices.models import Mail
from kring.parties.actions.invite_people import invite_people
from kring.parties.models import Organisation, RoleInvitation
from kring.parties.rules import SYSTEM
from tests.cast import NOW, Cast, days
from tests.connect.conftest import cast, jobs
from tests.notices.test_send_mails import Box, box

__all__ = ["box", "cast", "jobs"]


def listed(count: int) -> list[str]:
    return [f"persoon{number}@kring.invalid" for number in range(count)]


def invite(lines: list[str]) -> tuple[int, int]:
    return invite_people(actor=SYSTEM, lines=lines, file="lijst.txt", role="auditor", now=timezone.now())


def test_a_list_is_invited_and_given_again_invites_nobody_twice(cast: Cast, jobs) -> None:
    lines = ["", *listed(30), " PERSOON3@kring.invalid ", ""]
    assert invite(lines[:11]) == (10, 0)
    assert invite(lines) == (20, 10)
    jobs(), jobs()
    assert invite(lines) == (0, 30)
    jobs()
    assert Mail.objects.count() == 30
    assert RoleInvitation.objects.filter(role="auditor").count() == 30


def test_one_wrong_line_invites_nobody_and_every_wrong_line_is_named(cast: Cast) -> None:
    with pytest.raises(UnableTo) as refused:
        invite([*listed(3), "geen adres", "nog <b>een</b>", ""])
    assert [one.place for one in refused.value.problems] == ["lijst.txt:4", "lijst.txt:5"]
    assert not RoleInvitation.objects.exists()
    with pytest.raises(UnableTo, match="empty"):
        invite(["", " "])


def test_the_command_takes_an_address_or_a_file(cast: Cast, tmp_path: Path, capsys) -> None:
    file = tmp_path / "lijst.txt"
    file.write_text("\ufeff" + "\n".join(listed(3)), "utf-8")
    assert main(["people", "invite", "--role", "programme", "--from", str(file)]) == 0
    assert capsys.readouterr().out == "3 invited, 0 were before\n"
    assert main(["people", "invite", "--role", "programme"]) == 1
    assert main(["people", "invite", "a@kring.invalid", "--role", "programme", "--from", str(file)]) == 1
    file.write_bytes(b"\xff\xfe\x00a")
    assert main(["people", "invite", "--role", "programme", "--from", str(file)]) == 1
    assert "UTF-8" in capsys.readouterr().err


def invited_community(number: int, school: Organisation) -> list[Invitation]:
    challenge = Challenge.objects.create(
        text=f"Vraag {number}.", title=f"Vraag {number}", corop="NL131", state="proposed", confirmed_at=NOW
    )
    proposal = Proposal.objects.create(challenge=challenge, state="inviting")
    parts = ProposalPart.objects.bulk_create(
        [ProposalPart(proposal=proposal, organisation=school, side="education") for _ in range(4)]
    )
    made = Invitation.objects.bulk_create(
        [
            Invitation(
                proposal=proposal, part=part, email=f"p{number}-{nth}@kring.invalid", sent_at=NOW,
                expires_at=NOW + days(400),
            )
            for nth, part in enumerate(parts)
        ]
    )  # fmt: skip
    record_fact(
        "parties_invited",
        object_kind="challenge",
        object_id=challenge.pk,
        details={"proposal": str(proposal.pk)},
    )
    return made


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what is kept for next time is kept now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.needs_npm
@pytest.mark.full
def test_ten_thousand_invitations_of_communities_and_people(
    cast: Cast, jobs: Callable[[], None], client: Client
) -> None:
    client.force_login(cast.ada)
    few, many = 20, 1_250
    for number in range(few):
        invited_community(number, cast.school)
    jobs()
    pages = [reverse("outbox"), f"{reverse('outbox')}?page=2&q=kring", reverse("queue")]
    before = {path: queries_of(client, path) for path in pages}
    sizes = {path: len(client.get(path).content) for path in pages}
    most_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(few, many):
        invited_community(number, cast.school)
    assert invite(listed(5_000)) == (5_000, 0)
    jobs()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most_before
    assert grown < 150_000, f"{grown:,} kB more memory for ten thousand invitations"
    assert Mail.objects.count() == many * 4 + 5_000 == 10_000
    assert len(set(Mail.objects.values_list("to", flat=True))) == 10_000
    jobs()
    assert Mail.objects.count() == 10_000
    for path in pages:
        assert queries_of(client, path) <= before[path] + 1, path
        assert len(client.get(path).content) < sizes[path] * 1.5 + 2_000, path
    last = client.get(reverse("queue"), {"page": 50, "hub": "all"})
    assert last.context["page"].number == 50 and last.context["page"].paginator.count == many
    assert client.get(reverse("outbox"), {"page": 500}).context["page"].number == 500


@pytest.mark.needs_npm
def test_the_queue_has_pages(cast: Cast, client: Client) -> None:
    for number in range(60):
        invited_community(number, cast.school)
    Challenge.objects.filter(title="Vraag 59").update(confirmed_at=NOW - days(40))
    client.force_login(cast.noor)
    pages = [client.get(reverse("queue"), {"page": number}) for number in (1, 2, 3, "x", 99)]
    shown = [row.challenge.pk for page in pages[:3] for row in page.context["rows"]]
    assert len(shown) == len(set(shown)) == 60 and len(pages[0].context["rows"]) == 25
    assert pages[0].context["rows"][0].challenge.title == "Vraag 59"
    assert all("60 vragen" in page.content.decode() or "60 " in page.content.decode() for page in pages)
    assert len({page.context["oldest"] for page in pages}) == 1
    assert [page.context["page"].number for page in pages[3:]] == [1, 3]


def arrived(box: Box) -> Counter[str]:
    return Counter(letter["To"] for letter in box.letters)


def test_mails_leave_in_portions_over_one_connection_and_once_each(cast: Cast, jobs, box) -> None:
    invite(listed(70))
    jobs()
    assert [send_mails(limit=30) for _ in range(4)] == [30, 30, 10, 0]
    assert arrived(box) == Counter(listed(70))


def test_a_mail_that_another_worker_took_is_left_alone_and_tried_again_if_that_died(cast, jobs, box) -> None:
    invite(listed(2))
    jobs()
    taken = Mail.objects.order_by("pk").first()
    now = timezone.now()
    Mail.objects.filter(pk=taken.pk).update(next_try_at=now + timedelta(minutes=10))
    assert send_mails(now=now) == 1 and arrived(box) == Counter(listed(2)[1:])
    assert send_mails(now=now + timedelta(minutes=11)) == 1 and arrived(box) == Counter(listed(2))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="needs DATABASE_URL: ./test full gives one")
def test_two_workers_at_once_send_each_mail_once(box) -> None:
    for address in listed(60):
        Mail.objects.create(key=address, to=address, subject="Dag", body="Dag")
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            send_mails(limit=60)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert arrived(box) == Counter(listed(60))
