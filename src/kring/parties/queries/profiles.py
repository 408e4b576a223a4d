"""Reads profiles: whose a broker may see, who looked at one, who agreed to a purpose."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kring.core.regions import corop_areas_of, hubs_of
from kring.ledger.queries import facts_about
from kring.parties.models import Consent, Membership, Person


@dataclass(frozen=True)
class Profile:
    """A person as the permission table knows one: whose it is, which hubs serve them, what they agreed to."""

    person: Person
    organisations: tuple[str, ...]
    hub_codes: tuple[str, ...]
    shown_to_brokers: bool

    @property
    def owner_ids(self) -> tuple[str, ...]:
        """The person alone."""
        return (str(self.person.pk),)


def agreed(person_id: object, purpose: str) -> bool:
    """Return whether somebody agrees to a purpose now."""
    return Consent.objects.filter(
        person_id=person_id,
        purpose=purpose,
        withdrawn_at__isnull=True,  # type: ignore[misc]
    ).exists()


def people_who_agree(purpose: str) -> QuerySet[Person]:
    """Return the people who agree to a purpose now and whose account is open."""
    open_rows = Consent.objects.filter(purpose=purpose, withdrawn_at__isnull=True)
    return Person.objects.filter(is_active=True, pk__in=open_rows.values("person_id"))


def profile_of(person_id: object) -> Profile | None:
    """Return the profile of a person; None where there is none."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()  # type: ignore[misc]
    if person is None:
        return None
    rows = Membership.objects.filter(person=person, organisation__isnull=False).select_related("organisation")
    places = [row.organisation for row in rows if row.organisation is not None]
    corops = [person.corop] if person.corop else [one.corop for one in places]
    codes = dict.fromkeys(code for corop in corops for code in hubs_of(corop))
    names = tuple(dict.fromkeys(one.name for one in places))
    return Profile(person, names, tuple(codes), agreed(person.pk, "brokers"))


def people_near(hubs: frozenset[str], *, purpose: str = "brokers") -> QuerySet[Person]:
    """Return the people of these hubs' regions who agreed to a purpose, by name: no order of merit."""
    areas = {area for code in hubs for area in corop_areas_of(f"hub:{code}")}
    there = Membership.objects.filter(organisation__corop__in=areas).values("person_id")
    near = Q(corop__in=areas) | Q(corop="", pk__in=there)
    return people_who_agree(purpose).filter(near).order_by("name", "pk")


@dataclass(frozen=True)
class Look:
    """Somebody looked at a profile."""

    at: datetime
    name: str
    role: str


def who_looked(person_id: object, *, most: int = 20) -> list[Look]:
    """Return who looked at a person's profile, newest first; a name is empty where the account is gone."""
    facts = list(facts_about("person", person_id).filter(verb="profile_viewed").order_by("-id")[:most])
    found = Person.objects.filter(pk__in={fact.actor for fact in facts})
    names = {str(key): name for key, name in found.values_list("pk", "name")}
    return [Look(fact.at, names.get(fact.actor, ""), fact.role) for fact in facts]
