"""The fictional organisations and people enter; rows of parties, with contacts of the hubs, leave."""

from dataclasses import dataclass
from datetime import timedelta

from kring.core.regions import hubs
from kring.demo import rules
from kring.demo.generator import Country
from kring.demo.generator.records import DemoPerson
from kring.demo.generator.records import Organisation as Fictional
from kring.parties.models import Hub, Membership, Organisation, Person

JOINED_DAYS_AGO = 400


@dataclass(frozen=True)
class Parties:
    """What later steps look up: organisations by the generator's id, their people, brokers by hub."""

    organisations: dict[str, Organisation]
    brokers: dict[str, Person]
    owners: dict[str, Person]


def load_parties(country: Country) -> Parties:
    """Write organisations, hubs, people and their roles; call it inside a transaction."""
    organisations = {row.id: _organisation(country, row) for row in country.organisations}
    Organisation.objects.bulk_create(organisations.values(), batch_size=500)
    _hubs(country, organisations)
    people = {row.id: _person(country, number, row) for number, row in enumerate(country.people)}
    Person.objects.bulk_create(people.values())
    Membership.objects.bulk_create(_membership(row, people[row.id], organisations) for row in country.people)
    brokers = {row.hub: people[row.id] for row in country.people if row.hub}
    owners = {row.organisation_id: people[row.id] for row in country.people if not row.hub}
    return Parties(organisations, brokers, owners)


def _organisation(country: Country, row: Fictional) -> Organisation:
    return Organisation(
        id=rules.demo_id(country.seed, row.id),
        name=row.name,
        kind=rules.kind_of(row.type),
        size_class=row.size_class,
        place=row.place,
        corop=row.corop,
        area=row.area,
        goals=row.goals,
        offers=row.offers,
        hours_per_week=row.hours_per_week,
        contact_name=row.contact_role,
        contact_email=row.email,
        contact_phone=row.phone,
        consent_to_be_shown=row.consent_to_be_shown,
        source="demo",
        created_at=rules.at(country.until - timedelta(days=JOINED_DAYS_AGO)),
    )


def _hubs(country: Country, organisations: dict[str, Organisation]) -> None:
    for row in country.organisations:
        if row.type == "regional_ai_hub" and row.hub:
            hub = hubs()[row.hub]
            Hub.objects.update_or_create(
                code=row.hub,
                defaults={
                    "name_nl": hub.name_nl,
                    "name_en": hub.name_en,
                    "organisation": organisations[row.id],
                    "phone": row.phone,
                    "email": row.email,
                },
            )


def _person(country: Country, number: int, row: DemoPerson) -> Person:
    person = Person(
        id=rules.demo_id(country.seed, row.id),
        email=row.email.lower(),
        name=row.name,
        is_demo=True,
        # The order of joining is the order in which the demo bar shows them.
        joined_at=rules.at(country.until, minutes=number),
    )
    person.set_unusable_password()
    return person


def _membership(row: DemoPerson, person: Person, organisations: dict[str, Organisation]) -> Membership:
    return Membership(
        person=person,
        role=rules.ROLE_OF[row.role],
        organisation=organisations[row.organisation_id],
        hub_id=row.hub,
        since=person.joined_at,
    )
