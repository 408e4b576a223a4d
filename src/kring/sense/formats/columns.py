"""The header of a table and a column map enter; the column of each field leaves, or a problem that
lists the columns."""

import re
from collections.abc import Mapping, Sequence

from kring.core.problems import Problem, UnableTo

_TEXT = "text description omschrijving beschrijving vacaturetekst functieomschrijving jobdescription "
"inhoud tekst content"
_TITLE = "title titel functietitel jobtitle functie functienaam naam name vacaturetitel onderwerp "
"cursusnaam coursename"
_ID = "id sourceid identifier vacaturenummer vacancyid referentie reference nummer code cursuscode "
"coursecode courseid"
_PLACE = "place plaats woonplaats standplaats stad city location locatie town gemeente addresslocality"
_POSTAL = "postalcode postcode zip zipcode"
_SHARED = {
    "title": _TITLE, "text": _TEXT, "source_id": _ID, "place": _PLACE, "postal_code": _POSTAL,
    "corop": "corop coropcode nuts nuts3", "language": "language taal lang inlanguage", "level": "level "
    "niveau",
    "industry": "industry industrie sector branche sbi sbicode occupationalcategory vakgebied area "
    "toepassingsgebied",
    "url": "url link website webadres",
}  # fmt: skip
VACANCY_COLUMNS = _SHARED | {
    "employer": "employer werkgever bedrijf bedrijfsnaam organisatie organisation organization company "
    "companyname "
    "hiringorganization opdrachtgever",
    "posted": "posted dateposted datum date plaatsingsdatum publicatiedatum geplaatst publicationdate "
    "postedat",
}
COURSE_COLUMNS = _SHARED | {
    "provider": "provider aanbieder opleider instelling organisatie organisation organization institution",
    "starts": "starts start startdatum startdate begindatum begin van datum date",
    "ends": "ends end einddatum enddate eind tot",
    "places": "places plaatsen capaciteit capacity seats maxdeelnemers deelnemers",
}  # fmt: skip


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def columns_for(
    header: Sequence[str], known: Mapping[str, str], column_map: Mapping[str, str] | None, *, file: str
) -> dict[str, int]:
    """Return field → position of its column: as ``column_map`` says, else by common Dutch and English names.

    Raises UnableTo with every wrong entry of the map at once, and where no column holds the text.
    """
    found, problems = _as_mapped(header, known, column_map or {}, file=file)
    positions = {_plain(name): position for position, name in reversed(list(enumerate(header)))}
    for field, names in known.items():
        if column_map and field in column_map:
            continue
        position = next(
            (positions[name] for name in (_plain(field), *names.split()) if name in positions), None
        )
        if position is not None and position not in found.values():
            found[field] = position
    if "text" not in found and "text" not in (column_map or {}):
        problems.append(_no_text(header, file))
    if problems:
        raise UnableTo(*problems)
    return found


def _no_text(header: Sequence[str], file: str) -> Problem:
    return Problem(
        "no_text_column", "No column holds the description. The columns are: {columns}.",
        "Say with a column map which column is the text.", file=file, line=1, field="text",
        params={"columns": ", ".join(header)},
    )  # fmt: skip


def _as_mapped(
    header: Sequence[str], known: Mapping[str, str], column_map: Mapping[str, str], *, file: str
) -> tuple[dict[str, int], list[Problem]]:
    problems: list[Problem] = []
    found: dict[str, int] = {}
    positions = {name.strip(): position for position, name in reversed(list(enumerate(header)))}
    listed = {"columns": ", ".join(header), "fields": ", ".join(known)}
    for field, column in column_map.items():
        if field not in known:
            message = "There is no field {field}. The fields are: {fields}."
            problems.append(_wrong("unknown_field", message, file, field, {"field": field, **listed}))
        elif column.strip() not in positions:
            message = "There is no column {column}. The columns are: {columns}."
            problems.append(_wrong("unknown_column", message, file, field, {"column": column, **listed}))
        else:
            found[field] = positions[column.strip()]
    return found, problems


def _wrong(code: str, message: str, file: str, field: str, params: dict[str, object]) -> Problem:
    return Problem(code, message, "Mend the column map.", file=file, line=1, field=field, params=params)
