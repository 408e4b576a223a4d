"""Which language a text is in, and which level it speaks of."""

import pytest

from kring.engines.skills import detect_language, text_level


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wij zoeken een collega die onze klanten helpt met slimme software.", "nl"),
        ("We are looking for a colleague who helps our customers.", "en"),
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
