"""Which language a text is in, and which level it speaks of."""

import pytest

from kring.engines.skills import Text, detect_language, extract, text_level
from kring.engines.skills.sentences import LEVELS, why_level
from tests.engines.skills.gold import own_vocabulary


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wij zoeken een collega die onze klanten helpt met slimme software.", "nl"),
        ("We are looking for a colleague who helps our customers.", "en"),
        ("Wij bakken brood. Elke avond gooien we veel weg. We willen weten hoeveel we moeten bakken.", "nl"),
        ("We hebben veel bonnen en we zijn er niet blij mee. Is dit iets voor ons, of is het te duur?", "nl"),
        ("We want to know how much bread is left over, or is it sold?", "en"),
        ("Offertes automatisch maken", "nl"),
        ("planning van onze monteurs gaat met de hand", "nl"),
        ("Senior machine learning engineer", "en"),
        ("Python, SQL, Docker", "en"),
        ("Nous cherchons une personne pour développer les outils de notre équipe dans la ville.", "other"),
        ("Wir suchen für unser Team eine Person mit Erfahrung in der Entwicklung von Software.", "other"),
        ("", "en"),
        ("12345 !!!", "en"),
    ],
)
def test_language(text, language):
    assert detect_language(text) == language


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_too_short_to_tell_is_in_the_language_of_its_page(language):
    assert [detect_language(text, otherwise=language) for text in ("", "OCR", "12345")] == [language] * 3
    assert detect_language("Wij zoeken een collega die onze klanten helpt", otherwise=language) == "nl"


@pytest.mark.parametrize(
    ("text", "language", "level"),
    [
        ("Introductie in AI: een eerste kennismaking voor beginners.", "nl", "aware"),
        ("Basiskennis van algoritmes is genoeg.", "nl", "aware"),
        ("Je gebruikt AI-hulpmiddelen in je dagelijks werk.", "nl", "user"),
        ("Je hebt ervaring met het bouwen van modellen en je implementeert ze.", "nl", "practitioner"),
        ("Senior specialist met diepgaande kennis van AI.", "nl", "expert"),
        ("An introduction to AI for beginners.", "en", "aware"),
        ("You will use AI tools in your daily work.", "en", "user"),
        ("Hands-on experience building and deploying models.", "en", "practitioner"),
        ("Principal scientist with in-depth knowledge.", "en", "expert"),
        ("De trein rijdt op tijd.", "nl", None),
        ("", "nl", None),
    ],
)
def test_text_level(text, language, level):
    assert text_level(text, language) == level


# Written before the extractor read them: what each skill's level is, and the words that say so.
MENTIONS = [
    ("Je hebt basiskennis van machine learning.", "nl", "machine-learning", "aware", "basiskennis"),
    ("Affiniteit met datavisualisatie is een pre.", "nl", "data-visualisation", "aware", "Affiniteit met"),
    (
        "In het dagelijks werk gebruik je prompt engineering.",
        "nl",
        "prompt-engineering",
        "user",
        "gebruik je",
    ),
    ("Je bouwt oplossingen met computer vision.", "nl", "computer-vision", "practitioner", "Je bouwt"),
    ("Aantoonbare ervaring met MLOps.", "nl", "mlops", "practitioner", "Aantoonbare ervaring"),
    ("Diepgaande kennis van deep learning.", "nl", "deep-learning", "expert", "Diepgaande kennis"),
    (
        "You have a basic understanding of machine learning.",
        "en",
        "machine-learning",
        "aware",
        "basic understanding",
    ),
    ("You are familiar with data visualisation.", "en", "data-visualisation", "user", "familiar with"),
    ("Hands-on experience with MLOps.", "en", "mlops", "practitioner", "Hands-on experience"),
    ("In-depth knowledge of deep learning.", "en", "deep-learning", "expert", "In-depth knowledge"),
    ("Wij doen state of the art machine learning.", "nl", "machine-learning", None, ""),
    ("Machine learning staat centraal.", "nl", "machine-learning", None, ""),
    ("Basiskennis volstaat. Machine learning komt later.", "nl", "machine-learning", None, ""),
]


@pytest.mark.parametrize(("text", "language", "slug", "level", "hint"), MENTIONS)
def test_a_mention_has_the_level_that_stands_near_it_and_says_by_which_words(
    text, language, slug, level, hint
):
    found = extract([Text("a", text, language)], own_vocabulary())[0]
    one = next(mention for mention in found if mention.uri.endswith(f":{slug}"))
    assert (one.level, one.level_hint) == (level, hint)
    assert level is None or hint in why_level(level, hint, language)


def test_every_level_has_its_sentence_in_both_languages():
    assert {level: set(said) for level, said in LEVELS.items()} == dict.fromkeys(
        ("aware", "user", "practitioner", "expert"), {"nl", "en"}
    )


# Compounds and the label that is a part of them; written before the extractor read them.
COMPOUNDS = [
    ("datakwaliteitsbewaking", "data-quality"),
    ("datakwaliteitsproblemen", "data-quality"),
    ("spraakherkenningssysteem", "speech-to-text"),
    ("anomaliedetectiesysteem", "anomaly-detection"),
    ("computervisionsysteem", "computer-vision"),
    ("beeldherkenningssoftware", "computer-vision"),
    ("gezichtsherkenningscamera", "face-recognition"),
    ("datastrategietraject", "data-strategy"),
    ("aanbevelingssysteembouwer", "recommender-systems"),
    ("datageletterdheidstraining", "data-literacy"),
    ("datavisualisatiecursus", "data-visualisation"),
    ("taalmodeltraining", "large-language-models"),
]


@pytest.mark.parametrize(("word", "slug"), COMPOUNDS)
def test_a_dutch_compound_is_found_by_its_part_and_says_so(word, slug):
    text = f"Ervaring met {word} is gewenst."
    (one,) = extract([Text("a", text, "nl")], own_vocabulary())[0]
    assert (one.uri.removeprefix("urn:kring:ai-skill:"), one.surface) == (slug, word)
    assert one.method == "variant:compound"


@pytest.mark.parametrize("word", ["datakwaliteitsxqzv", "kwaliteitsbewaking", "robottaal", "modelbouwclub"])
def test_what_only_looks_like_a_compound_is_none(word):
    assert extract([Text("a", f"Ervaring met {word} is gewenst.", "nl")], own_vocabulary())[0] == []
