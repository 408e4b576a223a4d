"""The adopted trust leaves: what was judged of each surface, and since when."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from kring.engines.skills.judged import together
from kring.engines.skills.vocabulary import Judged
from kring.taxonomy.models import TrustVersion


def adopted_trust() -> TrustVersion | None:
    """Return the version in use; None for the trust that ships with Kring."""
    return TrustVersion.objects.filter(active=True).first()


def adopted_mark() -> str:
    """Return the fingerprint of the version in use, "" for the shipped trust."""
    return TrustVersion.objects.filter(active=True).values_list("fingerprint", flat=True).first() or ""


def judged_of(rows: Iterable[Iterable[Any]]) -> Judged:
    """Return rows as they are stored in the form that the engine reads."""
    return {(uri, words, bool(label)): (right, seen) for uri, words, label, right, seen in rows}


def rows_of(judged: Judged) -> list[list[Any]]:
    """Return what was judged as rows to store, in order."""
    return [[*key, *said] for key, said in sorted(judged.items())]


def adopted_judged() -> Judged:
    """Return everything that the trust in use is made of; empty for the shipped trust."""
    version = adopted_trust()
    return together(judged_of(version.people), judged_of(version.gold)) if version else {}


def fingerprint_of(people: Judged, gold: Judged) -> str:
    """Return a hash of what a version is made of."""
    content = json.dumps([rows_of(people), rows_of(gold)], ensure_ascii=False)
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
