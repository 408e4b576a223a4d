"""Reads parties and people: the actor behind a request, the directory, the hubs."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from kring.core.regions import corop_areas_of
from kring.parties.models import Hub, Membership, Organisation, Person
from kring.parties.rules import ANYBODY, Actor


def actor_of(person: object) -> Actor:
    """Return the actor for a signed-in person; ANYBODY for anyone else."""
    if not isinstance(person, Person) or not person.is_active:
        return ANYBODY
    rows = list(Membership.objects.filter(person=person).values_list("role", "organisation_id", "hub_id"))
    return Actor(
        person_id=str(person.pk),
        roles=frozenset(role for role, _, _ in rows),
        organisations=frozenset(str(organisation) for _, organisation, _ in rows if organisation),
        hubs=frozenset(hub for _, _, hub in rows if hub),
        email=person.email,
    )


def directory(
    *, region: str = "", kind: str = "", area: str = "", words: str = "", everyone: bool = False
) -> QuerySet[Organisation]:
    """Return organisations by name; only those that agreed to be shown unless ``everyone``."""
    found = Organisation.objects.all()
    if not everyone:
        found = found.filter(consent_to_be_shown=True)
    if region:
        found = found.filter(corop__in=corop_areas_of(region))
    if kind:
        found = found.filter(kind=kind)
    if area:
        found = found.filter(area=area)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(place__icontains=word) | Q(offers__icontains=word))
    return found


def organisation_named(name: str, place: str = "") -> Organisation | None:
    """Return the organisation with this name (and place), if there is exactly one."""
    found = Organisation.objects.filter(name__iexact=name.strip())
    if place:
        found = found.filter(place__iexact=place.strip())
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None


def name_of(person_id: str) -> str:
    """Return what a person calls themselves; "" where the id is nobody's, or no name was given."""
    try:
        return Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""
    except (ValidationError, ValueError):
        return ""


def organisation_with(key: str) -> Organisation | None:
    """Return the organisation with this id; None for whatever is no id of one."""
    try:
        return Organisation.objects.filter(pk=key).first() if key else None
    except (ValidationError, ValueError):
        return None


def organisations_at(domain: str) -> list[Organisation]:
    """Return the shown organisations whose website is at this domain, at most five."""
    if not domain or "." not in domain:
        return []
    found = Organisation.objects.filter(consent_to_be_shown=True, website__icontains=domain)
    hosts = ((one, (urlsplit(one.website).hostname or "").removeprefix("www.")) for one in found[:50])
    return [one for one, host in hosts if host == domain][:5]


def hub_contact(codes: tuple[str, ...]) -> Hub | None:
    """Return the first of the hubs, for its phone number and address; None where no hub serves."""
    return Hub.objects.filter(code__in=codes).order_by("code").first()


def broker_addresses(hub_codes: tuple[str, ...]) -> list[str]:
    """Return the mail addresses of the brokers at these hubs (all brokers where there is no hub)."""
    rows = Membership.objects.filter(role="broker", person__is_active=True)
    if hub_codes:
        rows = rows.filter(hub_id__in=hub_codes)
    return sorted(set(rows.values_list("person__email", flat=True)))


def is_demo_country() -> bool:
    """Return whether the demo country is loaded: then every page says that all parties are invented."""
    return Person.objects.filter(is_demo=True).exists()


def shows_mails() -> bool:
    """Return whether visitors see mails on a page: in the demo country, while no mail server takes them."""
    return is_demo_country() and not settings.KRING_HAS_SMTP
