"""What Kring holds of a person: each domain registers its part here; the parts leave, and go at erasure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kring.ledger.models import Fact
from kring.parties.models import Membership, Organisation, Person, RoleInvitation

# Stands where an address was that something else still needs; nobody can have it (RFC 2606).
ERASED = "erased@kring.invalid"
Row = dict[str, object]


@dataclass(frozen=True)
class Part:
    """One domain's part: its rows for the export, what erasure does to it, and what stays and why."""

    name: str
    title: object
    collect: Callable[[Person], list[Row]]
    erase: Callable[[Person, datetime], None] | None = None
    stays: object = ""


@dataclass(frozen=True)
class Section:
    """The rows of one part, for one person."""

    name: str
    title: str
    rows: list[Row] = field(default_factory=list)


_parts: dict[str, Part] = {}
_codes: dict[str, dict[str, object]] = {}


def hold(part: Part) -> None:
    """Register a part; registering the same name again replaces it."""
    _parts[part.name] = part


def name_codes(column: str, words: Mapping[str, object]) -> None:
    """Say in words what the codes of a column mean, for the page that people read."""
    _codes.setdefault(column, {}).update(words)


def named_codes() -> dict[str, dict[str, object]]:
    """Return the words of all codes, by column."""
    return dict(_codes)


def parts() -> list[Part]:
    """Return every part, in the order in which they were registered."""
    return list(_parts.values())


def sections_of(person: Person) -> list[Section]:
    """Return everything that Kring holds of a person."""
    return [Section(part.name, str(part.title), part.collect(person)) for part in parts()]


# ---- what parties holds -------------------------------------------------------------------------------


def account_rows(person: Person) -> list[Row]:
    """The person's own row."""
    return [
        {
            "id": str(person.pk), "email": person.email, "name": person.name, "language": person.language,
            "region": person.corop, "joined_at": person.joined_at, "last_visit_at": person.last_visit_at,
            "last_login": person.last_login,
        }
    ]  # fmt: skip


def role_rows(person: Person) -> list[Row]:
    """Roles, each with its place, and those that the person is asked to take."""
    rows = person.memberships.select_related("organisation", "hub").order_by("since", "pk")
    found: list[Row] = [{**_role_at(row), "since": row.since} for row in rows]
    asked = RoleInvitation.objects.select_related("organisation").filter(email=person.email)
    return found + [{**_role_at(row), "state": "asked", "at": row.at} for row in asked]


def _role_at(row: Membership | RoleInvitation) -> Row:
    return {
        "role": row.role,
        "organisation": row.organisation.name if row.organisation else "",
        "hub": row.hub_id or "",
    }


def skill_rows(person: Person) -> list[Row]:
    """The profile."""
    fields = ("uri", "level", "goal", "source", "source_id", "since", "changed_at")
    return [dict(row) for row in person.skills.values(*fields)]


def consent_rows(person: Person) -> list[Row]:
    """Every consent, open and withdrawn."""
    return [dict(row) for row in person.consents.values("purpose", "given_at", "withdrawn_at", "lapsed")]


def sign_in_rows(person: Person) -> list[Row]:
    """Sessions, passkeys, accounts elsewhere and tokens of programs."""
    found: list[Row] = [
        {"kind": "session", **row}
        for row in person.sessions.values("means", "browser", "system", "at", "last_used_at")
    ]
    found += [
        {"kind": "passkey", **row} for row in person.passkeys.values("name", "created_at", "last_used_at")
    ]
    found += [
        {"kind": "provider", **row}
        for row in person.provider_accounts.values("issuer", "subject", "created_at", "last_used_at")
    ]
    found += [
        {"kind": "token", **row}
        for row in person.tokens.values("name", "may_write", "created_at", "expires_at", "last_used_at")
    ]
    return found


def contact_of(person: Person) -> list[Organisation]:
    """Return the organisations that have the person's address as their contact."""
    return list(Organisation.objects.filter(contact_email__iexact=person.email).order_by("name"))


def contact_rows(person: Person) -> list[Row]:
    """Where the person is the contact of an organisation."""
    return [
        {"organisation": one.name, "contact_name": one.contact_name, "phone": one.contact_phone}
        for one in contact_of(person)
    ]


def fact_rows(person: Person) -> list[Row]:
    """Everything that the ledger holds by or about the person."""
    own = Fact.objects.filter(actor=str(person.pk))
    about = Fact.objects.filter(object_kind="person", object_id=str(person.pk))
    rows = (own | about).order_by("id").values("at", "verb", "object_kind", "object_id", "details")
    return [dict(row) for row in rows]


def alone_at(person: Person) -> list[Organisation]:
    """Return the organisations where the person is the only one with an account."""
    own = Membership.objects.filter(person=person, organisation__isnull=False).values("organisation_id")
    others = Membership.objects.exclude(person=person).filter(
        person__is_active=True, organisation__isnull=False
    )
    rows = Organisation.objects.filter(pk__in=own).exclude(pk__in=others.values("organisation_id"))
    return list(rows.order_by("name"))
