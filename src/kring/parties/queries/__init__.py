"""Reads parties and people: the actor behind a request, the directory, the hubs."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q, QuerySet

from kring.core.naming import most_alike, plain_name
from kring.core.regions import corop_areas_of
from kring.core.sameness import Known, Pair, likely_same
from kring.parties.models import Hub, Membership, Merge, NotTheSame, Organisation, Person
from kring.parties.rules import ANYBODY, SIDE_OF_KIND, Actor


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
    *,
    region: str = "",
    kind: str = "",
    area: str = "",
    side: str = "",
    words: str = "",
    everyone: bool = False,
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
    if side:
        found = found.filter(kind__in=[one for one in SIDE_OF_KIND if SIDE_OF_KIND[one] == side])
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


def only_organisation_of(actor: Actor) -> Organisation | None:
    """Return the organisation that the actor belongs to; None where there is none, or more than one."""
    rows = own_organisations(actor)
    return rows[0] if len(rows) == 1 else None


def own_organisations(actor: Actor) -> list[Organisation]:
    """Return the organisations that the actor belongs to, by name."""
    return list(Organisation.objects.filter(pk__in=actor.organisations)) if actor.organisations else []


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


def party_label(party: Organisation) -> str:
    """Return the name with its place, as a list of suggestions shows it."""
    return f"{party.name}, {party.place}" if party.place else party.name


def parties_called(typed: str) -> list[Organisation]:
    """Return the organisations that somebody means who typed this: "name, place", else the bare name.

    Case, accents and legal form ("B.V.") make no difference. More than one where the name is not enough.
    """
    words = " ".join(typed.split())
    name, comma, place = words.rpartition(", ")
    if comma:
        found = _named(name, Organisation.objects.filter(place__iexact=place))
        if found:
            return found
    return _named(words, Organisation.objects.all())


def _named(name: str, among: QuerySet[Organisation]) -> list[Organisation]:
    plain = plain_name(name)
    if not plain:
        return []
    exact = list(among.filter(name__iexact=name).order_by("place", "pk")[:20])
    if exact:
        return exact
    same = [pk for pk, one in among.values_list("pk", "name") if plain_name(one) == plain]
    return list(Organisation.objects.filter(pk__in=same[:20]).order_by("place", "pk"))


def parties_like(typed: str, *, most: int = 4) -> list[Organisation]:
    """Return the organisations whose names come closest to what was typed; for a typing error."""
    name = typed.rpartition(", ")[0] or typed
    names = most_alike(name, set(Organisation.objects.values_list("name", flat=True)), most=most)
    rows = Organisation.objects.filter(name__in=names).order_by("name", "place")[: most * 2]
    return sorted(rows, key=lambda one: names.index(one.name))[:most]


def suggested_parties(typed: str, *, regions: Iterable[str] = (), most: int = 40) -> list[Organisation]:
    """Return organisations to suggest while somebody types; of the own regions before anything is typed."""
    rows = Organisation.objects.all()
    for word in typed.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(place__icontains=word.rstrip(",")))
    if not typed.strip():
        rows = rows.filter(corop__in=list(regions)).order_by("-updated_at", "name")
    return list(rows[:most])


def duplicate_pairs() -> list[Pair]:
    """Return the organisations that may be one and the same, the strongest suspicion first.

    Pairs that somebody left apart are not in it. It is worked out anew when any organisation changed.
    """
    shape = Organisation.objects.aggregate(n=Count("pk"), last=Max("updated_at"))
    apart = NotTheSame.objects.count()
    key = f"duplicates:{shape['n']}:{shape['last']:%Y%m%d%H%M%S%f}:{apart}" if shape["n"] else ""
    found: list[Pair] | None = cache.get(key) if key else []
    if found is None:
        columns = ("pk", "name", "kind", "place", "postcode", "website", "contact_email")
        rows = Organisation.objects.order_by("pk").values_list(*columns)
        left = {(str(one), str(other)) for one, other in NotTheSame.objects.values_list("one", "other")}
        pairs = likely_same(Known(str(pk), *rest) for pk, *rest in rows.iterator(chunk_size=2_000))
        found = [pair for pair in pairs if (pair.one, pair.other) not in left]
        cache.set(key, found, 600)
    return found


def standing_merge_of(lost_id: object) -> Merge | None:
    """Return the merge that took this organisation up, where it was not undone."""
    return Merge.objects.filter(lost_id=lost_id, undone_at__isnull=True).order_by("-at").first()  # type: ignore[misc]


def merged_into(party: Organisation) -> list[str]:
    """Return the ids of all organisations that were taken up in this one: their history is its history."""
    rows = Merge.objects.filter(kept=party, undone_at__isnull=True)
    return [str(lost) for lost in rows.values_list("lost_id", flat=True)]
