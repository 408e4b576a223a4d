"""Two records of one organisation enter; one leaves, with all that pointed at the other, and a way back."""

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from django.core import serializers
from django.db import IntegrityError, models, transaction

from kring.core.problems import NotFound, Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.change_party import CHANGEABLE
from kring.parties.actions.import_parties import as_kept
from kring.parties.models import Merge, Organisation
from kring.parties.permissions import require
from kring.parties.rules import KEPT, Actor


def merge_parties(
    *, actor: Actor, kept_id: object, lost_id: object, take: Mapping[str, str], now: datetime
) -> Merge:
    """Merge ``lost_id`` into ``kept_id``; ``take`` says by field whether the "lost" one's value stays.

    Asked twice, or by two brokers at once, it happens once: the second gets the same merge back.
    """
    require(actor, "merge_parties")
    unknown = set(take) - CHANGEABLE
    if unknown or set(take.values()) - {"kept", "lost"}:
        raise ValueError(f"no field can be chosen like this: {sorted(unknown)}")
    with transaction.atomic():
        # In one order: two merges of the same two, from either side, wait and do not block each other.
        wanted = [str(kept_id), str(lost_id)]
        rows = {
            str(one.pk): one
            for one in Organisation.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        }
        done = Merge.objects.filter(kept_id=kept_id, lost_id=lost_id, undone_at__isnull=True).first()
        if done is not None and str(lost_id) not in rows:
            return done
        _check(rows, *wanted)
        kept, lost = rows[wanted[0]], rows[wanted[1]]
        merge = Merge(kept=kept, lost_id=lost.pk, by=actor.person_id, at=now)
        merge.lost_record = serializers.serialize("json", [lost])
        merge.replaced = _take(kept, lost, take, now)
        merge.moved, dropped = _move(lost, kept)
        merge.dropped = json.dumps(dropped)
        merge.save()
        Organisation.objects.filter(pk=lost.pk).delete()
        record_fact(
            "organisation_merged",
            object_kind="organisation",
            object_id=kept.pk,
            actor=actor.person_id,
            region=kept.corop,
            area=kept.area,
            details={
                "lost": str(lost_id),
                "merge": str(merge.pk),
                "fields": sorted(merge.replaced),
                "moved": {name: len(ids) for name, ids in merge.moved.items()},
            },
        )
    return merge


def _check(rows: Mapping[str, Organisation], kept: str, lost: str) -> None:
    if kept == lost:
        raise UnableTo(Problem("the_same", "This is one organisation already.", "Choose two different ones."))
    if len(rows) < 2:
        raise NotFound(
            Problem("no_party", "There is no such organisation.", "Somebody may have merged it just now.")
        )


def _take(
    kept: Organisation, lost: Organisation, take: Mapping[str, str], now: datetime
) -> dict[str, list[str]]:
    """Fill in what was chosen from the other; return {field: [before, after]}."""
    replaced = {}
    for name in sorted(name for name, whose in take.items() if whose == "lost"):
        before, after = (as_kept(one, name, getattr(one, name)) for one in (kept, lost))
        if before != after:
            replaced[name] = [before, after]
            setattr(kept, name, getattr(lost, name))
    if replaced:
        kept.updated_at = now
        kept.save(update_fields=[*replaced, "updated_at"])
    return replaced


def _move(lost: Organisation, kept: Organisation) -> tuple[dict[str, list[str]], list[object]]:
    """Let everything that points at the lost one point at the other, whichever package it lives in.

    Returns what moved, and the rows that the other one had already (a membership of the same person).
    """
    moved: dict[str, list[str]] = defaultdict(list)
    dropped: list[object] = []
    for relation in Organisation._meta.related_objects:
        pointing, field = relation.related_model, relation.field
        for row in pointing._default_manager.filter(**{field.name: lost}).order_by("pk"):
            if not _has_already(row, field, kept) and _moves(row, field, kept):
                moved[f"{pointing._meta.label}.{field.name}"].append(str(row.pk))
            else:
                dropped += json.loads(serializers.serialize("json", [row]))
                row.delete()
    return dict(moved), dropped


def _has_already(row: models.Model, field: models.Field, kept: Organisation) -> bool:
    """Whether the other one has the same row already; SQLite does not see it where a column is empty."""
    for constraint in row._meta.constraints:
        names = constraint.fields if isinstance(constraint, models.UniqueConstraint) else ()
        if field.name not in names:
            continue
        where: dict[str, object] = {field.name: kept}
        for name in names:
            value = getattr(row, name)
            if name != field.name:
                where |= {f"{name}__isnull": True} if value is None else {name: value}
        if type(row)._default_manager.filter(**where).exists():
            return True
    return False


def _moves(row: models.Model, field: models.Field, kept: Organisation) -> bool:
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field.name: kept})
    except IntegrityError:
        return False
    return True


def undo_merge(*, actor: Actor, merge_id: object, now: datetime) -> Merge:
    """Take two organisations apart again; what was changed after the merge stays as it is now."""
    require(actor, "merge_parties")
    with transaction.atomic():
        merge = Merge.objects.select_for_update().filter(pk=merge_id).first()  # type: ignore[misc]
        if merge is None:
            raise NotFound(Problem("no_merge", "There is no such merge.", "Look at the organisation."))
        if merge.undone_at is not None:
            return merge
        if not merge.lost_record or merge.at < now - KEPT["merge"]:
            raise UnableTo(
                Problem("too_late", "This merge is too old to undo.", "Add the organisation by hand instead.")
            )
        kept = Organisation.objects.select_for_update().get(pk=merge.kept_id)
        _restore(merge, kept, now)
        Merge.objects.filter(pk=merge.pk).update(undone_at=now)
        record_fact(
            "organisation_merge_undone",
            object_kind="organisation",
            object_id=kept.pk,
            actor=actor.person_id,
            region=kept.corop,
            area=kept.area,
            details={"lost": str(merge.lost_id), "merge": str(merge.pk)},
        )
    merge.refresh_from_db()
    return merge


def _restore(merge: Merge, kept: Organisation, now: datetime) -> None:
    for one in serializers.deserialize("json", merge.lost_record):
        one.save()
    lost = Organisation.objects.get(pk=merge.lost_id)
    pointing = {
        f"{relation.related_model._meta.label}.{relation.field.name}": relation
        for relation in Organisation._meta.related_objects
    }
    for name, ids in merge.moved.items():
        relation = pointing[name]
        rows = relation.related_model._default_manager.filter(pk__in=ids, **{relation.field.name: kept})
        rows.update(**{relation.field.name: lost})
    for one in serializers.deserialize("json", merge.dropped):
        if not type(one.object)._default_manager.filter(pk=one.object.pk).exists():
            one.save()
    fields = [
        name
        for name, (_, after) in merge.replaced.items()
        if as_kept(kept, name, getattr(kept, name)) == after
    ]
    for name in fields:
        column = kept._meta.get_field(name)
        text = merge.replaced[name][0]
        setattr(kept, name, column.to_python(text) if text or not column.null else None)  # type: ignore[union-attr]
    if fields:
        kept.updated_at = now
        kept.save(update_fields=[*fields, "updated_at"])


def forget_old_merges(*, now: datetime) -> int:
    """Empty what would undo a merge once it can be undone no more: it holds contacts; return how many."""
    old = Merge.objects.filter(at__lt=now - KEPT["merge"]).exclude(lost_record="")
    return old.update(lost_record="", replaced={}, dropped="[]")
