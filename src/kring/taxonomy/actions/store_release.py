"""Concepts, labels and relations enter one by one; a release leaves, written in bulk and without repeats."""

import hashlib

from django.db import connection

from kring.taxonomy.models import Concept, Label, Relation, Release

_BATCH = 5_000


class ReleaseWriter:
    """Collects what is new for one release and writes it in bulk; what is already there is left alone."""

    def __init__(self, vocabulary: str, version: str) -> None:
        self.release, _ = Release.objects.get_or_create(vocabulary=vocabulary, version=version)
        concepts = Concept.objects.filter(release=self.release)
        self._ids: dict[str, int] = dict(concepts.values_list("uri", "id"))
        self._new: dict[str, Concept] = {}
        labels = Label.objects.filter(concept__release=self.release)
        self._labels: set[tuple[str, str, str, str]] = {
            (uri, language, kind, text.casefold())
            for uri, language, kind, text in labels.values_list(
                "concept__uri", "language", "kind", "text"
            ).iterator(chunk_size=20_000)
        }
        self._preferred: set[tuple[str, str]] = {
            (uri, language) for uri, language, kind, _ in self._labels if kind == "preferred"
        }
        self._new_labels: list[tuple[str, str, str, str]] = []
        self._relations = set(
            Relation.objects.filter(release=self.release).values_list("source", "kind", "target")
        )
        self._new_relations: list[tuple[str, str, str]] = []
        self.known = 0

    @property
    def has_concepts(self) -> bool:
        """Whether the release held concepts before this import."""
        return bool(self._ids)

    @property
    def added_concepts(self) -> int:
        """How many concepts are new."""
        return len(self._new)

    @property
    def added_labels(self) -> int:
        """How many labels and descriptions are new."""
        return len(self._new_labels)

    @property
    def added_relations(self) -> int:
        """How many relations are new."""
        return len(self._new_relations)

    def concept(
        self,
        uri: str,
        *,
        kind: str,
        skill_type: str = "",
        reuse_level: str = "",
        code: str = "",
        topic: str = "",
        may_create: bool = True,
    ) -> bool:
        """Make sure the concept exists; False when it does not and may not be made."""
        if uri in self._ids or uri in self._new:
            return True
        if not may_create:
            return False
        self._new[uri] = Concept(
            release=self.release,
            uri=uri,
            kind=kind,
            skill_type=skill_type[:20],
            reuse_level=reuse_level[:20],
            code=code[:40],
            topic=topic,
        )
        return True

    def label(self, uri: str, language: str, kind: str, text: str) -> None:
        """Add a label; a second preferred label in one language becomes an alternative one."""
        if kind == "preferred" and (uri, language) in self._preferred:
            if (uri, language, "preferred", text.casefold()) in self._labels:
                self.known += 1
                return
            kind = "alternative"
        key = (uri, language, kind, text.casefold())
        if key in self._labels:
            self.known += 1
            return
        self._labels.add(key)
        if kind == "preferred":
            self._preferred.add((uri, language))
        self._new_labels.append((uri, language, kind, text))

    def relation(self, source: str, kind: str, target: str) -> None:
        """Add a relation between two concepts."""
        key = (source, kind, target)
        if key in self._relations:
            self.known += 1
            return
        self._relations.add(key)
        self._new_relations.append(key)

    def finish(self) -> Release:
        """Write everything that is new and renew the fingerprint; call it inside a transaction."""
        Concept.objects.bulk_create(self._new.values(), batch_size=_BATCH)
        self._ids.update({uri: concept.pk for uri, concept in self._new.items()})
        _insert(
            Label,
            ("concept_id", "language", "kind", "text"),
            [(self._ids[uri], language, kind, text) for uri, language, kind, text in self._new_labels],
        )
        _insert(
            Relation,
            ("release_id", "source", "kind", "target"),
            [(self.release.pk, *row) for row in self._new_relations],
        )
        if self._new_labels or not self.release.fingerprint:
            digest = hashlib.blake2b(digest_size=16)
            for key in sorted(self._labels):
                digest.update("\t".join(key).encode())
            self.release.fingerprint = digest.hexdigest()
        self.release.save()
        return self.release


def _insert(model: type, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Insert rows without building model objects: 250,000 of them would take most of the import's time."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)  # type: ignore[attr-defined]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608
