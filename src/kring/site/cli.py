"""`kring pages`: every page there is, with a role that may see it, as JSON Lines."""

import argparse
import json
from collections.abc import Iterator

from django.urls import reverse

from kring.connect.models import Challenge, Community, Proposal
from kring.core.regions import corop_areas_of
from kring.parties.models import Membership, Organisation
from kring.sense.models import Example

_PUBLIC = (
    "home", "radar", "challenges", "new-challenge", "communities", "offers", "parties", "search",
    "sign-in", "sign-in-sent", "help-proposals", "help-figures", "help-privacy",
    "help-accessibility", "help-permissions", "help-contact", "examples",
)  # fmt: skip
_BROKER = ("queue", "load-data", "import-parties", "outbox")


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add pages."""
    pages = subparsers.add_parser("pages", help="list every page with a role that may see it, as JSON Lines")
    pages.set_defaults(run=_pages)


def _demo_broker() -> tuple[str, tuple[str, ...]]:
    """Return a demo broker's id and the COROP areas of the hub; "" and none where there is no demo."""
    found = Membership.objects.filter(role="broker", person__is_demo=True).order_by("hub_id").first()
    return (str(found.person_id), corop_areas_of(f"hub:{found.hub_id}")) if found else ("", ())


def _objects(broker: str, own: tuple[str, ...]) -> Iterator[dict[str, str]]:
    here = Challenge.objects.filter(corop__in=own) if broker else Challenge.objects.all()
    queued = here.filter(state="queued").order_by("pk").first()
    if queued:
        yield {"name": "challenge", "path": reverse("challenge", args=[queued.pk])}
        if broker:
            path = reverse("challenge", args=[queued.pk])
            yield {"name": "challenge-broker", "path": path, "role": broker}
            yield {"name": "decline", "path": reverse("decline-challenge", args=[queued.pk]), "role": broker}
    taken = here.filter(state="accepted").order_by("pk").first()
    if taken and broker:
        path = reverse("compare-candidates", args=[taken.pk])
        yield {"name": "candidates", "path": path, "role": broker}
    proposal = Proposal.objects.order_by("pk").first()
    if proposal and broker:
        yield {"name": "proposal", "path": reverse("proposal", args=[proposal.pk]), "role": broker}
    for name, model in (("community", Community), ("party", Organisation), ("example", Example)):
        found = model.objects.order_by("pk").first()
        if found:
            yield {"name": name, "path": reverse(name, args=[found.pk])}


def _pages(arguments: argparse.Namespace) -> int:
    broker, own = _demo_broker()
    rows: list[dict[str, str]] = [{"name": name, "path": reverse(name)} for name in _PUBLIC]
    if broker:
        rows += [{"name": name, "path": reverse(name), "role": broker} for name in _BROKER]
        rows.append({"name": "home-broker", "path": reverse("home"), "role": broker})
    for row in [*rows, *_objects(broker, own)]:
        print(json.dumps(row))
    return 0
