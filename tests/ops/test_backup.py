"""Backup and restore while serving: what is put back equals what was there; a bad file changes nothing."""

import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest

from kring.cli import safekeeping
from kring.cli.safekeeping import restore
from kring.core.problems import UnableTo
from kring.sense.models import ImportReceipt
from tests.ops.product import Product, Visitor, copy_of, new_database

CONTENTS = """
import hashlib, json
from pathlib import Path
from django.apps import apps
from django.conf import settings
# What the background work writes by itself while the test looks: which facts were followed, and its tasks.
left_out = {"django_session", "ledger_followed", "django_tasks_database_dbtaskresult"}
rows = {}
for model in apps.get_models(include_auto_created=True):
    table = model._meta.db_table
    if table in left_out:
        continue
    lines = sorted(json.dumps(row, default=str, sort_keys=True) for row in model.objects.values())
    rows[table] = [len(lines), hashlib.sha256("\\n".join(lines).encode()).hexdigest()]
folder = Path(settings.KRING_DATA)
files = {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
         for p in sorted((folder / "lake").rglob("*.parquet"))}
print(json.dumps([rows, files, (folder / "secret.key").read_text()]))
"""


def contents(product: Product) -> list:
    return json.loads(product.said(CONTENTS))


@pytest.mark.full
def test_what_is_put_back_while_serving_equals_what_was_there(country: Product, tmp_path: Path) -> None:
    file = tmp_path / "kept.zip"
    with country.served("--empty") as server:
        before = contents(country)
        assert before[0]["connect_challenge"][0] >= 150 and before[1]
        country.done("backup", file)
        assert file.stat().st_mode & 0o077 == 0, "a backup holds addresses: only its owner may read it"
        Visitor(server.port).draft("Wij willen facturen van leveranciers automatisch laten lezen.")
        assert contents(country) != before
        answer = country.kring("restore", file)
        assert answer.returncode == 0, answer.stderr
        assert contents(country) == before
        assert Visitor(server.port).get("/challenges/").status == 200
        Visitor(server.port).draft("Na het terugzetten werkt alles weer, ook nieuwe vragen insturen.")


@pytest.mark.full
def test_a_backup_fills_a_new_folder(
    country: Product, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "kept.zip"
    country.done("backup", file)
    if not country.database_url:
        new = Product(tmp_path / "new")
        new.done("restore", file)
        assert contents(new) == contents(country)
        return
    with new_database(request.getfixturevalue("postgres_url")) as url:
        new = Product(tmp_path / "new", url)
        new.done("restore", file)
        assert contents(new) == contents(country)


@pytest.fixture(scope="module")
def backed_up(nothing_yet: Product, tmp_path_factory: pytest.TempPathFactory) -> tuple[Product, Path]:
    product = Product(copy_of(nothing_yet, tmp_path_factory.mktemp("kept") / "data"))
    file = product.folder.parent / "kept.zip"
    product.done("backup", file)
    return product, file


@pytest.fixture
def kept(backed_up: tuple[Product, Path], tmp_path: Path) -> tuple[Product, Path]:
    """A product and a copy of its backup, to be spoiled."""
    product, file = backed_up
    return product, Path(shutil.copy(file, tmp_path))


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def with_a_flipped_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def another_archive(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("holiday.txt", "sun")


def no_archive(file: Path) -> None:
    file.write_text("naam,plaats\n")


def changed(file: Path, **note: object) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["kring-backup.json"] = json.dumps(json.loads(parts["kring-backup.json"]) | note).encode()
    if "database" in note and note["database"] is None:
        parts["database"] = b"no database at all" * 100
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def of_another_database(file: Path) -> None:
    changed(file, database="postgresql")


def of_a_later_version(file: Path) -> None:
    changed(file, tables=["connect 0001_initial", "connect 9999_from_the_future"])


def with_a_broken_database(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    broken = bytearray(parts["database"])
    broken[8192:16384] = b"\xaa" * 8192
    parts["database"] = bytes(broken)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def with_names(*names: str):
    def spoil(file: Path) -> None:
        with zipfile.ZipFile(file, "a") as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(name), b"planted")

    spoil.__name__ = f"with_{names[0]}"
    return spoil


ESCAPES = (
    "lake/../planted.txt", "lake/../../planted.txt", "files/../../planted.txt", "/lake/planted.txt",
    "lake//planted.txt", "lake/./planted.txt", "lake\\..\\planted.txt", "../planted.txt",
)  # fmt: skip

SPOILED = [
    *((with_names(name), "no backup of Kring") for name in ESCAPES),
    (cut_short, "cannot be read as a backup"),
    (with_a_flipped_byte, "damaged"),
    (another_archive, "no backup of Kring"),
    (no_archive, "cannot be read as a backup"),
    (of_another_database, "The backup is of postgresql"),
    (of_a_later_version, "Another version"),
    (with_a_broken_database, "damaged"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILED)
@pytest.mark.skipif(bool(os.environ.get("DATABASE_URL")), reason="spoils a backup of SQLite")
@pytest.mark.django_db
def test_a_bad_file_is_refused(kept: tuple[Product, Path], spoil, words: str) -> None:
    product, file = kept
    spoil(file)
    with pytest.raises(UnableTo) as refused:
        restore(product.folder, file)
    assert words in str(refused.value) and str(file) in str(refused.value)
    assert not [*product.folder.parent.rglob("planted.txt")]


def test_a_refused_file_changes_nothing(kept: tuple[Product, Path]) -> None:
    product, file = kept
    before = contents(product)
    with_a_flipped_byte(file)
    for path, words in ((file, "damaged"), (file.with_name("nowhere.zip"), "no such file")):
        answer = product.kring("restore", path)
        assert answer.returncode == 1 and answer.stdout == ""
        assert words in answer.stderr and str(path) in answer.stderr and "Traceback" not in answer.stderr
    assert contents(product) == before


def test_a_backup_to_no_folder_is_refused(kept: tuple[Product, Path], tmp_path: Path) -> None:
    product, _ = kept
    answer = product.kring("backup", tmp_path / "nowhere" / "kept.zip")
    assert answer.returncode == 1 and "Make it first" in answer.stderr


@pytest.mark.full
def test_the_copy_in_a_backup_is_whole_while_others_write(empty: Product, tmp_path: Path) -> None:
    if empty.database_url:
        pytest.skip("pg_dump reads one snapshot by itself")
    with empty.served("--empty") as server:
        for number in range(3):
            Visitor(server.port).draft(f"Vraag {number}: wij willen storingen aan pompen voorspellen.")
            empty.done("backup", tmp_path / f"{number}.zip")
    with zipfile.ZipFile(tmp_path / "2.zip") as archive:
        archive.extract("database", tmp_path)
    copy = sqlite3.connect(tmp_path / "database")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM connect_challenge").fetchone() == (3,)
    copy.close()


def test_uploads_on_their_way_are_in_no_backup(backed_up: tuple[Product, Path], tmp_path: Path) -> None:
    product, _ = backed_up
    (product.folder / "files").mkdir(exist_ok=True)
    raw = product.folder / "files" / "raw.csv"
    raw.write_text("Naam,E-mail\nSaar,saar@cast.invalid\n")
    product.done("backup", tmp_path / "kept.zip")
    raw.unlink()
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        assert not [name for name in archive.namelist() if name.startswith("files/")]


@pytest.mark.django_db
def test_a_file_that_goes_away_meanwhile_is_left_out_unless_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "data" / "rejects" / "gone.csv"
    needed = tmp_path / "data" / "lake" / "vacancies" / "gone.parquet"
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(safekeeping, "_dump_database", lambda target: target.write_bytes(b"copy"))
    monkeypatch.setattr(safekeeping, "_kept_files", lambda folder: iter([gone]))
    assert safekeeping.backup(tmp_path / "data", tmp_path / "kept.zip") > 0
    ImportReceipt.objects.create(kind="vacancies", source="s", lake_files=["vacancies/gone.parquet"])
    monkeypatch.setattr(safekeeping, "_kept_files", lambda folder: iter([needed]))
    with pytest.raises(UnableTo, match="went away"):
        safekeeping.backup(tmp_path / "data", tmp_path / "second.zip")
    assert not (tmp_path / "second.zip").exists()


def test_who_restores_another_key_hears_that_the_server_must_start_again(
    kept: tuple[Product, Path], tmp_path: Path
) -> None:
    _, file = kept
    other = Product(tmp_path / "other")
    answer = other.kring("restore", file)
    assert answer.returncode == 0 and "stop and start it" in answer.stderr
    assert "stop and start it" not in other.kring("restore", file).stderr
