"""The named cast of every test: one SME, one school, one lab, one hub, and their people. All invented.

The SME is Bakkerij De Korst in Assen, its owner Saar. The school is the Hanze Vakschool in Groningen, its
lecturer Joris. The lab is Fieldlab Noorderlicht in Emmen, its manager Lena. The hub is Noord, where Noor is
broker; Pim is programme officer, Ada administrator, Tess auditor. Marijn is a broker at another hub.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kring.core.regions import hubs
from kring.parties.models import Hub, Membership, Organisation, Person
from kring.parties.queries import actor_of
from kring.parties.rules import Actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
QUESTION = (
    "Wij gooien elke avond brood weg. We willen met machine learning voorspellen hoeveel klanten er komen, "
    "en zo de vraag voorspellen per winkel."
)


@dataclass(frozen=True)
class Cast:
    """Everybody who plays."""

    bakery: Organisation
    school: Organisation
    lab: Organisation
    saar: Person
    joris: Person
    lena: Person
    noor: Person
    marijn: Person
    pim: Person
    ada: Person
    tess: Person

    def actor(self, name: str) -> Actor:
        """The actor that one of the people is."""
        return actor_of(getattr(self, name))


def _person(name: str, role: str, *, organisation: Organisation | None = None, hub: str = "") -> Person:
    person = Person.objects.create_user(f"{name.lower()}@cast.invalid", name=name)
    Membership.objects.create(person=person, role="member")
    if role != "member" or organisation or hub:
        place = Hub.objects.get(pk=hub) if hub else None
        Membership.objects.create(person=person, role=role, organisation=organisation, hub=place)
    return person


def _organisation(name: str, kind: str, place: str, corop: str, **fields: object) -> Organisation:
    slug = name.split()[-1].lower()
    return Organisation.objects.create(
        name=name,
        kind=kind,
        place=place,
        corop=corop,
        contact_email=f"info@{slug}.invalid",
        consent_to_be_shown=True,
        available_from=date(2026, 9, 1),
        available_until=date(2027, 12, 31),
        hours_per_week=8,
        **fields,
    )


def make_cast() -> Cast:
    """Put everybody in the database."""
    for hub in hubs().values():
        Hub.objects.get_or_create(code=hub.code, defaults={"name_nl": hub.name_nl, "name_en": hub.name_en})
    bakery = _organisation(
        "Bakkerij De Korst", "company", "Assen", "NL131", size_class="small", area="agrifood"
    )
    school = _organisation(
        "Hanze Vakschool", "hbo", "Groningen", "NL115",
        offers="Studenten werken aan machine learning en demand forecasting.",
    )  # fmt: skip
    lab = _organisation(
        "Fieldlab Noorderlicht", "field-lab", "Emmen", "NL132",
        offers="Een lab voor machine learning, vraagvoorspelling en data-analyse.",
    )  # fmt: skip
    return Cast(
        bakery=bakery,
        school=school,
        lab=lab,
        saar=_person("Saar", "member", organisation=bakery),
        joris=_person("Joris", "lecturer", organisation=school),
        lena=_person("Lena", "member", organisation=lab),
        noor=_person("Noor", "broker", hub="noord"),
        marijn=_person("Marijn", "broker", hub="brainport"),
        pim=_person("Pim", "programme"),
        ada=_person("Ada", "admin"),
        tess=_person("Tess", "auditor"),
    )


def days(number: int) -> timedelta:
    """A number of days."""
    return timedelta(days=number)
