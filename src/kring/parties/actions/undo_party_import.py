"""A finished import enters; what it added and nobody uses yet is gone, what it changed is as before."""

from datetime import datetime

from django.db import models, transaction

from kring.core.problems import Problem, UnableTo
from kring.ledger.actions.record_fact import record_fact
from kring.parties.actions.import_parties import as_kept
from kring.parties.models import Organisation, PartyImport
from kring.parties.permissions import require
from kring.parties.rules import KEPT, Actor

BATCH = 500


def undo_party_import(*, actor: Actor, record: PartyImport, now: datetime) -> tuple[int, int]:
    """Take an import back; return how many organisations it removed and how many stay because of their use.

    A value that was changed again after the import stays as it is now.
    """
    require(actor, "import_parties")
    if record.done_at and record.done_at < now - KEPT["values_before_import"]:
        raise UnableTo(
            Problem(
                "too_late", "This import is too old to undo.", "Change the organisations one by one instead."
            )
        )
    with transaction.atomic():
        taken = PartyImport.objects.filter(pk=record.pk, state="done").update(state="undone")
        if not taken:
            raise UnableTo(
                Problem(
                    "not_to_undo", "This import was undone already.", "Look at the list of organisations."
                )
            )
        added = [str(pk) for pk in record.added_ids]
        used = used_organisations(added)
        # One that was merged into another since is gone already.
        there = {str(pk) for pk in Organisation.objects.filter(pk__in=added).values_list("pk", flat=True)}
        gone = [pk for pk in added if pk in there and pk not in used]
        for start in range(0, len(gone), BATCH):
            _remove(gone[start : start + BATCH], actor)
        restored = sum(_restore(pk, before, actor, now) for pk, before in record.values_before.items())
        record_fact(
            "parties_import_undone",
            object_kind="party_import",
            object_id=record.pk,
            actor=actor.person_id,
            details={"removed": len(gone), "kept": len(used), "restored": restored},
        )
    record.refresh_from_db()
    return len(gone), len(used)


def _remove(ids: list[str], actor: Actor) -> None:
    there = list(Organisation.objects.filter(pk__in=ids).values_list("pk", "corop"))
    Organisation.objects.filter(pk__in=ids).delete()
    for pk, corop in there:
        record_fact(
            "organisation_removed",
            object_kind="organisation",
            object_id=pk,
            actor=actor.person_id,
            region=corop,
        )


def _restore(pk: str, before: dict[str, list[str]], actor: Actor, now: datetime) -> int:
    party = Organisation.objects.filter(pk=pk).first()
    if party is None:
        return 0
    fields = [
        name for name, (_, after) in before.items() if as_kept(party, name, getattr(party, name)) == after
    ]
    if not fields:
        return 0
    for name in fields:
        field = party._meta.get_field(name)
        text = before[name][0]
        setattr(party, name, field.to_python(text) if text or not field.null else None)  # type: ignore[union-attr]
    party.save(update_fields=[*fields, "updated_at"])
    record_fact(
        "organisation_changed",
        object_kind="organisation",
        object_id=pk,
        actor=actor.person_id,
        region=party.corop,
        area=party.area,
        details={"fields": sorted(fields)},
    )
    return 1


def used_organisations(ids: list[str]) -> set[str]:
    """Return which organisations something else points to: a challenge, a community, a person, a hub …

    The offer that follows from a party's own words is no use of it, as long as nothing points to that offer.
    """
    used: set[str] = set()
    for start in range(0, len(ids), BATCH):
        used |= _pointed_at(Organisation, ids[start : start + BATCH])
    return used


def _pointed_at(model: type[models.Model], ids: list[str]) -> set[str]:
    """Follow every relation that points to the model, whichever package it lives in."""
    used: set[str] = set()
    for relation in model._meta.related_objects:
        pointing, owner = relation.related_model, relation.field.attname
        rows = pointing._default_manager.filter(**{f"{relation.field.name}__in": ids})
        if model is Organisation and any(field.name == "source" for field in pointing._meta.fields):
            owners = {
                str(pk): str(party) for pk, party in rows.filter(source="stated").values_list("pk", owner)
            }
            used |= {owners[pk] for pk in _pointed_at(pointing, list(owners))}
            rows = rows.exclude(source="stated")
        used |= {str(party) for party in rows.values_list(owner, flat=True).distinct()}
    return used
