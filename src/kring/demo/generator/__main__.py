"""Shows some of the fictional texts with their hidden truth: arguments enter, text leaves."""

import argparse
import sys
from datetime import date
from itertools import islice

from kring.demo.generator import generate
from kring.demo.generator.records import Course, TrueMention, Vacancy


def main(arguments: list[str]) -> int:
    """Print ``--show`` vacancies and courses."""
    parser = argparse.ArgumentParser(prog="kring.demo.generator", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scale", type=float, default=0.02)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 9, 30))
    parser.add_argument("--show", type=int, default=5)
    asked = parser.parse_args(arguments)
    country = generate(asked.seed, asked.scale, asked.until)
    print(country.notice_nl)
    print(f"{country.vacancy_count:,} vacancies, {country.course_count:,} courses")
    for document, mentions in islice(country.vacancies_with_truth(), asked.show):
        show(document, mentions)
    for course, mentions in islice(country.courses_with_truth(), asked.show):
        show(course, mentions)
    return 0


def show(document: Vacancy | Course, mentions: tuple[TrueMention, ...]) -> None:
    """Print one text, its record and what it truly mentions."""
    print("\n" + "=" * 78)
    print(document.title, "|", document.place, "|", document.area, "|", document.level)
    print("-" * 78)
    print(document.text)
    for mention in mentions:
        print(f"  >> {mention.uri.rsplit(':', 1)[1]}: {mention.surface!r}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
