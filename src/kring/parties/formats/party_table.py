"""A table and a map of its columns enter; parties as clean values leave, with every problem in the table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from kring.core.cells import unguarded
from kring.core.places import corop_of_postcode, place
from kring.core.problems import Problem, UnableTo
from kring.engines.redaction import redact
from kring.parties.formats.party_words import REQUIRED, area_of, kind_of, plain, size_of, yes_or_no
from kring.parties.formats.table_file import Row, Table
from kring.parties.rules import can_receive_mail

LONGEST = {
    "name": 200,
    "place": 100,
    "postcode": 10,
    "contact_name": 120,
    "contact_phone": 40,
    "website": 200,
}
LONGEST_TEXT = 4_000
MOST_HOURS = 1_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari january jan", "februari february feb", "maart march mrt mar", "april apr", "mei may",
         "juni june jun", "juli july jul", "augustus august aug", "september sept sep",
         "oktober october okt oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True)
class PartyRow:
    """One party as the file tells it; ``values`` holds only fields whose column is mapped."""

    line: int
    values: Mapping[str, object]

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same party: name and place."""
        return party_key(str(self.values["name"]), str(self.values.get("place", "")))


@dataclass(frozen=True)
class PartyTable:
    """All good rows and all problems of a file."""

    rows: tuple[PartyRow, ...]
    problems: tuple[Problem, ...]


def party_key(name: str, town: str) -> tuple[str, str]:
    """Return name and place, spelled one way."""
    return plain(name), plain(town)


class _Wrong(ValueError):
    """One cell is wrong: code, message and remedy."""


def read_parties(table: Table, columns: Mapping[str, int]) -> PartyTable:
    """Read every row; a row with a problem is left out, and no problem hides another."""
    missing = [field for field in REQUIRED if field not in columns]
    if "place" not in columns and "postcode" not in columns:
        missing.append("place")
    if missing:
        raise UnableTo(
            *(
                Problem(
                    "no_column",
                    "No column holds this.",
                    "Choose the column, or add it to the file.",
                    file=table.file,
                    field=field,
                )
                for field in missing
            )
        )
    rows: list[PartyRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        values, wrong = _read_row(row, columns, table.file)
        if not wrong:
            party = PartyRow(row.line, values)
            first = seen.setdefault(party.key, row.line)
            if first == row.line:
                rows.append(party)
                continue
            wrong = [
                Problem(
                    "double_row",
                    "This is the same organisation as on line {first}.",
                    "Keep one of the two rows.",
                    file=table.file,
                    line=row.line,
                    field="name",
                    params={"first": first},
                )
            ]
        problems += wrong
    return PartyTable(tuple(rows), tuple(problems))


def _read_row(row: Row, columns: Mapping[str, int], file: str) -> tuple[dict[str, object], list[Problem]]:
    values: dict[str, object] = {}
    problems: list[Problem] = []
    for field, position in columns.items():
        text = unguarded(row.cells[position].strip()) if position < len(row.cells) else ""
        try:
            values[field] = READERS[field](text)
        except _Wrong as error:
            code, message, remedy = error.args
            problems.append(Problem(code, message, remedy, file=file, line=row.line, field=field))
    for field, wrong in _between_fields(values):
        if not any(problem.field == field for problem in problems):
            code, message, remedy = wrong.args
            problems.append(Problem(code, message, remedy, file=file, line=row.line, field=field))
    return values, problems


def _between_fields(values: dict[str, object]) -> list[tuple[str, _Wrong]]:
    """Check what two fields say together, and add the region that place and postcode give."""
    found = []
    starts, ends = values.get("available_from"), values.get("available_until")
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        wrong = _Wrong("ends_first", "The end is before the start.", "Swap the two dates.")
        found.append(("available_until", wrong))
    if "place" in values or "postcode" in values:
        town, postcode = str(values.get("place") or ""), str(values.get("postcode") or "")
        corop = corop_of(town, postcode)
        if corop:
            values["corop"] = corop
        elif town or postcode:
            wrong = _Wrong(
                "unknown_place",
                "This place is not known, or there are more with this name.",
                "Write the municipality, or fill in the postcode.",
            )
            found.append(("place", wrong))
        else:
            wrong = _Wrong(
                "no_place", "There is no place.", "Write the municipality, or fill in the postcode."
            )
            found.append(("place", wrong))
    return found


def corop_of(town: str, postcode: str) -> str:
    """Return the COROP area of a place and postcode; "" when they do not tell."""
    whole = place(" ".join(part for part in (postcode, town) if part)) if town else None
    if whole:
        return whole.corop
    by_postcode = corop_of_postcode(postcode) if postcode else None
    return by_postcode[0] if by_postcode else ""


# ---- one reader per field ---------------------------------------------------------------------------


def _text(field: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        most = LONGEST[field]
        if len(text) > most:
            raise _Wrong("too_long", "This text is too long for this field.", "Make it shorter.")
        return text

    return read


def _name(text: str) -> object:
    if not text:
        raise _Wrong("no_name", "There is no name.", "Fill in the name of the organisation.")
    return _text("name")(text)


def _kind(text: str) -> object:
    if not text:
        raise _Wrong(
            "no_kind", "There is no type.", "Write for example company, municipality, mbo, hbo or lab."
        )
    found = kind_of(text)
    if found is None:
        raise _Wrong(
            "unknown_kind",
            "This type of organisation is not known.",
            "Write for example company, municipality, mbo, hbo or lab.",
        )
    return found


def _size(text: str) -> object:
    found = size_of(text) if text else ""
    if found is None:
        raise _Wrong(
            "unknown_size", "This size is not known.", "Write micro, small, medium, large or a number."
        )
    return found


def _postcode(text: str) -> object:
    squeezed = re.sub(r"\s+", " ", text.upper())
    if text and corop_of_postcode(squeezed) is None:
        raise _Wrong("wrong_postcode", "This is no Dutch postcode.", "Write four digits and two letters.")
    return squeezed


def _area(text: str) -> object:
    found = area_of(text) if text else ""
    if found is None:
        raise _Wrong("unknown_area", "This field of work is not known.", "Choose one from the template.")
    return found


def _own_words(text: str) -> object:
    """Own words of a party are shown to others: names, addresses and numbers of people leave them."""
    if len(text) > LONGEST_TEXT:
        raise _Wrong("too_long", "This text is too long for this field.", "Make it shorter.")
    return redact(text, "nl").text if text else ""


def read_day(text: str) -> date | None:
    """Return the date of a text: 2027-03-31, 31-3-2027, 31 maart 2027 or 2027-03 (its first day).

    >>> read_day("31/3/2027"), read_day("1 maart 2027"), read_day("2027-03")
    (datetime.date(2027, 3, 31), datetime.date(2027, 3, 1), datetime.date(2027, 3, 1))
    """
    said = text.strip().lower().replace(".", "-").replace("/", "-")
    if not said:
        return None
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[t ].*)?", said):
        year, month, number = int(found[1]), int(found[2]), int(found[3] or 1)
    elif found := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", said):
        number, month, year = int(found[1]), int(found[2]), int(found[3])
    elif (found := re.fullmatch(r"(?:(\d{1,2})[ -])?([a-z]+)[ -](\d{4})", said)) and found[2] in _MONTHS:
        number, month, year = int(found[1] or 1), _MONTHS[found[2]], int(found[3])
    else:
        raise ValueError(text)
    if not 2000 <= year <= 2100:
        raise ValueError(text)
    return date(year, month, number)


def _day(text: str) -> object:
    try:
        return read_day(text)
    except ValueError as error:
        raise _Wrong("wrong_date", "This is no date.", "Write it as 31-3-2027.") from error


def _hours(text: str) -> object:
    said = re.sub(r"\s*(uur|uren|u|hours?|h)?\s*(per week|/\s*week|p/?w)?\s*$", "", text.lower()).replace(
        ",", "."
    )
    if not said:
        return None
    try:
        hours = round(Decimal(said), 1)
    except InvalidOperation as error:
        raise _Wrong("wrong_number", "This is no number of hours.", "Write for example 8 or 7,5.") from error
    if not hours.is_finite() or not 0 <= hours <= MOST_HOURS:
        raise _Wrong("wrong_hours", "This number of hours is not possible.", "Write the hours of one week.")
    return hours


def _email(text: str) -> object:
    if not text:
        return ""
    wrong = _Wrong("wrong_address", "This is no mail address.", "Write it as name@organisation.nl.")
    try:
        validate_email(text)
    except ValidationError as error:
        raise wrong from error
    if not can_receive_mail(text):
        raise wrong
    return text.lower()


def _website(text: str) -> object:
    if not text:
        return ""
    whole = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(whole)
    except ValidationError as error:
        raise _Wrong(
            "wrong_website", "This is no web address.", "Write it as www.organisation.nl."
        ) from error
    return _text("website")(whole)


def _consent(text: str) -> object:
    found = yes_or_no(text)
    if found is None:
        raise _Wrong("neither", "This is neither yes nor no.", "Write yes or no.")
    return found


READERS: dict[str, Callable[[str], object]] = {
    "name": _name,
    "kind": _kind,
    "size_class": _size,
    "place": _text("place"),
    "postcode": _postcode,
    "area": _area,
    "goals": _own_words,
    "offers": _own_words,
    "available_from": _day,
    "available_until": _day,
    "hours_per_week": _hours,
    "contact_name": _text("contact_name"),
    "contact_email": _email,
    "contact_phone": _text("contact_phone"),
    "website": _website,
    "consent_to_be_shown": _consent,
}
