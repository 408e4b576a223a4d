"""The command line: results on standard output only, everything else beside it, an exit code that tells."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kring.cli.__main__ import build_parser, main
from tests.taxonomy.esco_layout import SKILL, write_folder, write_partial_dutch

ROOT = Path(__file__).resolve().parents[2]


def kring(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program as a user does, in a data folder of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-P", "-m", "kring.cli", "--data", str(folder), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=text, capture_output=True, text=True, timeout=120
    )


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_command_in_a_new_folder_works_by_itself(tmp_path: Path) -> None:
    """Tables and vocabulary are made, the demo country is not."""
    row = json.dumps({"id": "a", "text": "Wij zoeken iemand met ervaring in MLOps.", "lang": "nl"})
    done = kring(tmp_path / "new", "skills", "extract", text=row + "\n")
    assert done.returncode == 0, done.stderr
    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert answer["id"] == "a"
    assert [mention["surface"] for mention in answer["mentions"]] == ["MLOps"]
    listed = kring(tmp_path / "new", "taxonomy", "list")
    assert listed.returncode == 0 and listed.stderr == ""
    assert "kring-ai" in listed.stdout
    assert not (tmp_path / "new" / "demo").exists()


def test_no_command_and_an_unknown_one_fail_without_a_word_on_stdout(tmp_path: Path) -> None:
    for arguments in ([], ["dance"]):
        done = kring(tmp_path, *arguments)
        assert done.returncode == 2 and done.stdout == "" and "usage: kring" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "", "-1"])
def test_run_refuses_a_port_before_it_sets_anything_up(tmp_path: Path, port: str) -> None:
    data = tmp_path / "data"
    command = ["sh", str(ROOT / "run"), "--port", port, "--data", str(data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2 and done.stdout == "" and "port" in done.stderr and not data.exists()


def test_every_command_tells_what_it_does() -> None:
    said = build_parser().format_help()
    for command in ("taxonomy", "skills", "market", "demo", "serve", "backup", "restore"):
        assert command in said


@pytest.mark.django_db
class TestInOneProcess:
    """The same commands without starting a process for each."""

    def test_extract_reads_and_writes_files(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        source = lines(
            tmp_path / "in.jsonl",
            {"id": 1, "text": "🙂 Ervaring met prompt engineering is een pre.", "lang": "nl"},
            {"id": "2", "text": ""},
            {"id": "3", "text": "You know machine learning and MLOps."},
        )
        out = tmp_path / "out.jsonl"
        for mode in ("fast", "full"):
            code = main(["skills", "extract", "--in", str(source), "--out", str(out), "--mode", mode])
            answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
            assert code == 0 and [answer["id"] for answer in answers] == [1, "2", "3"]
            first = answers[0]["mentions"][0]
            assert set(first) == {"uri", "start", "end", "surface", "score", "method"}
            text = "🙂 Ervaring met prompt engineering is een pre."
            assert text[first["start"] : first["end"]] == first["surface"] == "prompt engineering"
            assert answers[1]["mentions"] == []
        assert capsys.readouterr().out == ""

    def test_link_gives_k_distinct_concepts(self, tmp_path: Path) -> None:
        source = lines(tmp_path / "in.jsonl", {"id": "a", "text": "vragen stellen aan een taalmodel"})
        out = tmp_path / "out.jsonl"
        for k in (1, 10, 25):
            assert main(["skills", "link", "--in", str(source), "--out", str(out), "--k", str(k)]) == 0
            (answer,) = [json.loads(line) for line in out.read_text().splitlines()]
            assert len({concept["uri"] for concept in answer["concepts"]}) == k == len(answer["concepts"])
            scores = [concept["score"] for concept in answer["concepts"]]
            assert scores == sorted(scores, reverse=True)
            assert set(answer["concepts"][0]) == {"uri", "label", "score", "accepted"}

    def test_a_vocabulary_of_ones_own(self, tmp_path: Path) -> None:
        own = tmp_path / "own.ttl"
        own.write_text(
            "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
            '<urn:x:knot> a skos:Concept ; skos:prefLabel "knopen leggen"@nl, "tying knots"@en .\n'
            '<urn:x:sail> a skos:Concept ; skos:prefLabel "zeilen naaien"@nl, "sewing sails"@en .\n'
        )
        source = lines(tmp_path / "in.jsonl", {"id": "a", "text": "Je kunt knopen leggen.", "lang": "nl"})
        out = tmp_path / "out.jsonl"
        arguments = ["--in", str(source), "--out", str(out), "--vocabulary", str(own)]
        assert main(["skills", "extract", *arguments]) == 0
        assert [m["uri"] for m in json.loads(out.read_text())["mentions"]] == ["urn:x:knot"]
        assert main(["skills", "link", *arguments, "--k", "2"]) == 0

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b'{"id": "a", "text": "x"}\n{"id": "b"', "in.jsonl:2: This line is not JSON"),
            (b'{"id": "a", "text": "x"}\n{"id": "b"}\n', "in.jsonl:2 text: The text must be a string"),
            (b'{"id": "a", "text": "caf\xe9"}\n', "in.jsonl:1: This line is not UTF-8"),
        ],
    )
    def test_a_wrong_line_is_named_and_no_output_appears(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
    ) -> None:
        source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(content)
        out.write_text("the earlier result")
        assert main(["skills", "extract", "--in", str(source), "--out", str(out)]) == 1
        assert out.read_text() == "the earlier result"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
        heard = capsys.readouterr()
        assert heard.out == "" and said in heard.err

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["skills", "link", "--k", "0"], "Ask for 1 to"),
            (["skills", "extract", "--vocabulary", "klingon"], "There is no vocabulary klingon"),
            (["skills", "extract", "--vocabulary", "esco"], "kring taxonomy import PATH"),
            (["skills", "extract", "--vocabulary", "gone.ttl"], "gone.ttl: There is no such file"),
            (
                ["skills", "extract", "--in", "gone.jsonl"],
                "gone.jsonl: No such file or directory. Check the path.",
            ),
            (["skills", "extract", "--out", "gone/out.jsonl"], "kring: gone/out.jsonl: No such file"),
            (["parties", "import", "parties.csv", "--map", "goals"], "--map goals is not FIELD=COLUMN"),
            (["market", "shapes", "import", "text.csv"], "Choose a GeoJSON or TopoJSON file"),
            (["taxonomy", "import", "gone.zip", "--release", "1.2.0"], "gone.zip: There is no such file"),
            (["taxonomy", "show", "urn:nothing"], "kring taxonomy search WORDS"),
            (["market", "shapes", "import", "gone.json"], "gone.json: There is no such file"),
        ],
    )
    def test_what_cannot_be_done_tells_the_remedy(
        self, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        monkeypatch.chdir(tmp_path)
        lines(tmp_path / "in.jsonl", {"id": "a", "text": "x"}, {"id": "b", "text": "y"})
        (tmp_path / "text.csv").write_text("place,corop\n")
        (tmp_path / "parties.csv").write_text("name,kind,place\nA,mkb,Assen\n")
        if arguments[0] == "skills" and "--in" not in arguments:
            arguments = [*arguments, "--in", "in.jsonl"]
        assert main(arguments) == 1
        heard = capsys.readouterr()
        assert heard.out == "" and said in heard.err

    def test_a_standard_is_loaded_listed_shown_and_searched(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = write_folder(tmp_path / "esco-v1.1.0")
        assert main(["taxonomy", "import", str(folder)]) == 0
        assert capsys.readouterr().out.splitlines()[1].split()[:3] == ["esco", "1.1.0", "7"]
        partial = write_partial_dutch(tmp_path / "some.csv")
        assert main(["taxonomy", "import", str(partial), "--language", "nl"]) == 0
        capsys.readouterr()
        assert main(["taxonomy", "list"]) == 0
        assert "esco        1.1.0" in capsys.readouterr().out
        assert main(["taxonomy", "search", "loaves", "bake", "--language", "nl"]) == 0
        assert capsys.readouterr().out.splitlines()[1].split() == ["brood", "bakken", "skill", SKILL + "bake"]
        assert main(["taxonomy", "show", SKILL + "bake", "--language", "en"]) == 0
        shown = capsys.readouterr().out
        assert "brood bakken" in shown and f"taste dough <{SKILL}taste>" in shown

    def test_the_demo_command_loads_and_refuses(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["demo", "load", "--scale", "0.01", "--until", "2026-09-30"]) == 0
        counts = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
        assert int(counts["organisations"]) >= 400
        assert main(["demo", "load", "--scale", "0.01"]) == 1
        assert "already" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--region", "NLXX"], "There is no region NLXX."),
        (["export", "a.doc"], "Let the name end in .csv, .xlsx, .json."),
        (["template", "a.doc"], "Let the name end in .csv, .xlsx."),
    ],
)
def test_a_wrong_region_or_kind_of_file_is_refused(arguments, said, monkeypatch, tmp_path, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["parties", *arguments]) == 1
    told = capsys.readouterr()
    assert said in told.err and told.out == ""
    assert not list(tmp_path.iterdir())
