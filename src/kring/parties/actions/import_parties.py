"""Parties from a spreadsheet enter; organisations leave: all of the good ones, or none and every problem."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.models import Fact
from kring.parties.formats.party_table import PartyRow, party_key, read_parties
from kring.parties.formats.table_file import Table
from kring.parties.models import Organisation, PartyImport
from kring.parties.permissions import require
from kring.parties.rules import Actor

BATCH = 500


@dataclass
class Changes:
    """What an import does, or would do."""

    new: list[PartyRow] = field(default_factory=list)
    changed: list[tuple[PartyRow, Organisation, dict[str, list[str]]]] = field(default_factory=list)
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()


def plan_import(*, actor: Actor, table: Table, columns: Mapping[str, int]) -> Changes:
    """Return what an import would do, without doing it; every problem is in it."""
    require(actor, "import_parties")
    read = read_parties(table, columns)
    known = _known()
    plan = Changes(problems=read.problems)
    for row in read.rows:
        party = known.get(row.key)
        if party is None:
            plan.new.append(row)
        elif differences := _differences(party, row.values):
            plan.changed.append((row, party, differences))
        else:
            plan.unchanged += 1
    return plan


def import_parties(
    *,
    actor: Actor,
    table: Table,
    columns: Mapping[str, int],
    load_good_rows: bool = False,
    now: datetime,
    record: PartyImport | None = None,
) -> PartyImport:
    """Add and change organisations, known by name and place; loading a file twice changes nothing.

    Nothing is kept when a row has a problem, unless ``load_good_rows`` says to leave such rows out.
    An import that runs at the same time waits for this one.
    """
    with transaction.atomic():
        _wait_for_other_imports()
        plan = plan_import(actor=actor, table=table, columns=columns)
        if plan.problems and not (load_good_rows and (plan.new or plan.changed or plan.unchanged)):
            raise UnableTo(*plan.problems)
        done = record or PartyImport(file_name=table.file[:200], created_by=actor.person_id)
        if done.state != "mapping":
            raise UnableTo(Problem("loaded_before", "This file was loaded already.", "Upload it again."))
        added = _add(plan.new, actor=actor, now=now)
        _change(plan.changed, actor=actor, now=now)
        done.column_map = dict(columns)
        done.state, done.done_at = "done", now
        done.added, done.updated, done.unchanged = len(added), len(plan.changed), plan.unchanged
        done.left_out = len({problem.line for problem in plan.problems})
        done.added_ids = [str(party.pk) for party in added]
        done.values_before = {str(party.pk): before for _, party, before in plan.changed}
        done.save()
        record_fact(
            "parties_imported",
            object_kind="party_import",
            object_id=done.pk,
            actor=actor.person_id,
            details={"added": done.added, "changed": done.updated, "left_out": done.left_out},
        )
    return done


def _wait_for_other_imports() -> None:
    """SQLite lets one writer in at a time by itself; on PostgreSQL the table's lock does it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Organisation._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _known() -> dict[tuple[str, str], Organisation]:
    found: dict[tuple[str, str], Organisation] = {}
    for party in Organisation.objects.order_by("created_at", "pk").iterator(chunk_size=2_000):
        found.setdefault(party_key(party.name, party.place), party)
    return found


def _differences(party: Organisation, values: Mapping[str, object]) -> dict[str, list[str]]:
    """Return what would change, as text before and after; name and place are what it is known by."""
    found = {}
    for name, value in values.items():
        if name in ("name", "place"):
            continue
        before, after = as_kept(party, name, getattr(party, name)), as_kept(party, name, value)
        if before != after:
            found[name] = [before, after]
    return found


def as_kept(party: Organisation, name: str, value: object) -> str:
    """Return a value as text that the same field can be filled from again."""
    if value is None:
        return ""
    if name == "hours_per_week":
        return f"{value:.1f}"
    return party._meta.get_field(name).to_python(value).__str__()  # type: ignore[union-attr]


def _add(rows: list[PartyRow], *, actor: Actor, now: datetime) -> list[Organisation]:
    parties = [Organisation(source="import", created_at=now, updated_at=now, **row.values) for row in rows]
    Organisation.objects.bulk_create(parties, batch_size=BATCH)
    _record("organisation_imported", [(party, []) for party in parties], actor)
    return parties


def _change(
    rows: list[tuple[PartyRow, Organisation, dict[str, list[str]]]], *, actor: Actor, now: datetime
) -> None:
    fields: set[str] = {"updated_at"}
    for row, party, differences in rows:
        party.updated_at = now
        for name in differences:
            setattr(party, name, row.values[name])
        fields |= differences.keys()
    parties = [party for _, party, _ in rows]
    Organisation.objects.bulk_update(parties, sorted(fields), batch_size=BATCH)
    _record("organisation_changed", [(party, sorted(changed)) for _, party, changed in rows], actor)


def _record(verb: str, parties: list[tuple[Organisation, list[str]]], actor: Actor) -> None:
    """One fact per organisation: which fields changed, never what stood in them."""
    facts = [
        Fact(
            verb=verb,
            object_kind="organisation",
            object_id=str(party.pk),
            actor=actor.person_id,
            region=party.corop,
            area=party.area,
            details={"fields": fields} if fields else {},
        )
        for party, fields in parties
    ]
    Fact.objects.bulk_create(facts, batch_size=BATCH)
