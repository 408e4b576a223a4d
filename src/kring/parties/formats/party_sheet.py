"""Organisations enter; a CSV or XLSX file that the import reads back leaves, and the empty template."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from kring.core.cells import guarded
from kring.core.terms import areas
from kring.parties.formats.party_words import HEADERS
from kring.parties.models import Organisation
from kring.parties.rules import SIDE_OF_KIND, SIZE_CLASSES

# An invented row shows what is meant; whoever fills the template in writes over it.
EXAMPLE = {
    "name": ("Voorbeeldbakkerij De Korst", "Example bakery The Crust"),
    "kind": ("bedrijf", "company"),
    "size_class": ("10-49", "10-49"),
    "place": ("Assen", "Assen"),
    "postcode": ("9401", "9401"),
    "area": ("Landbouw en voedsel", "Agriculture and food"),
    "goals": ("Minder brood weggooien", "Throw away less bread"),
    "offers": ("Plek voor twee studenten, verkoopcijfers", "Places for two students, sales figures"),
    "available_from": ("1-2-2027", "2027-02-01"),
    "available_until": ("30-6-2027", "2027-06-30"),
    "hours_per_week": ("4", "4"),
    "contact_name": ("bedrijfsleider", "manager"),
    "contact_email": ("contact@korst.invalid", "contact@korst.invalid"),
    "contact_phone": ("", ""),
    "website": ("", ""),
    "consent_to_be_shown": ("ja", "yes"),
}
_DICTIONARY = {
    "name": ("Verplicht. Naam en plaats samen herkennen een organisatie.",
             "Required. Name and place together tell organisations apart."),
    "kind": ("Verplicht. Eén van: {kinds}. Ook: bedrijf, gemeente, hogeschool, universiteit, lab, lectoraat.",
             "Required. One of: {kinds}. Also: municipality, university, lab."),
    "size_class": ("Eén van: {sizes}. Of het aantal medewerkers: 1-9 of 250+. Alleen 'mkb' telt als klein.",
                   "One of: {sizes}. Or the number of employees: 1-9 or 250+. 'sme' counts as small."),
    "place": ("Gemeente of plaats in Nederland. Plaats of postcode is verplicht.",
              "Municipality or town in the Netherlands. Place or postcode is required."),
    "postcode": ("Vier cijfers, met of zonder letters.", "Four digits, with or without letters."),
    "area": ("Eén van: {areas}.", "One of: {areas}."),
    "goals": ("Wat de organisatie wil bereiken, in eigen woorden. Zonder namen van personen.",
              "What the organisation wants to reach, in its own words. Without names of people."),
    "offers": ("Wat de organisatie kan bieden, in eigen woorden. Kring herkent er de vaardigheden in.",
               "What the organisation can bring, in its own words. Kring recognises the skills in it."),
    "available_from": ("Eerste dag, zoals 31-3-2027.", "First day, such as 2027-03-31."),
    "available_until": ("Laatste dag.", "Last day."),
    "hours_per_week": ("Uren per week, zoals 8 of 7,5.", "Hours a week, such as 8 or 7.5."),
    "contact_name": ("Naam of functie. Alleen de hub ziet dit.", "Name or function. Only the hub sees it."),
    "contact_email": ("Hier komen uitnodigingen aan. Alleen de hub ziet dit.",
                      "Invitations go here. Only the hub sees it."),
    "contact_phone": ("Alleen de hub ziet dit.", "Only the hub sees it."),
    "website": ("Webadres van de organisatie.", "Web address of the organisation."),
    "consent_to_be_shown": ("ja of nee. Leeg is nee: dan ziet alleen de hub de organisatie.",
                            "yes or no. Empty is no: then only the hub sees the organisation."),
}  # fmt: skip


def headers(language: str) -> list[str]:
    """Return the headers of our own files, in the order of the fields."""
    place = 0 if language == "nl" else 1
    return [words[place].capitalize() for words in HEADERS.values()]


def _cells(party: Organisation, language: str) -> list[str]:
    return [guarded(_cell(getattr(party, field), field, language)) for field in HEADERS]


def _cell(value: object, field: str, language: str) -> str:
    if field == "consent_to_be_shown":
        return {"nl": ("nee", "ja")}.get(language, ("no", "yes"))[bool(value)]
    if field == "area":
        return areas()[str(value)].name(language) if value else ""
    return "" if value is None else str(value)


def as_csv(parties: Iterable[Organisation], *, language: str) -> Iterator[str]:
    """Return CSV lines with semicolons, as Dutch spreadsheets open them, with a byte order mark."""
    yield "\ufeff"
    for row in ([*headers(language)], *(_cells(party, language) for party in parties)):
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(row)
        yield line.getvalue()


def as_json(parties: Iterable[Organisation]) -> Iterator[str]:
    """Return a JSON list with one organisation a line: codes as they are kept, and what hubs serve it."""
    before = "[\n"
    for party in parties:
        row = {"id": str(party.pk), **{field: _plain_value(getattr(party, field)) for field in HEADERS}}
        row |= {"corop": party.corop, "side": party.side, "hubs": list(party.hub_codes)}
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _plain_value(value: object) -> object:
    """Return a value as JSON knows it: days as 2027-03-31, hours as a number, what is unknown as null."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value


def template_csv(language: str) -> str:
    """Return the empty template with one invented row."""
    place = 0 if language == "nl" else 1
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headers(language))
    writer.writerow([EXAMPLE[field][place] for field in HEADERS])
    return "\ufeff" + text.getvalue()


def template_xlsx(language: str) -> bytes:
    """Return the template as a workbook; its second sheet says what each column means."""
    place = 0 if language == "nl" else 1
    rows = [headers(language), [EXAMPLE[field][place] for field in HEADERS]]
    return workbook(rows, language)


def as_xlsx(parties: Iterable[Organisation], *, language: str) -> bytes:
    """Return a workbook with a data dictionary."""
    return workbook([headers(language), *(_cells(party, language) for party in parties)], language)


def workbook(rows: list[list[str]], language: str) -> bytes:
    """Return a workbook: the rows as text, and the data dictionary on its second sheet."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    place = 0 if language == "nl" else 1
    said = [("Kolom", "Column")[place], ("Betekenis", "Meaning")[place]]
    known = {"kinds": ", ".join(SIDE_OF_KIND), "sizes": ", ".join(SIZE_CLASSES),
             "areas": "; ".join(term.name(language) for term in areas().values())}  # fmt: skip
    meanings = [
        [header, _DICTIONARY[field][place].format(**known)]
        for header, field in zip(headers(language), HEADERS, strict=True)
    ]
    book = Workbook(write_only=True)
    sheets = {
        ("Organisaties", "Organisations")[place]: rows,
        ("Uitleg", "Data dictionary")[place]: [said, *meanings],
    }
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        widths = (22,) * len(HEADERS) if lines is rows else (22, 110)
        for number, width in enumerate(widths):
            sheet.column_dimensions[chr(ord("A") + number)].width = width
        for line_number, line in enumerate(lines):
            cells = []
            for text in line:
                cell = WriteOnlyCell(sheet, value=text)
                cell.data_type = "s"
                if line_number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
