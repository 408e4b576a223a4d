"""A person enters; their challenges and notes leave for the export, or lose who made them."""

from datetime import datetime

from kring.connect.models import Challenge, Conversation, Forward, Invitation
from kring.parties.models import Person
from kring.parties.queries.personal_data import ERASED

_UNSENT = ("draft", "unconfirmed")


def challenge_rows(person: Person) -> list[dict[str, object]]:
    """Return the challenges of a person, as the export holds them."""
    rows = Challenge.objects.filter(owner=person).order_by("created_at")
    return [
        {"id": str(row.pk), "title": row.title, "text": row.text, "state": row.state, "place": row.place,
         "since": row.created_at}
        for row in rows
    ]  # fmt: skip


def call_rows(person: Person) -> list[dict[str, object]]:
    """Return the calls that a broker noted, as the export holds them."""
    rows = Conversation.objects.filter(broker=person).order_by("at")
    return [
        {"id": str(row.pk), "note": row.note, "next_step": row.next_step, "due": row.due, "since": row.at}
        for row in rows
    ]


def forget_sender(person: Person, now: datetime) -> None:
    """Remove what was not sent yet; take the address out of all else, and the owner goes with the account."""
    Challenge.objects.filter(owner=person, state__in=_UNSENT).delete()
    Challenge.objects.filter(contact_email__iexact=person.email).update(contact_email="")
    Invitation.objects.filter(email__iexact=person.email).update(email=ERASED)
    Forward.objects.filter(to__iexact=person.email).update(to=ERASED, message="")
