"""What people correct is kept with its place, shown without persons; only many people change trust."""

import csv
import io
import json

import pytest

from kring.cli.__main__ import build_parser
from kring.connect.actions.confirm_challenge import confirm_challenge
from kring.connect.actions.correct_skills import correct_skills
from kring.connect.actions.describe_challenge import describe_challenge
from kring.connect.models import Challenge
from kring.connect.queries.recognise import recognise
from kring.core.problems import UnableTo
from kring.ledger.models import Fact
from kring.parties.rules import ANYBODY
from kring.taxonomy.actions.undo_trust import undo_trust
from kring.taxonomy.models import TrustVersion
from tests.cast import NOW, QUESTION
from tests.connect.conftest import draft, post, token_for

LEARNING = "urn:kring:ai-skill:machine-learning"
LITERACY = "urn:kring:ai-skill:ai-literacy"


@pytest.fixture
def few(tmp_path) -> str:
    """Labelled sentences that are soon read; the frozen ones are read in one test."""
    rows = [
        {
            "id": f"g{n}",
            "lang": lang,
            "kind": "named",
            "text": text,
            "skills": ["chatbot-development"],
            "also": [],
        }
        for lang, text in (("nl", "Wij bouwen een chatbot."), ("en", "We build a chatbot."))
        for n in range(5)
    ]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def run(capsys, *arguments: str) -> str:
    parsed = build_parser().parse_args(["skills", *arguments])
    assert parsed.run(parsed) == 0
    return capsys.readouterr().out


def sent(number: int, *, removed: bool = True, text: str = QUESTION) -> Challenge:
    challenge = draft(text)
    assert LEARNING in challenge.skill_uris
    if removed:
        correct_skills(actor=ANYBODY, challenge=challenge, remove=LEARNING)
    post(challenge, email=f"firm{number}@some.invalid", machine=f"m{number}")
    return confirm_challenge(token=token_for(challenge), now=NOW)


def recognised(text: str = QUESTION) -> set[str]:
    return set(recognise(text, language="nl").by_uri)


def test_what_is_added_by_words_of_the_text_has_its_place(cast) -> None:
    challenge = draft("Wij willen slimmer worden en onze Mensen  bijpraten over machine learning.")
    correct_skills(actor=ANYBODY, challenge=challenge, add=LITERACY, words="mensen bijpraten")
    row = challenge.skills.get(uri=LITERACY)
    assert challenge.text[row.start : row.end] == row.surface == "Mensen  bijpraten"
    other = draft()
    correct_skills(actor=ANYBODY, challenge=other, add=LITERACY, words="ens")
    row = other.skills.get(uri=LITERACY)
    assert (row.start, row.end, row.surface) == (None, None, "")


def test_a_correction_keeps_its_words_when_the_text_changes_and_never_points_at_others(cast) -> None:
    challenge = draft()
    correct_skills(actor=ANYBODY, challenge=challenge, remove=LEARNING)
    for text, there in ((f"Vooraf dit. {QUESTION}", True), ("Wij willen machinaal leren.", False)):
        describe_challenge(actor=ANYBODY, text=text, language="nl", challenge=challenge)
        row = challenge.skills.get(uri=LEARNING)
        assert row.removed and row.surface == "machine learning"
        assert (row.start is not None) is there
        assert not there or challenge.text[row.start : row.end] == row.surface


def test_review_shows_disputed_surfaces_and_nobody(cast, capsys) -> None:
    assert json.loads(run(capsys, "review", "--format", "json")) == []
    for number in range(3):
        sent(number)
    sent(3, removed=False)
    secret = draft("Onze geheime machine learning plannen met machinaal leren in Assen.")
    correct_skills(actor=ANYBODY, challenge=secret, remove=LEARNING)
    correct_skills(actor=ANYBODY, challenge=secret, add=LITERACY, words="geheime")
    rows = json.loads(run(capsys, "review", "--format", "json", "--language", "en"))
    learning = next(row for row in rows if row["uri"] == LEARNING and row["surface"] == "machine learning")
    assert (learning["removed"], learning["kept"], learning["added"]) == (4, 1, 0)
    assert (learning["drafts"], learning["people"], learning["skill"]) == (5, 5, "machine learning")
    assert "[machine learning]" in learning["examples"][0]
    assert [row["dispute"] for row in rows] == sorted((row["dispute"] for row in rows), reverse=True)
    everything = run(capsys, "review") + run(capsys, "review", "--format", "csv") + json.dumps(rows)
    for hidden in ("firm1", "some.invalid", "geheime", "plannen"):
        assert hidden not in everything, "persons and words of a question that was never sent stay out"
    table = list(csv.DictReader(io.StringIO(run(capsys, "review", "--format", "csv"))))
    assert [row["uri"] for row in table] == [row["uri"] for row in rows]


def test_many_people_change_trust_after_a_look_and_it_can_be_undone(cast, capsys, few) -> None:
    assert LEARNING in recognised()
    for number in range(4):
        sent(number)
    shown = json.loads(run(capsys, "retrust", "--format", "json"))
    assert {row["mode"] for row in shown["figures"]} == {"fast", "full"}
    assert all(0 < row[when] <= 1 for row in shown["figures"] for when in ("before", "after"))
    change = next(row for row in shown["changes"] if row["surface"] == "machine learning")
    assert change["people"] == 4 and change["after"] < change["before"]
    assert not TrustVersion.objects.exists() and LEARNING in recognised(), "a look changes nothing"
    for number in range(4, 12):
        sent(number)
    out = run(capsys, "retrust", "--gold", few, "--adopt")
    assert "falls silent" in out and "precision" in out
    assert LEARNING not in recognised(), "the next compiled vocabulary uses it"
    undo_trust(by="cli")
    assert LEARNING in recognised()
    facts = Fact.objects.filter(object_kind="trust")
    assert [fact.verb for fact in facts] == ["trust_adopted", "trust_undone"]
    with pytest.raises(UnableTo, match="nothing to undo"):
        undo_trust(by="cli")


@pytest.mark.full
def test_undo_brings_the_former_version_back(cast, capsys, few) -> None:
    run(capsys, "retrust", "--gold", few, "--adopt")
    first = TrustVersion.objects.get()
    for number in range(12):
        sent(number)
    run(capsys, "retrust", "--gold", few, "--adopt")
    assert LEARNING not in recognised()
    assert TrustVersion.objects.filter(active=True).count() == 1
    assert undo_trust(by="cli") == first
    assert LEARNING in recognised()


def test_one_person_and_strangers_with_many_drafts_change_nothing(cast, capsys, few) -> None:
    saar = cast.actor("saar")
    for _ in range(6):
        challenge = describe_challenge(actor=saar, text=QUESTION, language="nl")
        correct_skills(actor=saar, challenge=challenge, remove=LEARNING)
    for number in range(6):
        stranger = draft()
        correct_skills(actor=ANYBODY, challenge=stranger, remove=LEARNING, machine=f"m{number}")
    out = run(capsys, "retrust", "--gold", few, "--adopt", "--format", "json")
    shown = json.loads(out)
    assert shown["counts"]["of which by people"] == 0
    assert shown["counts"]["too few drafts or people yet"] == 1
    assert LEARNING in recognised()
    assert TrustVersion.objects.get().people == []


@pytest.mark.full
def test_other_sentences_can_be_the_gold_and_a_wrong_file_is_named(cast, capsys, tmp_path) -> None:
    own = tmp_path / "own.jsonl"
    row = {"id": "1", "lang": "nl", "kind": "trap", "text": QUESTION, "skills": [], "also": []}
    own.write_text("\n".join(json.dumps(row | {"id": str(n)}) for n in range(12)), encoding="utf-8")
    shown = json.loads(run(capsys, "retrust", "--gold", str(own), "--format", "json"))
    assert "machine learning" in [one["surface"] for one in shown["changes"] if one["falls_silent"]]
    own.write_text("{}", encoding="utf-8")
    with pytest.raises(UnableTo, match="no labelled sentences"):
        run(capsys, "retrust", "--gold", str(own))


def test_the_page_sends_along_what_was_looked_for(cast, client) -> None:
    client.post("/challenges/new/", {"text": f"{QUESTION} Onze mensen moeten weten wat een algoritme doet."})
    challenge = Challenge.objects.get()
    client.post(f"/challenges/draft/{challenge.pk}/place/", {"place": "Assen"})
    page = client.get(f"/challenges/draft/{challenge.pk}/next-steps/", {"find": "algoritme"}).content.decode()
    assert '<input type="hidden" name="words" value="algoritme">' in page
    aware = "urn:kring:ai-skill:algorithm-awareness"
    client.post(f"/challenges/draft/{challenge.pk}/correct/", {"add": aware, "words": "algoritme"})
    assert challenge.skills.get(uri=aware).surface == "algoritme"
