"""Organisations from a spreadsheet: everything that is right, everything that is wrong, and the way back."""

import io
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from kring.core.problems import NotAllowed, UnableTo
from kring.ledger.models import Fact
from kring.parties.actions.import_parties import import_parties, plan_import
from kring.parties.actions.undo_party_import import undo_party_import
from kring.parties.formats.party_sheet import as_csv, as_xlsx, template_csv, template_xlsx
from kring.parties.formats.party_table import read_parties
from kring.parties.formats.party_words import column_map
from kring.parties.formats.table_file import read_table
from kring.parties.models import Membership, Organisation, PartyImport
from kring.parties.rules import SYSTEM

ROOT = Path(__file__).resolve().parents[2]
DUTCH = (
    "Naam;Soort;Grootte;Plaats;Postcode;Sector;Doelen;Biedt;Vanaf;Tot;Uren per week;Contactpersoon;E-mail;"
    "Telefoon;Toestemming\n"
    "Bakkerij De Kruimel;mkb;1-9;Assen;9401 AB;Landbouw;Minder verspilling;Plek voor twee studenten;1-2-2027;"
    "30 juni 2027;7,5;bedrijfsleider;INFO@kruimel.invalid;+31 592 123456;ja\n"
    "Hogeschool Ster;hogeschool;250+;Zwolle;;Onderwijs;;Studenten machine learning;2027-02;;16;;;;nee\n"
)


def write(tmp_path: Path, text: str | bytes, name: str = "partijen.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(path: Path, *, actor=SYSTEM, good=False) -> PartyImport:
    table = read_table(path)
    return import_parties(
        actor=actor, table=table, columns=column_map(table.headers), load_good_rows=good, now=timezone.now()
    )


def problems_of(path: Path) -> list[tuple[int | None, str, str]]:
    table = read_table(path)
    found = read_parties(table, column_map(table.headers)).problems
    assert all(problem.remedy for problem in found)
    return [(problem.line, problem.field, problem.code) for problem in found]


def test_every_column_arrives(db, tmp_path) -> None:
    done = load(write(tmp_path, DUTCH))
    assert (done.added, done.updated, done.left_out) == (2, 0, 0)
    one = Organisation.objects.get(name="Bakkerij De Kruimel")
    assert (one.kind, one.size_class, one.corop, one.area) == ("company", "micro", "NL131", "agrifood")
    assert (one.available_from, one.available_until) == (date(2027, 2, 1), date(2027, 6, 30))
    assert one.hours_per_week == Decimal("7.5")
    assert one.contact_email == "info@kruimel.invalid"
    assert one.consent_to_be_shown is True
    school = Organisation.objects.get(name="Hogeschool Ster")
    assert (school.kind, school.size_class, school.corop, school.consent_to_be_shown) == (
        "hbo", "large", "NL211", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        DUTCH.encode("utf-8-sig"),
        DUTCH.encode("utf-16"),
        DUTCH.replace("Kruimel", "Crème").encode("cp1252"),
        DUTCH.replace(";", "\t").encode(),
        DUTCH.replace(",", ".").replace(";", ",").encode(),
        ("sep=;\r\n" + DUTCH.replace("\n", "\r\n")).encode(),
        ("\n\n" + DUTCH + "\n;;;\n").encode(),
    ],
    ids=["bom", "utf-16", "windows", "tabs", "commas", "sep-line", "empty-rows"],
)
def test_any_separator_and_encoding_is_read(db, tmp_path, raw) -> None:
    assert load(write(tmp_path, raw)).added == 2


def test_english_headers_are_known() -> None:
    headers = (
        "Organization",
        "Type",
        "Employees",
        "City",
        "Zip code",
        "Industry",
        "Email address",
        "Consent",
    )
    assert set(column_map(headers)) == {
        "name", "kind", "size_class", "place", "postcode", "area", "contact_email", "consent_to_be_shown",
    }  # fmt: skip


def test_all_problems_come_at_once_and_nothing_is_kept(db, tmp_path) -> None:
    path = write(
        tmp_path,
        "Naam;Soort;Grootte;Plaats;Postcode;Sector;Vanaf;Tot;Uren;E-mail;Website;Toestemming\n"
        "Goed;mkb;klein;Assen;;;;;;;;\n"
        ";circus;reuzen;Nergenshuizen;12;poppenkast;gisteren;;veel;geen adres;geen web;misschien\n"
        "Om;mkb;klein;Assen;;;1-6-2027;1-5-2027;-3;;;\n"
        "Weg;mkb;klein;;;;;;;;;\n"
        "goed ;mkb;klein;ASSEN;;;;;;;;\n",
    )
    assert problems_of(path) == [
        (3, "name", "no_name"), (3, "kind", "unknown_kind"), (3, "size_class", "unknown_size"),
        (3, "postcode", "wrong_postcode"), (3, "area", "unknown_area"), (3, "available_from", "wrong_date"),
        (3, "hours_per_week", "wrong_number"), (3, "contact_email", "wrong_address"),
        (3, "website", "wrong_website"), (3, "consent_to_be_shown", "neither"), (3, "place", "unknown_place"),
        (4, "hours_per_week", "wrong_hours"), (4, "available_until", "ends_first"),
        (5, "place", "no_place"), (6, "name", "double_row"),
    ]  # fmt: skip
    with pytest.raises(UnableTo) as refused:
        load(path)
    assert len(refused.value.problems) == 15
    assert "partijen.csv:3 kind" in str(refused.value)
    assert not Organisation.objects.exists()
    assert not Fact.objects.exists()


def test_the_good_rows_can_be_loaded_alone(db, tmp_path) -> None:
    path = write(tmp_path, "Naam;Soort;Plaats\nGoed;mkb;Assen\nFout;circus;Assen\n")
    done = load(path, good=True)
    assert (done.added, done.left_out) == (1, 1)
    assert [one.name for one in Organisation.objects.all()] == ["Goed"]


def test_without_a_good_row_nothing_is_loaded(db, tmp_path) -> None:
    with pytest.raises(UnableTo):
        load(write(tmp_path, "Naam;Soort;Plaats\nFout;circus;Assen\n"), good=True)
    assert not PartyImport.objects.exists()


def test_loading_twice_changes_nothing(db, tmp_path) -> None:
    path = write(tmp_path, DUTCH)
    load(path)
    facts = Fact.objects.count()
    again = load(path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)
    assert Organisation.objects.count() == 2
    assert Fact.objects.count() == facts + 1  # only that it was tried


def test_a_change_tells_which_fields_and_never_the_words(db, tmp_path) -> None:
    load(write(tmp_path, DUTCH))
    table = read_table(
        write(tmp_path, DUTCH.replace("twee studenten", "drie studenten").replace(";7,5;", ";8;"))
    )
    plan = plan_import(actor=SYSTEM, table=table, columns=column_map(table.headers))
    assert sorted(plan.changed[0][2]) == ["hours_per_week", "offers"]
    import_parties(actor=SYSTEM, table=table, columns=column_map(table.headers), now=timezone.now())
    fact = Fact.objects.get(verb="organisation_changed")
    assert fact.details == {"fields": ["hours_per_week", "offers"]}
    assert fact.object_id == str(Organisation.objects.get(name="Bakkerij De Kruimel").pk)


def test_a_column_that_is_absent_leaves_its_field_alone(db, tmp_path) -> None:
    load(write(tmp_path, DUTCH))
    done = load(write(tmp_path, "Naam;Soort;Plaats;Uren\nBakkerij De Kruimel;mkb;Assen;9\n"))
    assert done.updated == 1
    one = Organisation.objects.get(name="Bakkerij De Kruimel")
    assert one.offers == "Plek voor twee studenten"
    assert one.consent_to_be_shown is True


def test_one_fact_for_each_organisation(db, tmp_path) -> None:
    load(write(tmp_path, DUTCH))
    facts = Fact.objects.filter(verb="organisation_imported")
    assert sorted(fact.object_id for fact in facts) == sorted(str(o.pk) for o in Organisation.objects.all())
    assert "Kruimel" not in str(list(facts.values()))


def test_names_of_people_leave_the_own_words(db, tmp_path) -> None:
    load(
        write(tmp_path, "Naam;Soort;Plaats;Biedt\nGoed;mkb;Assen;Bel Sanne de Vries 06-12345678 over Kafka\n")
    )
    offers = Organisation.objects.get().offers
    assert "Sanne" not in offers
    assert "12345678" not in offers
    assert "Kafka" in offers


def test_only_who_may_import_imports(cast, tmp_path) -> None:
    path = write(tmp_path, DUTCH)
    for name in ("saar", "joris", "tess"):
        with pytest.raises(NotAllowed):
            load(path, actor=cast.actor(name))
    assert load(path, actor=cast.actor("noor")).created_by == str(cast.noor.pk)


# ---- undo -------------------------------------------------------------------------------------------


def test_undo_takes_out_what_came_in(db, tmp_path) -> None:
    done = load(write(tmp_path, DUTCH))
    assert undo_party_import(actor=SYSTEM, record=done, now=timezone.now()) == (2, 0)
    assert not Organisation.objects.exists()
    assert Fact.objects.filter(verb="organisation_removed").count() == 2
    with pytest.raises(UnableTo, match="undone already"):
        undo_party_import(actor=SYSTEM, record=done, now=timezone.now())


def test_undo_keeps_what_is_in_use(cast, tmp_path) -> None:
    done = load(write(tmp_path, DUTCH))
    used = Organisation.objects.get(name="Hogeschool Ster")
    Membership.objects.create(person=cast.saar, role="lecturer", organisation=used)
    assert undo_party_import(actor=SYSTEM, record=done, now=timezone.now()) == (1, 1)
    assert Organisation.objects.filter(pk=used.pk).exists()


def test_undo_puts_old_values_back_unless_they_changed_again(db, tmp_path) -> None:
    load(write(tmp_path, DUTCH))
    done = load(
        write(tmp_path, DUTCH.replace(";7,5;", ";8;").replace("1-2-2027;", ";").replace("twee", "drie"))
    )
    one = Organisation.objects.get(name="Bakkerij De Kruimel")
    assert one.available_from is None
    Organisation.objects.filter(pk=one.pk).update(offers="Zelf veranderd")
    undo_party_import(actor=SYSTEM, record=done, now=timezone.now())
    one.refresh_from_db()
    assert (one.hours_per_week, one.available_from, one.offers) == (
        Decimal("7.5"), date(2027, 2, 1), "Zelf veranderd",
    )  # fmt: skip


def test_undo_needs_the_same_right(cast, tmp_path) -> None:
    done = load(write(tmp_path, DUTCH))
    with pytest.raises(NotAllowed):
        undo_party_import(actor=cast.actor("saar"), record=done, now=timezone.now())


# ---- files that are wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name", "code", "line"),
    [
        (b"", "a.csv", "empty_file", None),
        (b"Naam;Soort;Plaats\n", "a.csv", "no_rows", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", "not_text", None),
        (b"PK\x03\x04rest", "a.csv", "not_text", None),
        (b"PK\x03\x04rest", "a.xlsx", "unreadable", None),
        (b"no workbook", "a.xlsx", "unreadable", None),
        ("Naam;Soort\nCafé;mkb\nB".encode() + b"\xe9;mkb\n", "a.csv", "wrong_encoding", 3),
        ("Naam;Soort\nCafé;mkb\nRené".encode()[:-1], "a.csv", "wrong_encoding", 3),
        (b'Naam;Soort\nA;mkb\n"B;mkb\nC;mkb\n', "a.csv", "broken_row", 3),
        (b'Naam;Soort\n"De "Hoek"";mkb\n', "a.csv", "broken_row", 2),
        (b"Naam;Soort\nA;mkb;Assen;extra\n", "a.csv", "too_many_cells", 2),
        ("Naam;Soort\nA;mkb\n".encode("utf-16")[:-1], "a.csv", "wrong_encoding", 2),
    ],
)
def test_a_bad_file_is_refused_with_its_line_and_a_remedy(tmp_path, raw, name, code, line) -> None:
    with pytest.raises(UnableTo) as refused:
        read_table(write(tmp_path, raw, name))
    problem = refused.value.problems[0]
    assert (problem.code, problem.line, problem.file) == (code, line, name)
    assert problem.remedy


@pytest.mark.parametrize("mark", ",;")
def test_a_title_above_the_headers_is_skipped(tmp_path, mark) -> None:
    lines = ["Lijst van partijen in het noorden", "", "Stand: 1-9-2026", "Naam;Soort;Plaats", "A;mkb;Assen"]
    table = read_table(write(tmp_path, "\n".join(lines).replace(";", mark) + "\n"))
    assert table.headers == ("Naam", "Soort", "Plaats")
    assert [(row.line, row.cells) for row in table.rows] == [(5, ("A", "mkb", "Assen"))]


def test_commas_inside_cells_are_no_separator(tmp_path) -> None:
    table = read_table(write(tmp_path, "Partijen, hubs, labs, scholen\nNaam;Uren\nA, B;7,5\nC;8\n"))
    assert table.headers == ("Naam", "Uren") and table.rows[0].cells == ("A, B", "7,5")


def test_one_column_stays_one_column(tmp_path) -> None:
    table = read_table(write(tmp_path, "Naam\nA\nB\n"))
    assert table.headers == ("Naam",) and len(table.rows) == 2


def test_a_row_of_several_lines_is_named_by_its_first(tmp_path) -> None:
    path = write(tmp_path, 'Naam;Soort;Plaats;Doelen\nA;mkb;Assen;"een\ntwee\ndrie"\nB;circus;Assen;\n')
    assert problems_of(path) == [(5, "kind", "unknown_kind")]


def test_a_file_without_the_needed_columns_names_them_all(tmp_path) -> None:
    table = read_table(write(tmp_path, "Wie;Wat\nA;mkb\n"))
    with pytest.raises(UnableTo) as refused:
        read_parties(table, column_map(table.headers))
    assert [problem.field for problem in refused.value.problems] == ["name", "kind", "place"]


def test_a_csv_with_a_wrong_map_finds_every_row_wrong(tmp_path) -> None:
    table = read_table(write(tmp_path, DUTCH))
    found = read_parties(table, {"name": 1, "kind": 0, "place": 3})
    assert [problem.code for problem in found.problems] == ["unknown_kind", "unknown_kind"]
    assert not found.rows


# ---- our own files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_templates_are_read_back_without_a_problem(tmp_path, language) -> None:
    for name, raw in (("t.csv", template_csv(language).encode()), ("t.xlsx", template_xlsx(language))):
        table = read_table(write(tmp_path, raw, name))
        found = read_parties(table, column_map(table.headers))
        assert not found.problems
        assert set(found.rows[0].values) >= {"name", "kind", "place", "offers", "corop"}


def test_the_workbook_has_a_data_dictionary(tmp_path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(write(tmp_path, template_xlsx("en"), "t.xlsx"))
    assert book.sheetnames == ["Organisations", "Data dictionary"]
    rows = list(book["Data dictionary"].values)
    assert len(rows) == 17
    assert all(meaning for _, meaning in rows)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_export_comes_back_unchanged(db, tmp_path, language) -> None:
    load(write(tmp_path, DUTCH))
    rows = Organisation.objects.all()
    for name, raw in (
        ("e.csv", "".join(as_csv(rows, language=language)).encode()),
        ("e.xlsx", as_xlsx(rows, language=language)),
    ):
        again = load(write(tmp_path, raw, name))
        assert (again.added, again.updated, again.unchanged) == (0, 0, 2)


def test_no_cell_of_an_export_is_a_formula(db, tmp_path) -> None:
    from openpyxl import load_workbook

    Organisation.objects.create(
        name="=HYPERLINK(1)", kind="company", offers="@SUM(A1)", contact_phone="+31 1"
    )
    lines = "".join(as_csv(Organisation.objects.all(), language="nl")).splitlines()
    assert not any(cell[:1] in "=+-@" for cell in lines[1].split(";") if cell)
    path = write(tmp_path, as_xlsx(Organisation.objects.all(), language="nl"), "e.xlsx")
    cells = [cell for row in load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


# ---- two at once ------------------------------------------------------------------------------------


def test_two_imports_at_once_make_no_doubles(tmp_path) -> None:
    """Two commands in two processes on one data folder: the second waits, and finds everything there."""
    write(tmp_path, DUTCH)
    kring = [sys.executable, "-P", "-m", "kring.cli", "--data", str(tmp_path / "data"), "parties"]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    subprocess.run([*kring, "list"], env=environment, cwd=tmp_path, check=True, capture_output=True)
    both = [
        subprocess.Popen(
            [*kring, "import", "partijen.csv"], env=environment, cwd=tmp_path, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=60)[0].decode() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert [line.split(",")[0] for line in said] == ["0 added", "2 added"]
    listed = subprocess.run([*kring, "list"], env=environment, cwd=tmp_path, check=True, capture_output=True)
    assert len(listed.stdout.splitlines()) == 2


def test_signs_that_no_workbook_holds_do_not_stop_a_download(db) -> None:
    """Anybody can send them as the name of an organisation."""
    party = Organisation(name="Bakkerij\x0b \x01De Korst", kind="company", goals="\x0b=1+1")
    sheet = load_workbook(io.BytesIO(as_xlsx([party], language="nl"))).worksheets[0]
    assert [sheet.cell(2, 1).value, sheet.cell(2, 7).value] == ["Bakkerij De Korst", "'=1+1"]
    assert "\x0b" not in "".join(as_csv([party], language="nl"))
