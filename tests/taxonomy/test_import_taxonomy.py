"""ESCO's layout comes in whole, once, clean; what is wrong is named with its line and changes nothing."""

import shutil
import zipfile
from pathlib import Path

import pytest

from kring.core.problems import UnableTo
from kring.ledger.models import Fact
from kring.taxonomy.actions.import_taxonomy import ImportCounts, import_taxonomy
from kring.taxonomy.formats import esco_csv
from kring.taxonomy.models import Concept, Label, Relation, Release
from kring.taxonomy.queries.concepts import names, newest_release
from kring.taxonomy.queries.vocabularies import compiled_path, engine_concepts
from tests.taxonomy.esco_layout import (
    JOB,
    SKILL,
    SKILL_COLUMNS,
    skill_rows,
    write_csv,
    write_folder,
    write_partial_dutch,
    write_zip,
)

pytestmark = pytest.mark.django_db


def load(*paths: Path, release: str = "", language: str = "") -> ImportCounts:
    (counts,) = import_taxonomy(list(paths), by="test", release=release, language=language)
    return counts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny standard, release 1.1.0."""
    return write_folder(tmp_path / "ESCO dataset - v1.1.0 - classification - en - csv")


def labels(slug: str, kind: str, language: str = "en") -> list[str]:
    rows = Label.objects.filter(concept__uri=SKILL + slug, kind=kind, language=language)
    return list(rows.order_by("id").values_list("text", flat=True))


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Release, Concept, Label, Relation, Fact))


def test_a_folder_gives_concepts_labels_and_relations(folder: Path) -> None:
    counts = load(folder)
    assert (counts.release, counts.concepts, counts.relations) == ("1.1.0", 7, 4)
    assert Concept.objects.filter(kind="skill").count() == 5
    assert Concept.objects.get(uri=JOB + "baker").code == "7512.1"
    assert set(Relation.objects.values_list("kind", flat=True)) == {"essential", "optional", "broader"}
    assert counts.ignored_tables == ["conceptSchemes_en.csv"]


def test_compiling_skills_leaves_the_compiled_occupations(folder: Path, settings, tmp_path: Path) -> None:
    settings.KRING_DATA = tmp_path / "data"
    load(folder)
    occupations = compiled_path("esco-occupations")
    former = occupations.with_name("esco-0123456789abcdef.bin")
    former.write_bytes(b"of other sources")
    assert compiled_path("esco").exists() and occupations.exists() and not former.exists()


def test_a_zip_and_single_files_give_the_same(folder: Path, tmp_path: Path) -> None:
    archive = write_zip(folder, tmp_path / "esco-v1.1.0-en-csv.zip")
    by_zip = load(archive)
    again = load(*sorted(folder.glob("*.csv")), release="1.1.0")
    assert (again.concepts, again.labels, again.relations) == (0, 0, 0)
    assert by_zip.concepts == 7
    assert everything()[:2] == (1, 7)


def test_hidden_characters_double_spaces_and_repeats_leave(folder: Path) -> None:
    load(folder)
    assert labels("bake", "preferred") == ["bake bread"]
    assert labels("bake", "alternative") == ["baking bread", "bake loaves"]
    assert labels("oven", "preferred") == ["types of oven"]
    assert labels("oven", "alternative") == ["ovens", "kinds of oven"]


def test_twice_is_once(folder: Path) -> None:
    load(folder)
    before, mark = everything()[:4], Release.objects.get().fingerprint
    counts = load(folder)
    assert (counts.concepts, counts.labels, counts.relations) == (0, 0, 0)
    assert everything()[:4] == before
    assert Release.objects.get().fingerprint == mark


def test_a_file_of_a_few_columns_adds_labels_by_uri(folder: Path, tmp_path: Path) -> None:
    load(folder)
    mark = Release.objects.get().fingerprint
    counts = load(write_partial_dutch(tmp_path / "skills_nl_partial.csv"))
    assert (counts.release, counts.concepts, counts.labels, counts.unknown_uris) == ("1.1.0", 0, 2, 1)
    assert names([SKILL + "bake", SKILL + "oven"], "nl") == {
        SKILL + "bake": "brood bakken",
        SKILL + "oven": "types of oven",
    }
    assert Release.objects.get().fingerprint != mark


def test_a_partial_file_counts_its_unknown_uris_again(folder: Path, tmp_path: Path) -> None:
    load(folder)
    partial = write_partial_dutch(tmp_path / "skills_nl_partial.csv")
    load(partial)
    assert load(partial).labels == 0


def test_releases_stay_apart(folder: Path) -> None:
    load(folder)
    load(folder, release="1.10.0")
    load(folder, release="1.9.2")
    assert Release.objects.count() == 3 and Concept.objects.count() == 21
    newest = newest_release("esco")
    assert newest is not None and newest.version == "1.10.0"
    assert len(engine_concepts("esco")) == 5


def test_a_preferred_name_that_changed_becomes_an_alternative(folder: Path, tmp_path: Path) -> None:
    load(folder)
    rows = [{"conceptUri": SKILL + "plan", "preferredLabel": "plan the shifts"}]
    load(write_csv(tmp_path / "skills_en.csv", ("conceptUri", "preferredLabel"), rows), release="1.1.0")
    assert labels("plan", "preferred") == ["plan shifts"]
    assert "plan the shifts" in labels("plan", "alternative")


def refused(path: Path, **how: str) -> str:
    before = everything()
    with pytest.raises(UnableTo) as caught:
        load(path, **how)
    assert everything() == before, "a file that fails changes nothing"
    return str(caught.value)


def test_a_truncated_table_names_its_line(folder: Path) -> None:
    file = folder / "skills_en.csv"
    file.write_bytes(file.read_bytes()[:-80])
    said = refused(folder)
    assert said.startswith("skills_en.csv:") and "download it again" in said.lower()


def test_text_that_is_not_utf8_names_file_and_line(folder: Path) -> None:
    file = folder / "skills_en.csv"
    file.write_bytes(file.read_bytes().replace("\u00a0".encode(), b"\xe9"))
    said = refused(folder)
    assert said.startswith("skills_en.csv:") and "UTF-8" in said


def test_a_table_of_another_layout_is_named(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "people_en.csv", ("name", "shoe size"), [{"name": "x"}])
    assert refused(file, release="1.1.0").startswith("people_en.csv:1: These columns are not")


def test_a_row_without_uri_is_named(tmp_path: Path) -> None:
    rows = skill_rows()
    rows[2]["conceptUri"] = ""
    said = refused(write_csv(tmp_path / "skills_en.csv", SKILL_COLUMNS, rows), release="1.1.0")
    assert said.startswith("skills_en.csv:4 conceptUri: The row has no conceptUri")


def test_a_zip_that_unpacks_too_large_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(esco_csv, "LARGEST_TABLE_BYTES", 200)
    said = refused(write_zip(folder, tmp_path / "esco-v1.1.0-en-csv.zip"))
    assert "unpacks to more than" in said


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory of an archive can say a small size; what is read counts."""
    target = tmp_path / "esco-v1.1.0-en-csv.zip"
    row = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/{n},word\n"
    content = "conceptType,conceptUri,preferredLabel\n" + "".join(row.format(n=n) for n in range(3_000))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("skills_en.csv", content)
    raw = target.read_bytes()
    size = len(content).to_bytes(4, "little")
    target.write_bytes(raw.replace(size, (90).to_bytes(4, "little")))
    monkeypatch.setattr(esco_csv, "LARGEST_TABLE_BYTES", 1_000)
    assert refused(target).startswith("esco-v1.1.0-en-csv.zip")


def test_a_cut_off_zip_is_refused(folder: Path, tmp_path: Path) -> None:
    target = write_zip(folder, tmp_path / "esco-v1.1.0-en-csv.zip")
    whole = target.read_bytes()
    target.write_bytes(whole[:900])
    assert "zip file" in refused(target)
    broken = bytearray(whole)
    broken[200:260] = b"x" * 60
    target.write_bytes(bytes(broken))
    assert "Download it again" in refused(target)


def test_a_table_cut_off_inside_a_quoted_cell_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "skills_en.csv"
    target.write_text(
        f'conceptType,conceptUri,preferredLabel\nSkill,{SKILL}a,bake\nSkill,{SKILL}b,"ta\nste', "utf-8"
    )
    before = everything()
    assert refused(target, release="1.1.0").startswith("skills_en.csv:3: The file cannot be read.")
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "said"), [("nothing.csv", "no such file"), ("empty-v1.0.3", "holds no CSV")]
)
def test_a_path_that_holds_nothing(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "empty-v1.0.3").mkdir()
    assert said in refused(tmp_path / name, release="1.0.3")


def test_release_and_language_are_asked_for(folder: Path, tmp_path: Path) -> None:
    plain = shutil.copy(folder / "skills_en.csv", tmp_path / "skills.csv")
    assert "--release" in refused(Path(plain))
    assert "--language" in refused(Path(plain), release="1.1.0")
    assert "no language code" in refused(Path(plain), release="1.1.0", language="Dutch")
    assert load(Path(plain), release="1.1.0", language="en").concepts == 5


@pytest.mark.shared_data
def test_the_real_standard(shared_data: Path) -> None:
    """ESCO 1.1.1 in English: 13,896 skills; 97,483 alternative labels less repeats of the preferred."""
    counts = load(shared_data / "esco" / "esco-v1.1.1-en-csv.zip")
    skills = Concept.objects.filter(kind="skill")
    assert skills.count() == 13_896
    assert Concept.objects.filter(kind="occupation").count() == 3_007
    assert 85_000 < Label.objects.filter(concept__in=skills, kind="alternative").count() < 97_483
    assert counts.relations > 100_000
    dutch = load(shared_data / "esco" / "skills_nl_partial.csv")
    assert dutch.release == "1.1.1" and 5_300 < dutch.labels <= 5_453
