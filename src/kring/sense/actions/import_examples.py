"""Files of examples enter; examples with the skills that their own words show leave, and one receipt."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from django.db import transaction

from kring.core.places import place
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.actions.incoming import Advance, label_of, require_paths, source_name
from kring.sense.actions.keep_rejects import RejectsFile
from kring.sense.formats import Reject
from kring.sense.formats.areas import area_of
from kring.sense.formats.examples import ExampleRecord, read_examples
from kring.sense.models import Example, ImportReceipt
from kring.sense.models.lake import one_import_at_a_time
from kring.sense.rules import (
    EXTRACTOR_MODE,
    Prepared,
    Raw,
    key_of,
    own_id,
    prepare,
    web_address,
    without_contacts,
)
from kring.taxonomy.queries.vocabularies import compiled_path, mark

CHUNK = 300
VOCABULARY = "kring-ai"
_PREFIXES = ("Gemeente ", "Provincie ", "Municipality of ")


def import_examples(
    *,
    paths: Sequence[Path],
    actor: Actor,
    source: str = "",
    column_map: Mapping[str, str] | None = None,
    progress: Advance = lambda _: None,
) -> ImportReceipt:
    """Keep the examples of all files, in one transaction; an example that is known is brought up to date."""
    require(actor, "import_examples")
    require_paths(paths)
    import_id = uuid.uuid4()
    label = label_of(paths, source)
    tally: Counter[str] = Counter()
    removed: Counter[str] = Counter()
    with (
        one_import_at_a_time(f"examples from {label}"),
        RejectsFile(import_id) as rejects,
        transaction.atomic(),
    ):
        records = _records(paths, source, column_map, progress, rejects, tally)
        vocabulary = str(compiled_path(VOCABULARY))
        while chunk := list(islice(records, CHUNK)):
            raws = [Raw(one.title, f"{one.title}.\n{one.text}") for one in chunk]
            made = prepare(vocabulary, raws)
            _keep(list(zip(chunk, made, strict=True)), tally)
            for prepared in made:
                removed.update(prepared.removed)
        return _receipt(import_id, label, actor, tally, removed, rejects)


def _records(
    paths: Sequence[Path],
    source: str,
    column_map: Mapping[str, str] | None,
    progress: Advance,
    rejects: RejectsFile,
    tally: Counter[str],
) -> Iterator[ExampleRecord]:
    seen: set[tuple[str, str]] = set()
    for path in paths:
        name = source or source_name(path)
        for record in read_examples(path, column_map=column_map, progress=progress):
            tally["read"] += 1
            if isinstance(record, Reject):
                rejects.add(record)
                continue
            named = _identified(record, name)
            if (named.source, named.source_id) in seen:
                tally["duplicate"] += 1
                continue
            seen.add((named.source, named.source_id))
            yield named


def _identified(record: ExampleRecord, name: str) -> ExampleRecord:
    named = own_id(record.source_id) if record.source_id else key_of(record.title, record.organisation)
    return ExampleRecord(**{**vars(record), "source": (record.source or name)[:60], "source_id": named[:80]})


def _keep(rows: list[tuple[ExampleRecord, Prepared]], tally: Counter[str]) -> None:
    sources = {record.source for record, _ in rows}
    known = {
        (one.source, one.source_id): one
        for one in Example.objects.filter(
            source__in=sources, source_id__in=[record.source_id for record, _ in rows]
        )
    }
    new = []
    for record, prepared in rows:
        fields = _fields(record, prepared)
        for name in ("organisation", "corop", "area", "year"):
            tally[f"unknown {name}"] += not fields[name]
        old = known.get((record.source, record.source_id))
        if old is None:
            new.append(Example(source=record.source, source_id=record.source_id, **fields))
        else:
            tally["duplicate"] += 1
            Example.objects.filter(pk=old.pk).update(**fields)
    Example.objects.bulk_create(new)
    tally["kept"] += len(new)


def _fields(record: ExampleRecord, prepared: Prepared) -> dict[str, object]:
    """Only the words that show a skill are evidence; the title stands first in the text that was read."""
    first_words: dict[str, str] = {}
    for mention in sorted(prepared.mentions, key=lambda one: (-one.score, one.start)):
        first_words.setdefault(mention.uri, mention.surface)
    town = record.place or record.organisation
    for prefix in _PREFIXES:
        town = town.removeprefix(prefix)
    found = place(town) if town else None
    return {
        "title": prepared.title[:300],
        "summary": prepared.text.partition("\n")[2],
        "organisation": (without_contacts(record.organisation) or "")[:200],
        "status": record.status[:40],
        "url": (web_address(record.url) or "")[:400],
        "licence": record.licence[:80],
        "language": prepared.language,
        "area": area_of(record.industry) or area_of(record.title) or area_of(record.organisation) or "",
        "corop": found.corop if found else "",
        "year": record.year,
        "skills": list(first_words),
        "evidence": list(first_words.values()),
    }


def _receipt(
    import_id: uuid.UUID,
    label: str,
    actor: Actor,
    tally: Counter[str],
    removed: Counter[str],
    rejects: RejectsFile,
) -> ImportReceipt:
    receipt = ImportReceipt.objects.create(
        id=import_id,
        kind="examples",
        source=label[:200],
        read=tally["read"],
        kept=tally["kept"],
        duplicate=tally["duplicate"],
        rejected=rejects.count,
        unknown={
            name.removeprefix("unknown "): count
            for name, count in tally.items()
            if name.startswith("unknown ") and count
        },
        removed=dict(removed),
        extractor=f"{EXTRACTOR_MODE} {mark(VOCABULARY)}",
        rejects_file=rejects.publish(),
        by=actor.person_id,
    )
    record_fact(
        "examples_imported",
        object_kind="import",
        object_id=receipt.pk,
        actor=actor.person_id,
        details={"read": receipt.read, "kept": receipt.kept, "rejected": receipt.rejected},
    )
    return receipt
