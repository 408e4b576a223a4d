"""A folder enters; invented files as a hub would have them leave: parties, vacancies and courses."""

import json
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

PLACES = ("Groningen", "Assen", "Emmen", "Leeuwarden", "Drachten")
HEADERS = (
    "Naam",
    "Soort",
    "Plaats",
    "Sector",
    "Doelen",
    "Biedt",
    "Vanaf",
    "Tot",
    "Uren per week",
    "E-mail",
    "Tonen",
)
# kind, how many, what it wants, what it offers: as in a real list, offers hardly ever name a skill
KINDS = (
    ("bedrijf", 24, "Minder storingen, onderhoud beter voorspellen", "Meewerkplek, een dag per week"),
    ("mbo", 8, "Studenten laten werken aan echte opdrachten", "Stageplekken techniek en ICT"),
    ("hogeschool", 8, "Onderzoek doen met bedrijven", "Studententeam van zes, een half jaar"),
    ("fieldlab", 6, "", "Dagdelen in het lab, met begeleiding"),
    ("lectoraat", 4, "AI in de maakindustrie brengen", "Begeleiding door docent-onderzoekers"),
)
WANTED = (
    ("Monteur met gevoel voor cijfers", "U werkt aan voorspellend onderhoud en predictive maintenance."),
    ("Planner", "Ervaring met plannen en roosteren met AI is een pluspunt. U werkt met computer vision."),
    ("Data-analist", "U bouwt modellen met machine learning en zorgt voor datakwaliteit."),
)
TAUGHT = (
    "Voorspellend onderhoud in de praktijk",
    "Machine learning voor technici",
    "Werken met computer vision",
)


def parties_file(folder: Path, today: date) -> Path:
    """Write a spreadsheet of 50 organisations."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEADERS)
    number = 0
    for kind, many, wants, offers in KINDS:
        for _ in range(many):
            number += 1
            sheet.append(
                (
                    f"Proefpartij {number}", kind, PLACES[number % len(PLACES)], "Technische industrie",
                    wants, offers, today + timedelta(days=14), today + timedelta(days=500), 4,
                    f"partij{number}@proef.invalid", "ja",
                )
            )  # fmt: skip
    path = folder / "partijen.xlsx"
    book.save(path)
    return path


def vacancies_file(folder: Path, today: date, many: int = 300) -> Path:
    """Write schema.org vacancies, spread over the last six quarters."""
    rows = []
    for number in range(many):
        title, text = WANTED[number % len(WANTED)]
        rows.append(
            {
                "@context": "https://schema.org",
                "@type": "JobPosting",
                "identifier": f"v-{number}",
                "title": f"{title} {number}",
                "description": f"<p>Voor onze werkplaats nummer {number} zoeken wij een collega. {text}</p>",
                "datePosted": (today - timedelta(days=1 + number * 540 // many)).isoformat(),
                "hiringOrganization": {"@type": "Organization", "name": f"Proefbedrijf {number % 40}"},
                "jobLocation": {
                    "@type": "Place",
                    "address": {"addressLocality": PLACES[number % len(PLACES)], "addressCountry": "NL"},
                },
            }
        )
    path = folder / "vacatures.json"
    path.write_text(json.dumps({"@graph": rows}, ensure_ascii=False), encoding="utf-8")
    return path


def courses_file(folder: Path, today: date, many: int = 200) -> Path:
    """Write OOAPI courses: most have been given, the last ones start after today."""
    rows = []
    for number in range(many):
        title = TAUGHT[number % len(TAUGHT)]
        starts = today + timedelta(days=60 - number * 600 // many)
        rows.append(
            {
                "courseId": f"c-{number}",
                "name": [{"language": "nl-NL", "value": f"{title} ({number})"}],
                "description": [{"language": "nl-NL", "value": f"In deze cursus leert u {title.lower()}."}],
                "teachingLanguage": "nld",
                "organization": {"name": [{"language": "nl-NL", "value": "Proefschool Noord"}]},
                "addresses": [{"city": PLACES[number % len(PLACES)], "countryCode": "NL"}],
                "startDate": starts.isoformat(),
                "endDate": (starts + timedelta(days=40)).isoformat(),
                "maxNumberStudents": 12,
            }
        )
    path = folder / "cursussen.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path
