"""Mails go out through a real SMTP server, once each; what it refuses stays with the reason."""

import email
import socket
from datetime import timedelta
from email.message import Message

import pytest
from django.core import mail as django_mail

from kring.notices.actions.empty_old_mails import empty_old_mails
from kring.notices.actions.send_mails import send_mails
from kring.notices.actions.write_mail import write_mail
from kring.notices.models import Mail
from kring.notices.queries import outbox
from kring.notices.rules import FIRST_WAIT, MOST_TRIES
from kring.parties.rules import KEPT

aiosmtpd = pytest.importorskip("aiosmtpd.controller")
pytestmark = pytest.mark.django_db


class Box:
    """Keeps what arrives; refuses one address."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802
        if address.startswith("refused"):
            return "550 no such box"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def box(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = Box()
    server = aiosmtpd.Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    settings.KRING_HAS_SMTP = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    assert django_mail.get_connection().host == "127.0.0.1"
    yield kept
    server.stop()


def write(number: int, to: str = "saar@cast.invalid") -> Mail:
    return write_mail(key=f"k{number}", to=to, subject=f"Uw café {number}", body="Dag Saar,\n\n“één”")


def test_each_mail_leaves_once(box) -> None:
    write(1), write(2)
    assert send_mails() == 2
    assert send_mails() == 0
    assert len(box.letters) == 2
    letter = box.letters[0]
    assert letter["To"] == "saar@cast.invalid"
    assert str(email.header.make_header(email.header.decode_header(letter["Subject"]))) == "Uw café 1"
    assert "“één”" in letter.get_payload(decode=True).decode()
    assert Mail.objects.filter(sent_at__isnull=True).count() == 0


def test_a_refused_mail_stays_with_its_reason_and_the_others_leave(box) -> None:
    refused, sent = write(1, "refused@cast.invalid"), write(2)
    assert send_mails() == 1
    refused.refresh_from_db()
    sent.refresh_from_db()
    assert (refused.sent_at, refused.failure) == (None, "SMTPRecipientsRefused")
    assert sent.sent_at is not None


def test_a_server_that_is_away_loses_nothing(settings, box) -> None:
    settings.EMAIL_PORT = 1
    write(1)
    assert send_mails() == 0
    assert Mail.objects.get().failure
    assert Mail.objects.get().sent_at is None


def test_without_a_server_mails_wait(settings) -> None:
    settings.KRING_HAS_SMTP = False
    write(1)
    assert send_mails() == 0
    assert Mail.objects.get().failure == ""


def test_an_address_that_no_server_can_take_holds_up_nobody(box) -> None:
    for number in range(3):
        write(number, "a@" + "ü" * 60 + ".nl")
    write(9)
    assert send_mails(limit=4) == 1
    assert set(Mail.objects.filter(sent_at__isnull=True).values_list("tries", flat=True)) == {1}
    assert all(
        name.startswith("Unicode")
        for name in Mail.objects.exclude(failure="").values_list("failure", flat=True)
    )


def test_a_failed_mail_waits_longer_each_time_and_lets_newer_ones_go_first(box) -> None:
    refused = write(1, "refused@cast.invalid")
    now = refused.next_try_at
    assert send_mails(now=now) == 0
    write(2)
    assert send_mails(limit=1) == 1, "a mail that failed must not stand in front"
    refused.refresh_from_db()
    assert refused.next_try_at == now + FIRST_WAIT
    assert send_mails(now=now + FIRST_WAIT / 2) == 0
    refused.refresh_from_db()
    assert refused.tries == 1
    send_mails(now=now + FIRST_WAIT)
    refused.refresh_from_db()
    assert (refused.tries, refused.next_try_at) == (2, now + 3 * FIRST_WAIT)


def test_a_mail_is_given_up_after_days_and_stays_readable(box) -> None:
    refused = write(1, "refused@cast.invalid")
    while refused.next_try_at is not None:
        send_mails(now=refused.next_try_at)
        refused.refresh_from_db()
    assert refused.tries == MOST_TRIES
    assert outbox(everything=True).get() == refused


def test_a_mail_that_left_long_ago_loses_its_text_and_is_not_written_again() -> None:
    mail, waiting = write(1), write(2)
    Mail.objects.filter(pk=mail.pk).update(sent_at=mail.created_at)
    assert empty_old_mails(now=mail.created_at + KEPT["mail_body"]) == 0
    assert empty_old_mails(now=mail.created_at + KEPT["mail_body"] + timedelta(hours=1)) == 1
    mail.refresh_from_db()
    waiting.refresh_from_db()
    assert (mail.body, bool(waiting.body)) == ("", True)
    assert write(1) == mail
