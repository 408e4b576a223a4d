"""What the extractor finds, and what it leaves alone."""

import subprocess
import sys

import pytest

from kring.core.problems import UnableTo
from kring.engines.skills import Text, Vocabulary, extract, extract_batch, extract_chunk
from kring.engines.skills.sentences import SENTENCES, why
from kring.engines.skills.vocabulary import FORMAT
from tests.engines.skills.examples import AI, CONCEPTS


def found(vocabulary, text, language="en", **options):
    mentions = extract([Text("t", text, language)], vocabulary, **options)[0]
    assert all(text[m.start : m.end] == m.surface for m in mentions)
    return [(m.uri.removeprefix(AI).removeprefix("urn:test:"), m.surface) for m in mentions]


def names(vocabulary, text, language="en", **options):
    return [name for name, _ in found(vocabulary, text, language, **options)]


def test_labels_are_found_whatever_their_case(vocabulary):
    assert found(vocabulary, "We use Machine Learning.") == [("machine-learning", "Machine Learning")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Experience with R and C# and C++.", ["r", "csharp", "cpp"]),
        ("Experience with R, C or Go.", ["r", "c", "go"]),
        ("Go to our website. Let us go.", []),
        ("The R&D department, plan c, vitamin-C, C-level.", []),
        ("Built on .NET and Node.js", ["net", "node"]),
        ("The net result", []),
        ("Wij werken met ML, AI en LLM's.", ["machine-learning", "ai-literacy", "large-language-models"]),
        ("ai ml llm", []),
        ("A rag doll; we build RAG systems.", ["retrieval-augmented-generation"]),
    ],
)
def test_short_names_match_as_they_are_written(vocabulary, text, expected):
    assert names(vocabulary, text) == expected


@pytest.mark.parametrize(
    ("text", "surface", "method"),
    [
        ("Je bouwt taalmodellen.", "taalmodellen", "variant:plural"),
        ("Je bouwt klantenchatbots.", "klantenchatbots", "variant:compound"),
        ("Ervaring met machine-learning.", "machine-learning", "variant:spelling"),
        ("Managing budgets is key.", "Managing budgets", "variant:inflection"),
        ("Kennis van Python.", "Python", "variant:qualifier"),
        ("Kennis van RAG.", "RAG", "variant:acronym"),
        ("Ervaring met machinelearning.", "machinelearning", "variant:joined"),
        ("Je bewaakt de datakwaliteit.", "datakwaliteit", "label:preferred"),
        ("Ervaring met een taalmodel.", "taalmodel", "label:alternative"),
    ],
)
def test_every_mention_says_why(vocabulary, text, surface, method):
    mentions = extract([Text("t", text, "nl")], vocabulary)[0]
    assert [(m.surface, m.method) for m in mentions] == [(surface, method)]
    assert surface in why(method, surface, "nl")
    assert surface in why(method, surface, "en")


def test_every_method_has_a_sentence_in_both_languages():
    assert all(set(words) == {"nl", "en"} for words in SENTENCES.values())


def test_the_longest_label_wins_and_nothing_overlaps(vocabulary):
    assert names(vocabulary, "We train large language models daily.") == ["large-language-models"]


@pytest.mark.parametrize("text", ["Machine, learning.", "A machine\n\nlearning goals", "machine. Learning"])
def test_a_label_does_not_cross_a_break(vocabulary, text):
    assert names(vocabulary, text) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Geen ervaring met Python nodig. Wel met Java.", "nl", ["java"]),
        ("No knowledge of Python required, but Java is a must.", "en", ["java"]),
        ("Python is not required.", "en", []),
        ("Python is niet vereist, maar Java wel.", "nl", ["java"]),
        ("You do not need machine learning.", "en", []),
        ("Je hebt ervaring met Python.", "nl", ["python"]),
    ],
)
def test_a_negated_skill_is_no_mention(vocabulary, text, language, expected):
    assert names(vocabulary, text, language) == expected


def test_nice_to_have_scores_lower(vocabulary):
    must, wish = (
        extract([Text("t", text, "en")], vocabulary)[0][0]
        for text in ("Machine learning.", "Machine learning is a plus.")
    )
    assert wish.score < must.score


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "Requirements\nJava\nWhat we offer\nMachine learning\nYour profile\nPython",
            "en",
            ["java", "python"],
        ),
        (
            "Wat vragen wij?\nJava\nOver ons\nMachine learning\nFunctie-eisen:\nPython",
            "nl",
            ["java", "python"],
        ),
        (
            "<h2>Over ons</h2><p>Machine learning</p><h2>Jouw profiel</h2><li>Java",
            "nl",
            ["java"],
        ),
        ("We are an equal opportunity employer for machine learning talent. You know Java.", "en", ["java"]),
        ("Opleidingsbudget voor Python. Je kent Java.", "nl", ["java"]),
    ],
)
def test_company_and_benefit_passages_are_set_aside(vocabulary, text, language, expected):
    assert names(vocabulary, text, language) == expected


def test_html_keeps_offsets_of_the_text_as_given(vocabulary):
    text = "<p>Kennis van <b>machine</b>&nbsp;learning &amp; caf&eacute; management</p>"
    surfaces = [surface for _, surface in found(vocabulary, text, "en")]
    assert surfaces == ["machine</b>&nbsp;learning", "caf&eacute; management"]


def test_accents_and_combining_marks_match(vocabulary):
    for cafe in ("café", "cafe\u0301", "CAFÉ", "ca\u00adfé"):
        assert names(vocabulary, f"Good at {cafe} management") == ["cafe"]


def test_paraphrases_name_the_skill_without_its_label(vocabulary):
    text = "Je leert computers foto's te beoordelen en storingen in machines te voorspellen."
    assert names(vocabulary, text, "nl") == ["computer-vision", "predictive-maintenance"]


def test_problem_cues_only_on_request(vocabulary):
    text = "Onze klantgegevens zijn een rommel."
    assert names(vocabulary, text, "nl") == []
    mentions = extract([Text("t", text, "nl")], vocabulary, cues=True)[0]
    assert [(m.uri, m.method) for m in mentions] == [(AI + "data-quality", "cue")]


def test_full_mode_links_what_no_label_matches(vocabulary):
    text = "You have experience with managing the large budgets."
    assert names(vocabulary, text) == []
    mentions = extract([Text("t", text, "en")], vocabulary, mode="full")[0]
    assert [(m.uri, m.method) for m in mentions] == [("urn:test:budgets", "linked")]


def test_another_language_is_set_aside(vocabulary):
    german = "Wir suchen eine Fachkraft mit Erfahrung in Machine Learning für unsere Abteilung und das Team."
    assert extract([Text("t", german)], vocabulary) == [[]]
    assert extract([Text("t", "")], vocabulary) == [[]]


def test_level_hints_come_from_the_sentence(vocabulary):
    mentions = extract([Text("t", "Basiskennis van Java. Diepgaande kennis van Python.", "nl")], vocabulary)[
        0
    ]
    assert [m.level for m in mentions] == ["aware", "expert"]


def test_batch_and_worker_agree_with_extract(vocabulary, tmp_path):
    texts = [Text("a", "Java and Python"), Text("b", "niets"), Text("c", "Machine learning", "en")]
    path = tmp_path / "v.skills"
    vocabulary.save(path)
    batch = extract_batch(texts, vocabulary)
    assert batch == extract_chunk(str(path), texts)
    assert batch.document == [0, 0, 2]
    assert batch.uri == [m.uri for ms in extract(texts, vocabulary) for m in ms]
    assert len(batch) == len(batch.level) == 3


def test_all_problems_at_once(vocabulary):
    with pytest.raises(UnableTo) as error:
        extract([Text("a", 3), Text("b", None)], vocabulary, mode="slow")  # type: ignore[arg-type]
    assert [p.code for p in error.value.problems] == ["skills-not-text", "skills-not-text", "skills-mode"]


def test_equal_results_whatever_the_hash_seed():
    program = (
        "from tests.engines.skills.examples import *\n"
        "from kring.engines.skills import *\n"
        "v = vocabulary()\n"
        "t = 'Machine learning, taalmodellen, Go, computers die beelden herkennen.'\n"
        "print(v.version, extract([Text('t', t, 'nl')], v, mode='full', cues=True))\n"
        "print(link(['learning'], v, k=5))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "src:."},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "12345")
    }
    assert len(outputs) == 1


def test_a_vocabulary_survives_its_file(vocabulary, tmp_path):
    path = tmp_path / "deep" / "v.skills"
    vocabulary.save(path)
    loaded = Vocabulary.load(path)
    assert (loaded.version, loaded.uris, len(loaded)) == (vocabulary.version, vocabulary.uris, len(CONCEPTS))
    assert [file.name for file in path.parent.iterdir()] == ["v.skills"]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"KRINGSK1" + b"\xff" * 40])
def test_a_damaged_file_is_a_problem_that_names_it(tmp_path, content):
    path = tmp_path / "v.skills"
    path.write_bytes(content)
    with pytest.raises(UnableTo, match=r"v\.skills"):
        Vocabulary.load(path)


def test_a_cut_off_file_is_a_problem(vocabulary, tmp_path):
    path = tmp_path / "v.skills"
    vocabulary.save(path)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(UnableTo):
        Vocabulary.load(path)


def test_a_file_of_another_format_is_a_problem(vocabulary, tmp_path):
    path = tmp_path / "v.skills"
    vocabulary.save(path)
    path.write_bytes(path.read_bytes().replace(b'"format": %d' % FORMAT, b'"format": 1', 1))
    with pytest.raises(UnableTo, match="another version"):
        Vocabulary.load(path)


def test_version_changes_with_the_concepts(vocabulary):
    assert Vocabulary.compile(CONCEPTS[:-1]).version != vocabulary.version
    assert Vocabulary.compile(CONCEPTS).version == vocabulary.version


def test_concept_problems_come_all_at_once():
    from kring.engines.skills import Concept, Label

    twice = Concept("urn:a", (Label("a", "en"),))
    with pytest.raises(UnableTo) as error:
        Vocabulary.compile([twice, twice, Concept("", (Label("b", "en"),)), Concept("urn:c", ())])
    assert {p.code for p in error.value.problems} == {"skills-twice", "skills-no-uri", "skills-no-label"}
    with pytest.raises(UnableTo):
        Vocabulary.compile([])


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Our colleagues use machine learning, but that is not part of this job.", "en", []),
        ("We use machine learning, but that is not required.", "en", []),
        ("Onze collega's gebruiken een taalmodel, maar dat hoort niet bij deze functie.", "nl", []),
        ("Wij gebruiken een taalmodel, maar dat is niet nodig.", "nl", []),
        ("We use machine learning, but computer vision is not required.", "en", ["machine-learning"]),
        ("We use machine learning, but that degree is not required.", "en", ["machine-learning"]),
    ],
)
def test_a_pronoun_after_but_points_back(vocabulary, text, language, expected):
    assert names(vocabulary, text, language) == expected
