"""Endpoints of organisations and hubs: filters or an id enter, what the caller may see leaves."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import StringConstraints

from kring.core.regions import hubs
from kring.core.terms import areas
from kring.frame.api import Given, Listed, OneOf, Sought, answers, part_of, reader_language
from kring.parties.actions.change_party import change_party
from kring.parties.models import Hub, Organisation
from kring.parties.queries import directory
from kring.parties.rules import SIDE_OF_KIND, SIZE_CLASSES
from kring.parties.visitor import visible_party, visitor, visitor_may

router = Router()
Area = Annotated[str, OneOf(areas())]
Kind = Annotated[str, OneOf(SIDE_OF_KIND)]
Said = Annotated[str, StringConstraints(max_length=4_000, pattern=r"^[^\x00]*$")]


class Me(Schema):
    """Who calls, and with which roles."""

    signed_in: bool
    roles: list[str]
    organisations: list[str]
    hubs: list[str]


class HubOut(Schema):
    """A hub with the provinces it serves."""

    code: str
    name: str
    provinces: list[str]
    phone: str
    email: str


class PartyOut(Schema):
    """An organisation as everybody may see it; contacts only for those who may see them."""

    id: UUID
    name: str
    kind: str
    side: str
    size_class: str
    place: str
    region: str
    area: str
    goals: str
    offers: str
    available_from: date | None
    available_until: date | None
    hours_per_week: Decimal | None
    website: str
    shown: bool
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None


class PartyChange(Given):
    """What may be changed in one's own words; what is absent stays."""

    goals: Said | None = None
    offers: Said | None = None
    area: Area | None = None
    size_class: Annotated[str, OneOf(SIZE_CLASSES)] | None = None
    consent_to_be_shown: bool | None = None


class Changed(Schema):
    """The names of the fields that changed."""

    fields: list[str]


def _party(request: HttpRequest, one: Organisation) -> dict[str, object]:
    contacts = visitor_may(request, "view_hidden_party") or visitor_may(request, "edit_party", one)
    plain = {name: getattr(one, name) for name in PartyOut.model_fields if hasattr(one, name)}
    private = ("contact_name", "contact_email", "contact_phone")
    return {
        **plain,
        "region": one.corop,
        "shown": one.consent_to_be_shown,
        **{name: getattr(one, name) if contacts else None for name in private},
    }


@router.get("/me/", response=answers(Me), summary="Who am I")
def me(request: HttpRequest) -> dict[str, object]:
    """The roles of the caller; nobody signed in has none."""
    actor = visitor(request)
    return {
        "signed_in": actor.signed_in,
        "roles": sorted(actor.roles),
        "organisations": sorted(actor.organisations),
        "hubs": sorted(actor.hubs),
    }


@router.get("/hubs/", response=answers(list[HubOut]), summary="The hubs and their regions")
def list_hubs(request: HttpRequest) -> list[dict[str, object]]:
    """Every hub, with its contact."""
    known = {hub.code: hub for hub in Hub.objects.all()}
    return [
        {
            "code": code,
            "name": hub.name(reader_language()),
            "provinces": list(hub.provinces),
            "phone": known[code].phone if code in known else "",
            "email": known[code].email if code in known else "",
        }
        for code, hub in hubs().items()
    ]


@router.get("/organisations/", response=answers(Listed[PartyOut]), summary="The directory")
def list_parties(
    request: HttpRequest,
    sought: Query[Sought],
    kind: Kind = "",
) -> dict[str, object]:
    """Organisations that agreed to be shown; for brokers all of them."""
    everyone = visitor_may(request, "view_hidden_party")
    rows = directory(kind=kind, everyone=everyone, **sought.narrowed())
    return part_of(rows.order_by("name", "pk"), sought, lambda one: _party(request, one))


@router.get("/organisations/{uuid:party_id}/", response=answers(PartyOut), summary="One organisation")
def one_party(request: HttpRequest, party_id: UUID) -> dict[str, object]:
    """One that is hidden from the caller is as good as absent."""
    return _party(request, visible_party(request, party_id))


@router.patch("/organisations/{uuid:party_id}/", response=answers(Changed), summary="Change an organisation")
def change(request: HttpRequest, party_id: UUID, given: PartyChange) -> dict[str, Any]:
    """For its own members and for brokers; every change is on record."""
    one = visible_party(request, party_id)
    values = {name: value for name, value in given.dict(exclude_unset=True).items() if value is not None}
    fields = change_party(actor=visitor(request), organisation=one, values=values, now=timezone.now())
    return {"fields": fields}
