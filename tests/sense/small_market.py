"""A small market for tests: vacancies and courses of two provinces over five quarters, written as files."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2025, 1, 10)
ASKED = "Je hebt ervaring met voorspellend onderhoud en werkt graag samen."
PLAIN = "Je werkt graag samen en je hebt een rijbewijs."
TAUGHT = "In deze cursus leert u documenten samenvatten en presenteren."
TAUGHT_ASKED = "In deze cursus leert u voorspellend onderhoud toepassen."


def vacancy(number: int, **changes: object) -> dict[str, object]:
    """One JobPosting; every second one asks for predictive maintenance."""
    day = FIRST_DAY + timedelta(days=(number * 7) % 630)
    town = ("Groningen", "Assen", "Emmen", "Arnhem")[number % 4]
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": f"v{number}",
        "title": f"Monteur {number}",
        "description": f"<p>Vacature {number} bij Pompenbouw Noord {number}. {(PLAIN, ASKED)[number % 2]}</p>"
        "<p>Vragen? Bel Jan de Vries op 06-12345678 of mail jan@bedrijf.invalid.</p>",
        "hiringOrganization": {"name": f"Pompenbouw Noord {number}"},
        "jobLocation": {"address": {"addressLocality": town}},
        "industry": "C",
        "datePosted": day.isoformat(),
        **changes,
    }


def write_vacancies(folder: Path, count: int = 240, name: str = "werkbank.jsonl") -> Path:
    """Write vacancies as JSON Lines."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    lines = (json.dumps(vacancy(number)) for number in range(count))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def write_courses(folder: Path, count: int = 120) -> Path:
    """Write courses as CSV; one in twelve teaches predictive maintenance."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cursussen.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(["code", "titel", "omschrijving", "aanbieder", "plaats", "startdatum", "plaatsen"])
        for number in range(count):
            day = FIRST_DAY + timedelta(days=(number * 11) % 630)
            town = ("Groningen", "Assen", "Emmen", "Arnhem")[number % 4]
            text = TAUGHT_ASKED if number % 12 == 0 else TAUGHT
            row = [f"c{number}", f"Cursus {number}", f"{text} Groep {number}.", "School", town, day, 20]
            writer.writerow(row)
    return path
