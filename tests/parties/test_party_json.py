"""Organisations from JSON: ROR version 1 and 2, OOAPI version 5 and Kring's own; wrong ones all at once."""

import json

import pytest
from django.utils import timezone

from kring.core.problems import UnableTo
from kring.parties.actions.import_parties import import_parties
from kring.parties.cli import _columns
from kring.parties.formats.party_json import read_party_file
from kring.parties.formats.party_sheet import as_json
from kring.parties.models import Organisation
from kring.parties.queries import directory
from kring.parties.rules import SYSTEM


def place(city: str, country: str = "NL") -> dict[str, object]:
    return {"geonames_id": 1, "geonames_details": {"name": city, "country_code": country}}


def ror_2(name: str, types: list[str], city: str = "Assen", **more: object) -> dict[str, object]:
    return {
        "id": "https://ror.org/00aaa0000",
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "en"}],
        "types": types,
        "locations": [place(city)],
        "links": [{"type": "wikipedia", "value": "https://w.example"},
                  {"type": "website", "value": "https://site.example"}],
        "status": "active",
        **more,
    }  # fmt: skip


def ror_1(name: str, types: list[str], city: str = "Assen", **more: object) -> dict[str, object]:
    return {
        "id": "https://ror.org/00aaa0000", "name": name, "types": types, "links": ["https://site.example"],
        "addresses": [{"city": city}], "country": {"country_code": "NL"}, "status": "active", "labels": [],
        **more,
    }  # fmt: skip


def ooapi(name: str, kind: str, **more: object) -> dict[str, object]:
    return {
        "organizationId": "1", "organizationType": kind,
        "name": [{"language": "en-GB", "value": "Other"}, {"language": "nl-NL", "value": name}],
        "description": [{"language": "nl-NL", "value": "Wij leiden op. Bel Jan de Vries, 06-12345678."}],
        "addresses": [{"addressType": "visit", "city": "Groningen", "postalCode": "9711 AA",
                       "countryCode": "NL"}],
        "link": "https://school.example", **more,
    }  # fmt: skip


def load(tmp_path, data: object, name: str = "a.json") -> list[Organisation]:
    path = tmp_path / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    table = read_party_file(path)
    import_parties(actor=SYSTEM, table=table, columns=_columns(table, []), now=timezone.now())
    return list(Organisation.objects.order_by("name"))


@pytest.mark.parametrize("make", [ror_1, ror_2])
@pytest.mark.parametrize(
    ("name", "types", "kind"),
    [
        ("Utrecht University", ["Education", "Funder"], "wo"),
        ("Hogeschool Noord", ["education"], "hbo"),
        ("North University of Applied Sciences", ["education"], "hbo"),
        ("ROC Noord", ["education"], "mbo"),
        ("Instituut voor Zeeonderzoek", ["facility"], "research-group"),
        ("Ziekenhuis Noord", ["healthcare", "company"], "public-body"),
        ("Provincie Noord", ["government"], "public-body"),
        ("Koepel Noord", ["nonprofit"], "sector-body"),
        ("Fonds Noord", ["funder"], "programme-office"),
        ("Machinefabriek Noord", ["Company"], "company"),
    ],
)
def test_both_versions_of_ror_are_mapped_alike(db, tmp_path, make, name, types, kind) -> None:
    types = types if make is ror_1 else [one.lower() for one in types]
    [party] = load(tmp_path, [make(name, types)])
    assert (party.name, party.kind, party.place, party.corop) == (name, kind, "Assen", "NL131")
    assert party.website == "https://site.example" and not party.consent_to_be_shown


def test_the_dutch_name_goes_first(db, tmp_path) -> None:
    record = ror_2("University of the North", ["education"])
    record["names"].append({"value": "Universiteit van het Noorden", "types": ["label"], "lang": "nl"})  # type: ignore[attr-defined]
    record["names"].append({"value": "UvN", "types": ["acronym"], "lang": "nl"})  # type: ignore[attr-defined]
    assert [one.name for one in load(tmp_path, [record])] == ["Universiteit van het Noorden"]


def test_other_countries_and_closed_ones_are_left_out(db, tmp_path) -> None:
    data = [
        ror_2("Abroad", ["education"], locations=[place("Gent", "BE")]),
        ror_2("Gone", ["education"], status="withdrawn"),
        ror_2("Universiteit Hier", ["education"]),
    ]
    assert [one.name for one in load(tmp_path, {"number_of_results": 3, "items": data})] == [
        "Universiteit Hier"
    ]
    with pytest.raises(UnableTo, match="no active organisation"):
        load(tmp_path, data[:2])


def test_organisations_of_ooapi_become_schools_and_teams(db, tmp_path) -> None:
    data = {
        "pageSize": 10,
        "items": [ooapi("Hogeschool Ster", "root"), ooapi("Opleiding Techniek", "faculty")],
    }
    school, team = load(tmp_path, data)
    assert (school.name, school.kind, school.postcode, school.corop) == (
        "Hogeschool Ster", "hbo", "9711 AA", "NL115",
    )  # fmt: skip
    assert team.kind == "teacher-team"
    assert "Wij leiden op" in school.goals and "12345678" not in school.goals and "Vries" not in school.goals


def test_a_team_of_ooapi_lies_where_its_institution_lies(db, tmp_path) -> None:
    """Institutions write their address once; a parent is an id, or the whole record."""
    school = ooapi("Hanzehogeschool", "root", organizationId="a")
    bare = {"organizationType": "department", "addresses": []}
    teams = [
        {**bare, "organizationId": "b", "name": "Instituut voor ICT", "parent": "a"},
        {**bare, "organizationId": "c", "name": "Team Data", "parent": {"organizationId": "b"}},
        {**bare, "organizationId": "d", "name": "Team Elders", "parent": ooapi("Elders", "root")},
        {**bare, "organizationId": "e", "name": "Eigen plek", "parent": "a",
         "addresses": [{"addressType": "visit", "city": "Assen"}]},
    ]  # fmt: skip
    found = {one.name: (one.kind, one.place) for one in load(tmp_path, {"items": [*teams, school]})}
    assert found == {
        "Hanzehogeschool": ("hbo", "Groningen"), "Instituut voor ICT": ("teacher-team", "Groningen"),
        "Team Data": ("teacher-team", "Groningen"), "Team Elders": ("teacher-team", "Groningen"),
        "Eigen plek": ("teacher-team", "Assen"),
    }  # fmt: skip


def test_parents_in_a_circle_are_no_place(db, tmp_path) -> None:
    rows = [
        {"organizationId": one, "organizationType": "faculty", "name": one, "parent": other}
        for one, other in (("a", "b"), ("b", "a"), ("c", "zoek"))
    ]
    with pytest.raises(UnableTo) as refused:
        load(tmp_path, rows)
    assert {problem.field for problem in refused.value.problems} == {"place"}


def test_loading_twice_changes_nothing(db, tmp_path) -> None:
    load(tmp_path, [ror_2("Universiteit Hier", ["education"])])
    before = Organisation.objects.get().updated_at
    load(tmp_path, [ror_2("Universiteit Hier", ["education"])])
    assert Organisation.objects.get().updated_at == before


def test_what_kring_wrote_comes_back_the_same(cast, tmp_path) -> None:
    cast.bakery.goals = "Minder brood weggooien"
    cast.bakery.save()
    text = "".join(as_json(directory(everyone=True)))
    fields = (
        "name", "kind", "size_class", "place", "area", "goals", "offers", "available_from",
        "available_until", "hours_per_week", "contact_email", "consent_to_be_shown", "corop",
    )  # fmt: skip
    rows = Organisation.objects.order_by("name").values_list(*fields)
    before = list(rows)
    Organisation.objects.all().delete()
    load(tmp_path, text)
    assert list(rows.all()) == before


def test_every_problem_is_told_at_once_with_its_record(db, tmp_path) -> None:
    data = [
        ror_2("Good", ["company"]),
        ror_2("Nowhere", ["company"], city="Xyzstad"),
        ror_2("Odd", ["other"]),
        ror_2("", ["company"]),
    ]
    with pytest.raises(UnableTo) as refused:
        load(tmp_path, data)
    told = {(one.line, one.field) for one in refused.value.problems}
    assert told == {(2, "place"), (3, "kind"), (4, "name")}
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '"x"', "[1, 2]", '[{"a": 1}]', "[" * 100_000, '{"items": []}', "\udcff",
     '[{"names": [3], "types": 4, "locations": 5}]', '[{"name": {"a": 1}, "types": [], "country": 7}]',
     '[{"organizationType": {}, "name": [], "addresses": [4]}]', '[{"name": ["x"], "kind": null}]'],
)  # fmt: skip
def test_whatever_else_is_refused_with_words(db, tmp_path, text) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnableTo):
        table = read_party_file(path)
        import_parties(actor=SYSTEM, table=table, columns=_columns(table, []), now=timezone.now())
    assert not Organisation.objects.exists()
