"""What is likely but not sure is offered to whoever asks, to tap: it counts only after that."""

import pytest
from django.test import Client

from kring.connect.actions.correct_skills import correct_skills
from kring.connect.models import Challenge
from kring.connect.queries import likely_skills as offering
from kring.connect.queries.likely_skills import MOST_OFFERED, likely_skills
from kring.connect.queries.recognise import recognise, skills_for
from kring.connect.rules import MOST_SKILLS
from kring.core.wishes import wishes
from kring.engines.skills import Mention, Text, likely
from kring.engines.skills.gold import gold_sentences
from kring.ledger.models import Fact
from kring.parties.rules import ANYBODY
from kring.taxonomy.queries.concepts import names, topic_by_skill
from kring.taxonomy.queries.vocabularies import compiled
from tests.cast import QUESTION
from tests.connect.conftest import draft, post

AI = "urn:kring:ai-skill:"
PLAIN = "Ik heb een kapsalon en er komen te vaak mensen niet opdagen."


def unsure(language: str) -> tuple[str, Mention]:
    """Return a frozen sentence in which nothing is recognised but something is likely, and that."""
    vocabulary = compiled("kring-ai")
    for one in gold_sentences():
        if one.language == language:
            found = likely([Text("", one.text, language)], vocabulary, cues=True)[0]
            if found and not recognise(one.text, language=language).mentions:
                return one.text, found[0]
    raise AssertionError(f"the engine is sure of every sentence in {language}")


@pytest.fixture
def engine_says(monkeypatch):
    """Let the engine call these skills likely, whatever the text; each points to its first word."""

    def _says(*slugs: str) -> None:
        def _likely(texts: list[Text], _vocabulary: object, **_: object) -> list[list[Mention]]:
            first = texts[0].text.split()[0]
            found = [Mention(AI + slug, 0, len(first), first, 0.7, "likely") for slug in slugs]
            return [found]

        monkeypatch.setattr(offering, "likely", _likely)

    return _says


def asked(client: Client, text: str) -> str:
    client.post("/challenges/new/", {"text": text})
    path = f"/challenges/draft/{client.session['drafts'][-1]}"
    client.post(f"{path}/place/", {"place": "Assen"})
    client.post(f"{path}/time/", {"hours_per_week": "4", "has_data": "no"})
    return path


def offered(page) -> list[str]:
    return [one.uri for one in page.context["likely"]]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_likely_is_offered_before_the_wishes_and_counts_only_when_tapped(cast, client, language):
    client.cookies["django_language"] = language
    text, mention = unsure(language)
    path = asked(client, text)
    page = client.get(f"{path}/next-steps/")
    said = page.content.decode()
    assert offered(page)[0] == mention.uri
    assert Challenge.objects.get().skill_uris == [] and page.context["views"] == []
    label = {"nl": "Misschien:", "en": "Perhaps:"}[language]
    assert said.index(label) < said.index(f'value="{mention.uri}"') < said.index('name="wish"')
    assert page.context["likely"][0].name == names([mention.uri], language)[mention.uri]
    assert f"“{mention.surface}”" in page.context["likely"][0].why
    tapped = {"offered": "1", "add": mention.uri, "words": page.context["likely"][0].words}
    answer = client.post(f"{path}/correct/", tapped, follow=True)
    assert answer.redirect_chain == [(f"{path}/next-steps/#recognised", 302)]
    assert mention.uri not in offered(answer) and answer.context["wishes"] == []
    assert ('id="likely"' in answer.content.decode()) is bool(answer.context["likely"])
    skill = Challenge.objects.get().skills.get()
    assert (skill.uri, skill.origin, skill.method) == (mention.uri, "added", "added")
    assert (skill.start, skill.end, skill.surface) == (mention.start, mention.end, mention.surface)
    assert Fact.objects.get(verb="skills_corrected").details == {"removed": False, "added": True}


def test_beside_what_was_recognised_it_stands_as_perhaps_also(cast, client, engine_says) -> None:
    engine_says("ai-literacy")
    page = client.get(f"{asked(client, QUESTION)}/next-steps/")
    assert offered(page) == [AI + "ai-literacy"]
    assert "Misschien ook:" in page.content.decode() and page.context["wishes"] == []
    assert AI + "ai-literacy" not in Challenge.objects.get().skill_uris


def test_where_nothing_is_likely_nothing_is_said(cast, client) -> None:
    page = client.get(f"{asked(client, PLAIN)}/next-steps/")
    assert offered(page) == [] and len(page.context["wishes"]) == len(wishes())
    assert "Misschien" not in page.content.decode()


def test_a_wish_for_a_skill_that_is_offered_is_not_shown_twice(cast, client, engine_says) -> None:
    engine_says(wishes()[2].uri.removeprefix(AI))
    page = client.get(f"{asked(client, PLAIN)}/next-steps/")
    assert wishes()[2].uri not in dict(page.context["wishes"])
    assert len(page.context["wishes"]) == len(wishes()) - 1
    assert page.content.decode().count(f'value="{wishes()[2].uri}"') == 1


def test_what_somebody_has_or_took_away_is_not_offered_again(cast, engine_says) -> None:
    challenge = draft(QUESTION)
    has = challenge.skill_uris[0].removeprefix(AI)
    engine_says(has, "ai-literacy", "computer-vision")
    assert [one.uri for one in likely_skills(challenge, language="nl")] == [
        AI + "ai-literacy",
        AI + "computer-vision",
    ]
    correct_skills(actor=ANYBODY, challenge=challenge, add=AI + "ai-literacy")
    correct_skills(actor=ANYBODY, challenge=challenge, remove=AI + "ai-literacy")
    correct_skills(actor=ANYBODY, challenge=challenge, remove=AI + has)
    again = Challenge.objects.get(pk=challenge.pk)
    assert [one.uri for one in likely_skills(again, language="nl")] == [AI + "computer-vision"]


def test_there_are_at_most_three_and_none_that_kring_does_not_know(cast, engine_says) -> None:
    engine_says("nonsense", *(uri.removeprefix(AI) for uri in sorted(topic_by_skill())[:9]))
    found = likely_skills(draft(PLAIN), language="nl")
    assert [one.uri for one in found] == sorted(topic_by_skill())[:MOST_OFFERED]


def test_nothing_is_offered_that_cannot_be_added(cast, engine_says) -> None:
    engine_says("ai-literacy")
    full, sent = draft(PLAIN), draft(PLAIN)
    for uri in [one for one in sorted(topic_by_skill()) if one != AI + "ai-literacy"][:MOST_SKILLS]:
        correct_skills(actor=ANYBODY, challenge=full, add=uri)
    assert likely_skills(Challenge.objects.get(pk=full.pk), language="nl") == []
    assert likely_skills(sent, language="nl")
    post(sent)
    assert likely_skills(sent, language="nl") == []


def test_words_longer_than_a_search_keep_their_place(cast, client, engine_says) -> None:
    engine_says()
    long = "Wij willen graag veel eerder dan nu kunnen zien dat een van onze koelcellen te warm gaat worden"
    path = asked(client, long)
    client.post(f"{path}/correct/", {"offered": "1", "add": AI + "ai-literacy", "words": long})
    assert Challenge.objects.get().skills.get().surface == long


def test_a_search_in_plain_words_begins_with_what_is_likely(cast) -> None:
    text, mention = unsure("nl")
    assert skills_for(text, language="nl")[0][0] == mention.uri
