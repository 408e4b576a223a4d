"""The fictional vacancies and courses enter, as any import does; two receipts and the gaps leave."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from kring.core.progress import Progress
from kring.demo.generator import Country, MentionColumns
from kring.demo.generator.records import Course, Vacancy
from kring.parties.rules import Actor
from kring.sense.actions.keep_documents import Incoming, keep_documents
from kring.sense.models import ImportReceipt
from kring.sense.rules import Raw, key_of

EDITION = timedelta(weeks=26)
NEXT = "-next"


def load_documents(country: Country, *, source: str, actor: Actor) -> None:
    """Keep vacancies and courses; what an earlier, broken-off load of the same country kept stays."""
    truth = Path(settings.KRING_DATA) / "demo" / "truth.npz"
    kept = set(
        ImportReceipt.objects.standing()
        .filter(by=actor.person_id, source=source)
        .values_list("kind", flat=True)
    )
    mentions = MentionColumns()
    if "vacancies" not in kept:
        _keep("vacancies", _vacancies(country, mentions), country.vacancy_count, source, actor)
    if "courses" not in kept:
        coming = sum(_comes_again(starts, country) for starts in country.course_plan.starts)
        total = country.course_count + coming
        _keep("courses", _courses(country, mentions), total, source, actor)
    truth.parent.mkdir(parents=True, exist_ok=True)
    unfinished = truth.with_name(".truth.npz")
    country.write_truth(unfinished, None if kept else mentions)
    unfinished.replace(truth)


def _keep(kind: str, documents: Iterator[Incoming], total: int, source: str, actor: Actor) -> None:
    with Progress(f"Fictional {kind}", total=total) as progress:
        keep_documents(kind, documents, source=source, actor=actor, progress=progress, total=total)


def _vacancies(country: Country, found: MentionColumns) -> Iterator[Incoming]:
    for vacancy, mentions in country.vacancies_with_truth():
        found.add(vacancy.source_id, mentions)
        columns: dict[str, object] = {"employer": vacancy.employer, "posted": vacancy.posted}
        yield _incoming("vacancy", vacancy, columns)


def _courses(country: Country, found: MentionColumns) -> Iterator[Incoming]:
    for course, mentions in country.courses_with_truth():
        found.add(course.source_id, mentions)
        for edition in (course, *_next_edition(course, country)):
            columns: dict[str, object] = {
                "provider": edition.provider,
                "starts": edition.starts,
                "ends": edition.ends,
                "places": edition.places,
            }
            yield _incoming("course", edition, columns)


def _next_edition(course: Course, country: Country) -> tuple[Course, ...]:
    """The edition half a year later of a course of the last half year: what somebody can still join.

    It starts after the last quarter with data, so it is in no window and changes no figure.
    """
    if not _comes_again(course.starts, country):
        return ()
    starts, ends = course.starts + EDITION, course.ends + EDITION
    return (replace(course, source_id=course.source_id + NEXT, starts=starts, ends=ends),)


def _comes_again(starts: date, country: Country) -> bool:
    return starts + EDITION > country.until


def _incoming(kind: str, document: Vacancy | Course, columns: dict[str, object]) -> Incoming:
    return Incoming(
        key_of("demo", kind, document.source, document.source_id),
        Raw(document.title, document.text, level=document.level or ""),
        {
            "source": document.source,
            "source_id": document.source_id,
            "place": document.place,
            "corop": document.corop,
            "area": document.area,
            "url": document.url,
            **columns,
        },
    )
