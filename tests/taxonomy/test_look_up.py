"""Concepts are found although misspelt; two releases are compared."""

from pathlib import Path

import pytest

from kring.core.problems import NotFound
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary
from kring.taxonomy.actions.import_taxonomy import import_taxonomy
from kring.taxonomy.queries.compare import compare_releases
from kring.taxonomy.queries.search import search_concepts
from tests.taxonomy.esco_layout import SKILL, SKILL_COLUMNS, skill_rows, write_csv, write_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(tmp_path: Path, settings) -> Path:
    settings.KRING_DATA = tmp_path / "data"
    folder = write_folder(tmp_path / "ESCO dataset - v1.1.0 - classification - en - csv")
    import_taxonomy([folder], by="test")
    import_kring_vocabulary(by="test")
    return folder


@pytest.mark.parametrize(
    ("typed", "language", "found"),
    [
        ("plan shifts", "en", "plan shifts"),
        ("plan shfits", "en", "plan shifts"),
        ("bake braed", "en", "bake bread"),
        ("machine lerning", "en", "machine learning"),
        ("gezichtsherkening", "nl", "gezichtsherkenning"),
        ("breadmaker", "en", "baker"),
    ],
)
def test_a_name_is_found_although_misspelt(loaded: Path, typed: str, language: str, found: str) -> None:
    names = [name for _, name, _ in search_concepts(typed, language=language)]
    assert found in names[:3]


def test_words_of_nothing_find_nothing(loaded: Path) -> None:
    assert search_concepts("xqzzj vwkkp", language="en") == []
    assert search_concepts("  ", language="en") == []


def test_releases_are_compared(loaded: Path, tmp_path: Path) -> None:
    rows = [row for row in skill_rows() if not row["conceptUri"].endswith("/taste")]
    rows[0]["preferredLabel"] = "bake all bread"
    rows[2]["altLabels"] = "make a roster"
    rows.append({**rows[1], "conceptUri": SKILL + "new", "preferredLabel": "ice cakes", "altLabels": ""})
    import_taxonomy([write_csv(tmp_path / "skills_en.csv", SKILL_COLUMNS, rows)], by="test", release="1.2.0")
    changes = compare_releases("esco", "1.1.0", "1.2.0", language="en")
    told = [(one.kind, one.uri.removeprefix(SKILL), one.before, one.after) for one in changes]
    assert ("added", "new", "", "ice cakes") in told
    assert ("removed", "taste", "taste dough", "") in told
    assert ("renamed", "bake", "bake bread", "bake all bread") in told
    assert ("labels", "plan", "make a rota", "make a roster") in told
    with pytest.raises(NotFound):
        compare_releases("esco", "1.1.0", "9.9", language="en")
