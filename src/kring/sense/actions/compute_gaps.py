"""Everything in the lake enters; one frozen release of gap figures leaves."""

import os
import uuid
from dataclasses import asdict

import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.engines.market.distinct import find_distinct
from kring.engines.market.gaps import compute_gaps as compute
from kring.engines.market.inputs import MarketInputs
from kring.engines.market.results import GapRelease as Computed
from kring.engines.market.results import Origin, read_figures
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.models import GapRelease, ImportReceipt
from kring.sense.models.lake import (
    RELEASE_FOLDERS,
    lake_folder,
    one_import_at_a_time,
    remove_unnamed_releases,
    visible_files,
)
from kring.sense.queries.gaps import lake_mark
from kring.taxonomy.queries.concepts import topic_by_skill


def compute_gaps(*, actor: Actor, threads: int = 2) -> GapRelease:
    """Compute and freeze a release; the same lake gives the same release, and is kept once."""
    require(actor, "compute_gaps")
    if not visible_files("vacancies"):
        raise UnableTo(
            Problem("no_vacancies", "There are no vacancies yet.", "Load them: kring sense vacancies PATH")
        )
    # What is read and what the release says it read stay the same: no import comes in between.
    with one_import_at_a_time("gaps"):
        remove_unnamed_releases()
        extractor = (
            ImportReceipt.objects.standing()
            .filter(kind="vacancies")
            .values_list("extractor", flat=True)
            .first()
        )
        return _kept(_frozen(extractor or "", threads), actor, extractor or "", lake_mark())


def _frozen(extractor: str, threads: int) -> Computed:
    """Compute the figures and move them into place, with the table of who stands for whom."""
    mode, _, version = (extractor or "unknown unknown").partition(" ")
    vacancies = visible_files("vacancies")
    for name in RELEASE_FOLDERS:
        (lake_folder() / name).mkdir(exist_ok=True)
    figures, distinct = (lake_folder() / name / f".{uuid.uuid4()}.parquet" for name in RELEASE_FOLDERS)
    try:
        found = find_distinct(vacancies)
        result = compute(
            MarketInputs(vacancies, visible_files("courses"), visible_files("mentions"), topic_by_skill()),
            distinct=found,
            origin=Origin(mode, version),
            out=figures,
            threads=threads,
        )
        if not result.caveats.windows:
            raise UnableTo(
                Problem(
                    "no_window",
                    "There are no four whole quarters with dated vacancies.",
                    "Load vacancies with a date; undated ones count as unknown.",
                )
            )
        pq.write_table(found.table, distinct, compression="zstd")
        for unfinished in (distinct, figures):
            with unfinished.open("rb") as handle:
                os.fsync(handle.fileno())
            unfinished.replace(unfinished.with_name(f"{result.release_id}.parquet"))
    finally:
        figures.unlink(missing_ok=True)
        distinct.unlink(missing_ok=True)
    return result


def _in_window(result: Computed) -> dict[str, int]:
    """Count the vacancies and courses of the whole country in the last window: what its figures rest on."""
    window = result.caveats.windows[-1]
    columns = ["n", "courses"]
    rows = read_figures(
        lake_folder() / f"gaps/{result.release_id}.parquet",
        columns=columns, window=window, region="NL", area="all", level="all",
    )  # fmt: skip
    if not rows.num_rows:
        return {}
    return {"vacancies": int(rows["n"][0].as_py()), "courses": int(rows["courses"][0].as_py())}


def _kept(result: Computed, actor: Actor, extractor: str, lake: str) -> GapRelease:
    caveats = result.caveats
    with transaction.atomic():
        release, made = GapRelease.objects.update_or_create(
            id=result.release_id,
            defaults={
                "lake_file": f"gaps/{result.release_id}.parquet",
                "last_window": caveats.windows[-1],
                "windows": list(caveats.windows),
                "vacancies": caveats.vacancies_read,
                "distinct_vacancies": caveats.vacancies_distinct,
                "courses": sum(
                    receipt.kept for receipt in ImportReceipt.objects.standing().filter(kind="courses")
                ),
                "vocabulary": "kring-ai",
                "extractor": extractor,
                "caveats": {**asdict(caveats), "lake": lake, "in_window": _in_window(result)},
                # A lake that goes back to what it was makes its old release the newest again.
                "at": timezone.now(),
            },
        )
        if made:
            record_fact(
                "gaps_computed",
                object_kind="gap_release",
                object_id=release.pk,
                actor=actor.person_id,
                details={"window": release.last_window},
            )
    return release
