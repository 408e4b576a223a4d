"""Tables of a skills standard enter; one release with concepts, labels and relations leaves, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.core.progress import Progress
from kring.ledger.actions.record_fact import record_fact
from kring.taxonomy import rules
from kring.taxonomy.actions.store_release import ReleaseWriter
from kring.taxonomy.formats.esco_csv import Table, tables
from kring.taxonomy.models import Release

_RELATION_COLUMNS = {
    "occupation-skill": ("occupationUri", "skillUri"),
    "skill-skill": ("originalSkillUri", "relatedSkillUri"),
}


@dataclass
class ImportCounts:
    """What an import did."""

    vocabulary: str
    release: str
    concepts: int = 0
    labels: int = 0
    relations: int = 0
    already_known: int = 0
    unknown_uris: int = 0
    ignored_tables: list[str] = field(default_factory=list)


def import_taxonomy(
    paths: Sequence[Path], *, by: str, release: str = "", language: str = ""
) -> list[ImportCounts]:
    """Load ESCO tables. Loading the same file twice changes nothing; a file that fails changes nothing."""
    require_language_codes(language)
    counts: dict[str, ImportCounts] = {}
    with transaction.atomic():
        writers: dict[str, ReleaseWriter] = {}
        for path in paths:
            version = release or rules.release_in_name(path.name) or _newest_release()
            writer = writers.setdefault(version, ReleaseWriter("esco", version))
            result = counts.setdefault(version, ImportCounts("esco", version))
            for table in tables(path, language=language):
                with Progress(table.name) as progress:
                    _load(table, writer, result, progress)
        for version, writer in writers.items():
            writer.finish()
            result = counts[version]
            result.concepts, result.labels = writer.added_concepts, writer.added_labels
            result.relations, result.already_known = writer.added_relations, writer.known
            record_fact(
                "taxonomy_imported",
                object_kind="release",
                object_id=writer.release.pk,
                actor=by,
                details={"vocabulary": "esco", "release": version, "labels": writer.added_labels},
            )
    return list(counts.values())


def require_language_codes(language: str) -> None:
    """Refuse a language that is not a two-letter code."""
    if language and not (len(language) == 2 and language.isalpha() and language.islower()):
        raise UnableTo(
            Problem(
                "wrong_language", "{code} is no language code.", "Use nl, en …", params={"code": language}
            )
        )


def _newest_release() -> str:
    versions = Release.objects.filter(vocabulary="esco").values_list("version", flat=True)
    if not versions:
        raise UnableTo(
            Problem("no_release", "The release of this file is not known.", "Add --release, such as 1.1.1.")
        )
    return max(versions, key=rules.version_key)


def _load(table: Table, writer: ReleaseWriter, result: ImportCounts, progress: Progress) -> None:
    if table.kind == "ignored":
        result.ignored_tables.append(table.name)
        return
    rows = _counted(table.rows, progress)
    if table.kind == "concepts":
        _load_concepts(table, rows, writer, result)
    elif table.kind == "broader":
        for row in rows:
            writer.relation(row["conceptUri"].strip(), "broader", row["broaderUri"].strip())
    elif table.kind == "collection":
        name = Path(table.name).name.split("Skills")[0].lower()
        for row in rows:
            writer.relation(row["conceptUri"].strip(), "member", f"collection:{name}")
    else:
        source, target = _RELATION_COLUMNS[table.kind]
        for row in rows:
            writer.relation(
                row[source].strip(), row["relationType"].strip() or "related", row[target].strip()
            )


def _counted(rows: Iterator[dict[str, str]], progress: Progress) -> Iterator[dict[str, str]]:
    for row in rows:
        progress.advance()
        yield row


def _load_concepts(
    table: Table, rows: Iterator[dict[str, str]], writer: ReleaseWriter, result: ImportCounts
) -> None:
    if not table.language:
        raise UnableTo(
            Problem(
                "no_language", "The language is not known.", "Add --language, such as nl.", file=table.name
            )
        )
    # An official table brings concepts; a table with a few columns only adds labels to known ones.
    is_official = "status" in table.columns and "inScheme" in table.columns
    may_create = is_official or not writer.has_concepts
    for number, row in enumerate(rows, start=2):
        uri = row["conceptUri"].strip()
        if not uri:
            raise UnableTo(
                Problem(
                    "no_uri",
                    "The row has no conceptUri.",
                    "Every row needs one.",
                    file=table.name,
                    line=number,
                    field="conceptUri",
                )
            )
        kind = rules.KIND_OF_TYPE.get(row.get("conceptType", "").strip(), "skill")
        if not writer.concept(
            uri,
            kind=kind,
            skill_type=row.get("skillType", ""),
            reuse_level=row.get("reuseLevel", ""),
            code=row.get("code") or row.get("iscoGroup") or "",
            may_create=may_create,
        ):
            result.unknown_uris += 1
            continue
        _load_labels(uri, row, table.language, writer)
    writer.release.updated_at = timezone.now()


def _load_labels(uri: str, row: dict[str, str], language: str, writer: ReleaseWriter) -> None:
    preferred = rules.clean_label(row.get("preferredLabel", ""))
    if preferred:
        writer.label(uri, language, "preferred", preferred)
    for kind, column in (("alternative", "altLabels"), ("hidden", "hiddenLabels")):
        for label in rules.split_labels(row.get(column, "") or ""):
            if label.casefold() != preferred.casefold():
                writer.label(uri, language, kind, label)
    description = rules.clean_label(row.get("description", "") or "")
    if description:
        writer.label(uri, language, "description", description)
