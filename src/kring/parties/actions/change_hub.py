"""What is told of a hub enters: names, contact, the areas it serves; the hub leaves, changed everywhere."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.regions import hubs, regions, tell_hubs
from kring.ledger.actions.record_fact import record_fact
from kring.parties.hub_data import edited_hubs
from kring.parties.models import Hub
from kring.parties.permissions import require
from kring.parties.rules import Actor

OWN_FIELDS = ("name_nl", "name_en", "phone", "email")
_CODE = re.compile(r"[a-z][a-z0-9-]{1,28}[a-z0-9]")


@dataclass(frozen=True)
class HubSaid:
    """What an administrator tells of a hub."""

    name_nl: str
    name_en: str
    phone: str
    email: str
    areas: tuple[str, ...]


def change_hub(*, actor: Actor, code: str, said: HubSaid) -> list[str]:
    """Save what differs; return the fields. An area may have no hub, or two; what is served shows at once."""
    require(actor, "edit_hubs")
    _check(said)
    with transaction.atomic():
        hub = Hub.objects.select_for_update().filter(pk=code).first()
        if hub is None:
            raise NotFound(Problem("no_hub", "There is no such hub.", "Look in the list."))
        before = hubs()[code].areas if code in hubs() else ()
        served = before if hub.areas is None else tuple(hub.areas)
        fields = sorted(
            name
            for name in ("name_nl", "name_en", "phone", "email")
            if getattr(hub, name) != getattr(said, name)
        )
        areas = _in_order(said.areas)
        if set(areas) != set(served):
            fields.append("areas")
        if fields:
            _save(hub, said, areas)
            _record("hub_changed", code, actor, fields, served, areas)
    tell_hubs(edited_hubs())
    return fields


def add_hub(*, actor: Actor, code: str, said: HubSaid) -> Hub:
    """Add a hub under a short code that stays."""
    require(actor, "edit_hubs")
    _check(said)
    if not _CODE.fullmatch(code):
        raise UnableTo(
            Problem(
                "wrong_code",
                "This short name cannot be used.",
                "Use 3 to 30 small letters, digits or dashes.",
                field="code",
            )
        )  # fmt: skip
    with transaction.atomic():
        if Hub.objects.filter(pk=code).exists() or code in hubs():
            raise UnableTo(
                Problem("known_code", "There is a hub with this short name.", "Choose another.", field="code")
            )
        hub = Hub(code=code)
        areas = _in_order(said.areas)
        _save(hub, said, areas)
        _record("hub_added", code, actor, [], (), areas)
    tell_hubs(edited_hubs())
    return hub


def _save(hub: Hub, said: HubSaid, areas: list[str]) -> None:
    hub.name_nl, hub.name_en = said.name_nl.strip(), said.name_en.strip()
    hub.phone, hub.email, hub.areas = said.phone.strip(), said.email.strip(), areas
    hub.save()


def _in_order(areas: Iterable[str]) -> list[str]:
    return [code for code in regions() if code in set(areas)]


def _check(said: HubSaid) -> None:
    problems = []
    if not said.name_nl.strip() or not said.name_en.strip():
        problems.append(Problem("no_name", "There is no name yet.", "Fill in the name.", field="name_nl"))
    known = {one.code for one in regions().values() if one.level == "corop"}
    if set(said.areas) - known:
        problems.append(
            Problem("unknown_area", "This is no COROP area.", "Choose from the list.", field="areas")
        )
    if problems:
        raise UnableTo(*problems)


def _record(
    verb: str, code: str, actor: Actor, fields: list[str], before: Iterable[str], after: Iterable[str]
) -> None:
    gone, new = set(before) - set(after), set(after) - set(before)
    record_fact(
        verb,
        object_kind="hub",
        object_id=code,
        actor=actor.person_id,
        details={"fields": fields, "added": sorted(new), "removed": sorted(gone)},
    )
