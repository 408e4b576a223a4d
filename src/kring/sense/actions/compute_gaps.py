"""Everything in the lake enters; one frozen release of gap figures leaves."""

import uuid
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.engines.market.gaps import compute_gaps as compute
from kring.engines.market.inputs import MarketInputs
from kring.engines.market.results import Origin
from kring.ledger.actions.record_fact import record_fact
from kring.parties.permissions import require
from kring.parties.rules import Actor
from kring.sense.models import GapRelease, ImportReceipt
from kring.sense.models.lake import lake_folder, one_import_at_a_time, visible_files
from kring.sense.queries.gaps import lake_mark
from kring.taxonomy.queries.concepts import topic_by_skill


def compute_gaps(*, actor: Actor, threads: int = 2) -> GapRelease:
    """Compute and freeze a release; the same lake gives the same release, and is kept once."""
    require(actor, "compute_gaps")
    vacancies, courses = visible_files("vacancies"), visible_files("courses")
    if not vacancies:
        raise UnableTo(
            Problem("no_vacancies", "There are no vacancies yet.", "Load them: kring sense vacancies PATH")
        )
    lake = lake_mark()
    extractor = ImportReceipt.objects.filter(kind="vacancies").values_list("extractor", flat=True).first()
    mode, _, version = (extractor or "unknown unknown").partition(" ")
    with one_import_at_a_time("gaps"):
        folder = lake_folder() / "gaps"
        folder.mkdir(exist_ok=True)
        unfinished = folder / f".{uuid.uuid4()}.parquet"
        try:
            result = compute(
                MarketInputs(vacancies, courses, visible_files("mentions"), topic_by_skill()),
                origin=Origin(mode, version),
                out=unfinished,
                threads=threads,
            )
            caveats = result.caveats
            if not caveats.windows:
                raise UnableTo(
                    Problem(
                        "no_window",
                        "There are no four whole quarters with dated vacancies.",
                        "Load vacancies with a date; undated ones count as unknown.",
                    )
                )
            unfinished.replace(folder / f"{result.release_id}.parquet")
        finally:
            unfinished.unlink(missing_ok=True)
    with transaction.atomic():
        release, made = GapRelease.objects.update_or_create(
            id=result.release_id,
            defaults={
                "lake_file": f"gaps/{result.release_id}.parquet",
                "last_window": caveats.windows[-1],
                "windows": list(caveats.windows),
                "vacancies": caveats.vacancies_read,
                "distinct_vacancies": caveats.vacancies_distinct,
                "courses": sum(receipt.kept for receipt in ImportReceipt.objects.filter(kind="courses")),
                "vocabulary": "kring-ai",
                "extractor": extractor or "",
                "caveats": {**asdict(caveats), "lake": lake},
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
