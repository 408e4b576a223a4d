"""A seed, a scale and a last day enter; the fictional country leaves, in the lake and in the tables."""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kring.core.problems import Problem, UnableTo
from kring.demo import rules
from kring.demo.actions.clear_demo import clear_other_documents
from kring.demo.actions.load_connections import load_connections
from kring.demo.actions.load_documents import load_documents
from kring.demo.actions.load_facts import load_facts
from kring.demo.actions.load_parties import load_parties
from kring.demo.generator import Country, generate
from kring.parties.queries import is_demo_country
from kring.parties.rules import Actor
from kring.sense.actions.compute_gaps import compute_gaps
from kring.sense.models import ImportReceipt
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary

LOADER = Actor(person_id="demo", roles=frozenset({"admin"}))


@dataclass(frozen=True)
class Loaded:
    """What a load made: counts by kind."""

    counts: dict[str, int]


def load_demo(*, seed: int, scale: float, until: date | None = None) -> Loaded:
    """Load the country once. ``until`` is the last day with data: by default the last full quarter's.

    1. Vacancies and courses go the way of every import, in the lake. 2. Gaps are computed. 3. Parties,
    offers, challenges, communities and facts follow in ONE transaction, which marks the load as done. A
    load that is killed before that is taken up by the next one.
    """
    _check(scale)
    with _one_load_at_a_time():
        return _load(seed, scale, until or rules.last_full_quarter(date.today()))


def _load(seed: int, scale: float, last: date) -> Loaded:
    if is_demo_country():
        raise UnableTo(_loaded_already())
    import_kring_vocabulary(by="demo")
    country = generate(seed, scale, last)
    source = rules.source_name(seed, scale, last)
    clear_other_documents(actor=LOADER, keep=source)
    load_documents(country, source=source, actor=LOADER)
    print("Computing the gaps …", file=sys.stderr, flush=True)
    compute_gaps(actor=LOADER)
    with transaction.atomic():
        return _load_tables(country)


@contextmanager
def _one_load_at_a_time() -> Iterator[None]:
    """Refuse at once while another process loads into this folder; the lock ends with the process."""
    folder = Path(settings.KRING_DATA) / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UnableTo(
                Problem(
                    "demo_loading",
                    "The fictional country is being loaded right now.",
                    "Wait until it is done.",
                )
            ) from error
        yield


def _check(scale: float) -> None:
    if not 0 < scale <= 100:
        raise UnableTo(
            Problem(
                "wrong_scale",
                "The scale {scale} is not between 0 and 100.",
                "Scale 1 is 24,000 vacancies; 0.02 is enough to look around.",
                params={"scale": scale},
            )
        )


def _load_tables(country: Country) -> Loaded:
    """Write all tables; refuse when another load was faster: the first one's organisations are there."""
    if is_demo_country():
        raise UnableTo(_loaded_already())
    parties = load_parties(country)
    made = load_connections(country, parties)
    facts = load_facts(parties, made)
    return Loaded(
        {
            "organisations": len(parties.organisations),
            "people": len(country.people),
            **dict(ImportReceipt.objects.standing().filter(by=LOADER.person_id).values_list("kind", "kept")),
            "offers": len(made.offers),
            "challenges": len(made.challenges),
            "communities": len(made.communities),
            "examples": len(country.examples),
            "facts": facts,
        }
    )


def _loaded_already() -> Problem:
    return Problem(
        "demo_loaded",
        "The fictional country is in this data folder already.",
        "Choose another folder: kring --data DIR demo load",
    )
