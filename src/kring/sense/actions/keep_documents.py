"""Documents on their way in enter, one by one; they leave as one import in the lake, or not at all."""

import errno
import os
import uuid
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context

from django.db import transaction

from kring.core.parent_watch import leave_with_parent
from kring.core.problems import Problem, UnableTo
from kring.core.progress import Progress
from kring.engines.skills import Mention
from kring.ledger.actions.record_fact import record_fact
from kring.parties.rules import Actor
from kring.sense.actions.keep_rejects import RejectsFile
from kring.sense.formats import Reject
from kring.sense.models import ImportReceipt
from kring.sense.models.lake import LakeWriter, known_keys, one_import_at_a_time, remove_unnamed_files
from kring.sense.rules import EXTRACTOR_MODE, Prepared, Raw, prepare
from kring.taxonomy.queries.vocabularies import compiled_path, mark

CHUNK = 400
# Below this many documents starting worker processes costs more than it saves.
WORTH_A_POOL = 1_000
VOCABULARY = "all"
UNKNOWN_WHEN_EMPTY = {
    "vacancies": {"date": "posted", "place": "corop", "employer": "employer"},
    "courses": {"date": "starts", "place": "corop", "provider": "provider"},
}


@dataclass(frozen=True)
class Incoming:
    """One document: its key, the raw text, and the columns that need no preparing."""

    key: str
    raw: Raw
    columns: dict[str, object]


@dataclass
class _Tally:
    read: int = 0
    duplicate: int = 0
    kept: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)


def keep_documents(
    kind: str,
    documents: Iterable[Incoming | Reject],
    *,
    source: str,
    actor: Actor,
    progress: Progress | None = None,
    total: int | None = None,
) -> ImportReceipt:
    """Redact, read and keep documents of one kind ("vacancies" or "courses").

    Names, mail addresses and phone numbers leave the text in memory; only then is it written. The files
    are moved into place and named by a receipt in one transaction: a killed import leaves nothing.
    """
    import_id = uuid.uuid4()
    vocabulary = compiled_path(VOCABULARY)
    try:
        with (
            one_import_at_a_time(f"{kind} from {source}"),
            LakeWriter(import_id) as lake,
            RejectsFile(import_id) as rejects,
        ):
            remove_unnamed_files()
            tally = _Tally()
            new = _new_documents(kind, documents, tally, rejects)
            for rows in _prepared(new, str(vocabulary), total):
                _write(kind, rows, lake, tally, import_id)
                if progress:
                    progress.advance(len(rows))
            files = lake.publish()
            return _receipt(kind, source, actor, tally, rejects, files, import_id)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise UnableTo(
                Problem("disk_full", "The disk is full; nothing was kept.", "Make room and load it again.")
            ) from error
        raise


def _new_documents(
    kind: str, documents: Iterable[Incoming | Reject], tally: _Tally, rejects: RejectsFile
) -> Iterator[Incoming]:
    seen = known_keys(kind)
    for document in documents:
        tally.read += 1
        if isinstance(document, Reject):
            rejects.add(document)
        elif document.key in seen:
            tally.duplicate += 1
        else:
            seen.add(document.key)
            yield document


def _prepared(
    documents: Iterator[Incoming], vocabulary: str, total: int | None
) -> Iterator[list[tuple[Incoming, Prepared]]]:
    first = list(islice(documents, WORTH_A_POOL))
    cores = os.cpu_count() or 1
    if len(first) < WORTH_A_POOL or cores == 1:
        for start in range(0, len(first), CHUNK):
            chunk = first[start : start + CHUNK]
            yield list(zip(chunk, prepare(vocabulary, [one.raw for one in chunk]), strict=True))
        return
    spawn = get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=spawn, initializer=leave_with_parent) as pool:
        yield from _in_order(pool, _chunks(first, documents), vocabulary, ahead=cores * 3)


def _chunks(first: list[Incoming], rest: Iterator[Incoming]) -> Iterator[list[Incoming]]:
    for start in range(0, len(first), CHUNK):
        yield first[start : start + CHUNK]
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _in_order(
    pool: Executor, chunks: Iterator[list[Incoming]], vocabulary: str, *, ahead: int
) -> Iterator[list[tuple[Incoming, Prepared]]]:
    """Keep at most ``ahead`` chunks under way: memory stays constant however long the file is."""
    waiting: deque[tuple[list[Incoming], Future[list[Prepared]]]] = deque()
    for chunk in chunks:
        waiting.append((chunk, pool.submit(prepare, vocabulary, [one.raw for one in chunk])))
        if len(waiting) >= ahead:
            done, future = waiting.popleft()
            yield list(zip(done, future.result(), strict=True))
    while waiting:
        done, future = waiting.popleft()
        yield list(zip(done, future.result(), strict=True))


def _write(
    kind: str, rows: list[tuple[Incoming, Prepared]], lake: LakeWriter, tally: _Tally, import_id: uuid.UUID
) -> None:
    documents: list[dict[str, object]] = []
    mentions: list[dict[str, object]] = []
    for incoming, prepared in rows:
        document = {
            **incoming.columns,
            "key": incoming.key,
            "title": prepared.title,
            "text": prepared.text,
            "language": prepared.language,
            "level": incoming.columns.get("level") or prepared.level,
            "import_id": str(import_id),
        }
        documents.append(document)
        doc_kind = "vacancy" if kind == "vacancies" else "course"
        mentions.extend(_mention_row(incoming.key, doc_kind, mention) for mention in prepared.mentions)
        tally.removed.update(prepared.removed)
        tally.languages[prepared.language] += 1
        for name, column in UNKNOWN_WHEN_EMPTY[kind].items():
            tally.unknown[name] += not document.get(column)
    tally.kept += len(documents)
    lake.add(kind, documents)
    lake.add("mentions", mentions)


def _mention_row(key: str, doc_kind: str, mention: Mention) -> dict[str, object]:
    return {
        "doc_key": key,
        "doc_kind": doc_kind,
        "uri": mention.uri,
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "score": mention.score,
        "method": mention.method,
        "level": mention.level,
    }


def _receipt(
    kind: str,
    source: str,
    actor: Actor,
    tally: _Tally,
    rejects: RejectsFile,
    files: list[str],
    import_id: uuid.UUID,
) -> ImportReceipt:
    with transaction.atomic():
        receipt = ImportReceipt.objects.create(
            id=import_id,
            kind=kind,
            source=source[:200],
            read=tally.read,
            kept=tally.kept,
            duplicate=tally.duplicate,
            rejected=rejects.count,
            unknown={**tally.unknown, **{f"language {k}": v for k, v in tally.languages.items()}},
            removed=dict(tally.removed),
            lake_files=files,
            extractor=f"{EXTRACTOR_MODE} {mark(VOCABULARY)}",
            rejects_file=rejects.publish(),
            by=actor.person_id,
        )
        record_fact(
            f"{kind}_imported",
            object_kind="import",
            object_id=receipt.pk,
            actor=actor.person_id,
            details={"read": tally.read, "kept": tally.kept, "rejected": rejects.count},
        )
    return receipt
