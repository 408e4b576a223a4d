"""A JSON file of organisations enters (ROR v1 or v2, OOAPI v5, Kring's own); a table of its rows leaves.

ROR: records of other countries or that are no longer active are left out; the types are mapped below.
OOAPI v5: the organisations of one institution; whatever has a parent or is a department is a teacher team.
The line of a row is the place of its record in the list. What a record does not say stays as it is in Kring.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kring.core.problems import Problem, UnableTo
from kring.parties.formats.party_words import HEADERS
from kring.parties.formats.table_file import MOST_ROWS, Row, Table, read_table

# A record with more types is what stands first here.
ROR_KINDS = {
    "education": "education",
    "facility": "research-group",
    "research": "research-group",
    "government": "public-body",
    "healthcare": "public-body",
    "company": "company",
    "archive": "public-body",
    "nonprofit": "sector-body",
    "funder": "programme-office",
}
OOAPI_UNITS = frozenset({"department", "faculty", "branch", "academy", "school"})
OOAPI_TYPES = OOAPI_UNITS | {"root", "institute"}
COUNTRY = "NL"
# So deep lies a team below its institution at most; also what ends a circle of parents.
_MOST_LEVELS = 10

_HBO = re.compile(r"applied sciences|hogeschool|academ(?:y|ie)|conservatori|\bhbo\b", re.IGNORECASE)
_MBO = re.compile(r"\b(?:roc|aoc|mbo)\b|vakschool|vocational|\w*college\b", re.IGNORECASE)
_WO = re.compile(r"universit|\bumc\b", re.IGNORECASE)

Record = Mapping[str, object]
Reader = Callable[[Record], dict[str, str] | None]
PARTY_ENDINGS = frozenset({".csv", ".xlsx", ".txt", ".json"})


def read_party_file(path: Path, *, name: str = "") -> Table:
    """Read a file of organisations, whichever of the known kinds it is."""
    if path.suffix.lower() == ".json":
        return read_json_table(path, name or path.name)
    return read_table(path, name=name)


def read_json_table(path: Path, said: str) -> Table:
    """Read the file; UnableTo with the reason when it is no JSON, or no list of organisations."""
    records = _records(_loaded(path, said), said)
    if len(records) > MOST_ROWS:
        raise _refuse(
            "too_many_rows", "There are more than 50,000 rows.", "Split the file and load it in parts.", said
        )
    rows: list[tuple[int, dict[str, str]]] = []
    dialect = _dialect(records)
    if dialect is None:
        raise _refuse(
            "unknown_json",
            "These are no organisations that Kring can read.",
            "Use records of ROR, organisations of OOAPI version 5, or a file that Kring wrote.",
            said,
        )
    if dialect is _ooapi:
        records = _with_places_of_parents(records)
    for number, record in enumerate(records, start=1):
        values = dialect(record) if isinstance(record, dict) else {}
        if values is not None:
            rows.append((number, values))
    if not rows:
        raise _refuse(
            "no_rows_here",
            "The file holds no active organisation in the Netherlands.",
            "Choose another file.",
            said,
        )
    fields = [field for field in HEADERS if any(field in values for _, values in rows)]
    fields = list(dict.fromkeys(["name", "kind", "place", *fields]))
    headers = tuple(HEADERS[field][0] for field in fields)
    return Table(
        said,
        headers,
        tuple(Row(number, tuple(values.get(field, "") for field in fields)) for number, values in rows),
    )


def _refuse(code: str, message: str, remedy: str, file: str, line: int | None = None) -> UnableTo:
    return UnableTo(Problem(code, message, remedy, file=file, line=line))


def _loaded(path: Path, said: str) -> object:
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise _refuse(
            "broken_json",
            "This is no readable JSON.",
            "Save the file again at its source.",
            said,
            error.lineno,
        ) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise _refuse(
            "broken_json", "This is no readable JSON.", "Save the file again at its source.", said
        ) from error


def _records(data: object, said: str) -> list[object]:
    """Return the records: a bare list, one record, or what an API wraps around a page of them."""
    if isinstance(data, dict):
        for key in ("items", "organizations", "organisations"):
            if isinstance(data.get(key), list):
                data = data[key]
                break
        else:
            data = [data]
    if not isinstance(data, list) or not data:
        raise _refuse("empty_file", "The file is empty.", "Choose a file with rows in it.", said)
    return data


def _dialect(records: Iterable[object]) -> Reader | None:
    """Return the reader of the first record that is recognised; None when none is."""
    for record in records:
        if not isinstance(record, dict):
            continue
        if isinstance(record.get("names"), list) and ("locations" in record or "types" in record):
            return _ror_2
        if "organizationType" in record or "organizationId" in record:
            return _ooapi
        if isinstance(record.get("types"), list) and ("addresses" in record or "country" in record):
            return _ror_1
        if {"name", "kind"} <= record.keys():
            return _own
    return None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None or isinstance(value, dict | list) else " ".join(str(value).split())


def _list(value: object) -> list[Record]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _strings(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _filled(**values: str) -> dict[str, str]:
    return {field: text for field, text in values.items() if text}


def kind_of_school(name: str) -> str:
    """Return which kind of school a name tells; a university where it tells nothing.

    >>> [kind_of_school(name) for name in ("Hogeschool Rotterdam", "ROC Mondriaan", "Utrecht University")]
    ['hbo', 'mbo', 'wo']
    """
    if _HBO.search(name):
        return "hbo"
    if _WO.search(name):
        return "wo"
    return "mbo" if _MBO.search(name) else "wo"


def _ror_kind(types: object, name: str) -> str:
    said = {_text(one).lower() for one in types} if isinstance(types, list) else set()
    for code, kind in ROR_KINDS.items():
        if code in said:
            return kind_of_school(name) if kind == "education" else kind
    # Something that the reader of the rows refuses by name, so that it stands among the problems.
    return ", ".join(sorted(said))


def _ror_2(record: Record) -> dict[str, str] | None:
    places = [
        details
        for location in _list(record.get("locations"))
        if isinstance(details := location.get("geonames_details"), dict)
    ]
    here = [place for place in places if place.get("country_code") == COUNTRY]
    if (places and not here) or record.get("status", "active") != "active":
        return None
    names = _list(record.get("names"))
    name = _text(_ror_name(names).get("value"))
    links = [link for link in _list(record.get("links")) if link.get("type", "website") == "website"]
    return _filled(
        name=name,
        kind=_ror_kind(record.get("types"), " ".join(_text(one.get("value")) for one in names)),
        place=_text(here[0].get("name")) if here else "",
        website=_text(links[0].get("value")) if links else "",
    )


def _ror_name(names: list[Record]) -> Record:
    """Return the Dutch name, else the one that ROR displays, else the first."""

    def types(one: Record) -> list[object]:
        found = one.get("types")
        return found if isinstance(found, list) else []

    dutch = [
        one
        for one in names
        if one.get("lang") == "nl" and {"label", "ror_display"} & set(map(str, types(one)))
    ]
    displayed = [one for one in names if "ror_display" in types(one)]
    return next(iter([*dutch, *displayed, *names]), {})


def _ror_1(record: Record) -> dict[str, str] | None:
    country = record.get("country")
    code = country.get("country_code") if isinstance(country, dict) else None
    if (code and code != COUNTRY) or record.get("status", "active") != "active":
        return None
    labels = _list(record.get("labels"))
    dutch = [_text(one.get("label")) for one in labels if one.get("iso639") == "nl"]
    name = next(iter([*dutch, _text(record.get("name"))]))
    addresses = _list(record.get("addresses"))
    links = record.get("links")
    website = _text(links[0]) if isinstance(links, list) and links else ""
    return _filled(
        name=name,
        kind=_ror_kind(record.get("types"), f"{name} {_text(record.get('name'))}"),
        place=_text(addresses[0].get("city")) if addresses else "",
        website=website,
    )


def _in_dutch(value: object) -> str:
    """Return a text of OOAPI: a list with a language each, the Dutch one first."""
    texts = _list(value)
    texts.sort(key=lambda one: not _text(one.get("language")).lower().startswith("nl"))
    return _text(texts[0].get("value")) if texts else _text(value)


def _ooapi(record: Record) -> dict[str, str] | None:
    name = _in_dutch(record.get("name")) or _text(record.get("shortName"))
    kind = _text(record.get("organizationType")).lower()
    addresses = _list(record.get("addresses"))
    visited = [one for one in addresses if one.get("addressType") in ("visit", "deliveries")] or addresses
    address = visited[0] if visited else {}
    if address and _text(address.get("countryCode") or COUNTRY).upper() != COUNTRY:
        return None
    if kind in OOAPI_UNITS or (kind not in OOAPI_TYPES and record.get("parent")):
        said = "teacher-team"
    else:
        said = kind_of_school(name) if kind in OOAPI_TYPES else kind
    return _filled(
        name=name,
        kind=said,
        place=_text(address.get("city")),
        postcode=_text(address.get("postalCode")),
        goals=_in_dutch(record.get("description")),
        website=_text(record.get("link")),
    )


def _with_places_of_parents(records: list[object]) -> list[object]:
    """Give each unit without an address the one of its parent: an institution writes it down once."""
    known = {str(one.get("organizationId")): one for one in records if isinstance(one, dict)}

    def placed(one: Record) -> object:
        above: Record | None = one
        for _ in range(_MOST_LEVELS):
            if above is None or _list(above.get("addresses")):
                break
            parent = above.get("parent")
            key = parent.get("organizationId") if isinstance(parent, dict) else parent
            above = known.get(str(key), parent if isinstance(parent, dict) else None)
        return above.get("addresses") if above else None

    return [{**one, "addresses": placed(one)} if isinstance(one, dict) else one for one in records]


def _own(record: Record) -> dict[str, str] | None:
    return _filled(**{field: _text(record[field]) for field in HEADERS if field in record})
