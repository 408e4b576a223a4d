"""A person enters; the mails to them leave, or lose address and text."""

from datetime import datetime

from kring.notices.models import Mail
from kring.parties.models import Person
from kring.parties.queries.personal_data import ERASED


def mail_rows(person: Person) -> list[dict[str, object]]:
    """Return the mails to a person, as the export holds them."""
    rows = Mail.objects.filter(to__iexact=person.email).order_by("created_at")
    return [
        {"at": row.created_at, "subject_line": row.subject, "body": row.body, "sent_at": row.sent_at}
        for row in rows
    ]


def forget_mails(person: Person, now: datetime) -> None:
    """Take address and text out of every mail to a person; what waits is not sent any more."""
    for mail in Mail.objects.filter(to__iexact=person.email):
        # The key may hold the address. Nobody is left to write the same mail to.
        mail.key, mail.to, mail.subject, mail.body = f"erased:{mail.pk}", ERASED, "", ""
        mail.next_try_at = None
        mail.save(update_fields=["key", "to", "subject", "body", "next_try_at"])
