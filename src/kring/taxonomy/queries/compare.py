"""Two releases of one vocabulary enter; what was added, removed and renamed leaves."""

from collections.abc import Iterator
from dataclasses import dataclass

from kring.core.problems import NotFound, Problem
from kring.taxonomy.models import Label, Release

CHANGES = ("added", "removed", "renamed", "labels")


@dataclass(frozen=True)
class Change:
    """One difference; ``before`` and ``after`` are names, or for "labels" what left and what came."""

    kind: str
    uri: str
    before: str
    after: str


def compare_releases(vocabulary: str, old: str, new: str, *, language: str) -> list[Change]:
    """Return the differences between two loaded releases, by kind and URI, as seen in one language.

    "renamed": the preferred name changed; "labels": only alternative names did.
    """
    before, after = _named(vocabulary, old, language), _named(vocabulary, new, language)
    found = [one for uri in {*before, *after} for one in _changes(uri, before.get(uri), after.get(uri))]
    return sorted(found, key=lambda one: (CHANGES.index(one.kind), one.uri))


_Names = dict[str, frozenset[str]]


def _changes(uri: str, before: _Names | None, after: _Names | None) -> Iterator[Change]:
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        yield Change(kind, uri, _preferred(before), _preferred(after))
    elif before["preferred"] != after["preferred"]:
        yield Change("renamed", uri, _preferred(before), _preferred(after))
    elif before["alternative"] != after["alternative"]:
        gone, come = (
            before["alternative"] - after["alternative"],
            after["alternative"] - before["alternative"],
        )
        yield Change("labels", uri, " | ".join(sorted(gone)), " | ".join(sorted(come)))


def _preferred(labels: _Names | None) -> str:
    return " | ".join(sorted(labels["preferred"])) if labels else ""


def _named(vocabulary: str, version: str, language: str) -> dict[str, _Names]:
    release = Release.objects.filter(vocabulary=vocabulary, version=version).first()
    if release is None:
        raise NotFound(
            Problem(
                "no_release_loaded",
                "Release {version} of {vocabulary} is not loaded.",
                "See what is loaded: kring taxonomy list",
                params={"version": version, "vocabulary": vocabulary},
            )
        )
    found: dict[str, dict[str, set[str]]] = {
        uri: {"preferred": set(), "alternative": set()}
        for uri in release.concepts.values_list("uri", flat=True)
    }
    rows = Label.objects.filter(
        concept__release=release, language=language, kind__in=["preferred", "alternative"]
    ).values_list("concept__uri", "kind", "text")
    for uri, kind, text in rows.iterator(chunk_size=20_000):
        found[uri][kind].add(text)
    return {uri: {kind: frozenset(texts) for kind, texts in held.items()} for uri, held in found.items()}
