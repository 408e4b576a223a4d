"""The fictional vacancies and courses: believable, complete, and with a truth that points at the words."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kring.core.lifecycle import phase_of
from kring.core.regions import hubs, hubs_of
from kring.core.terms import areas, levels
from kring.demo.generator import Country, generate
from kring.demo.generator.records import Course, TrueMention, Vacancy
from kring.demo.generator.sources import occupations, pools, skills, wordings
from kring.demo.generator.truth import COROPS

VOCABULARY = Path(__file__).parents[2] / "src/kring/taxonomy/vocabulary/kring-ai.csv"
UNTIL = date(2026, 9, 30)

Written = list[tuple[Vacancy, tuple[TrueMention, ...]]]
Taught = list[tuple[Course, tuple[TrueMention, ...]]]


@pytest.fixture(scope="module")
def country() -> Country:
    return generate(1, 0.2, UNTIL)


@pytest.fixture(scope="module")
def written(country: Country) -> Written:
    return list(country.vacancies_with_truth())


@pytest.fixture(scope="module")
def taught(country: Country) -> Taught:
    return list(country.courses_with_truth())


def test_counts_follow_the_scale(country: Country, written: Written, taught: Taught) -> None:
    assert len(written) == country.vacancy_count >= 4_800
    assert len(taught) == country.course_count >= 480
    assert generate(1, 1.0, UNTIL).vacancy_count >= 24_000


def test_every_skill_has_enough_wordings_and_no_paraphrase_twice() -> None:
    for language, enough in (("nl", 6), ("en", 5)):
        paraphrases = [p for w in wordings(language) for p in w.do + w.thing]
        assert len(paraphrases) == len(set(paraphrases))
        for known in wordings(language):
            assert len(set(known.labels)) >= 3
            assert len(known.do + known.thing) >= enough


def test_mentions_point_at_their_words(written: Written, taught: Taught) -> None:
    for document, mentions in [*written, *taught]:
        for mention in mentions:
            assert document.text[mention.start : mention.end] == mention.surface


def test_texts_name_exactly_the_skills_that_were_drawn(country: Country, written: Written) -> None:
    originals = [row for at, row in enumerate(written) if at == 0 or row[0].title != written[at - 1][0].title
                 or row[0].text[:400] != written[at - 1][0].text[:400]]  # fmt: skip
    assert len(originals) == len(country.vacancy_plan.cells)
    uris = [skill.uri for skill in skills()]
    for row, (_, mentions) in zip(country.vacancy_plan.asked, originals, strict=True):
        assert sorted(m.uri for m in mentions) == sorted(
            uri for uri, asked in zip(uris, row, strict=True) if asked
        )


def test_all_areas_regions_levels_and_languages_occur(written: Written, taught: Taught) -> None:
    vacancies = [vacancy for vacancy, _ in written]
    assert {v.area for v in vacancies} == set(areas())
    assert {v.level for v in vacancies} == {*levels(), None}
    assert {v.corop for v in vacancies} == {*COROPS, None}
    assert {c.area for c, _ in taught} == {*areas(), None}
    assert {c.corop for c, _ in taught} == set(COROPS)
    english = sum(v.language == "en" for v in vacancies) / len(vacancies)
    assert 0.22 < english < 0.28


def test_dates_lie_in_the_twelve_quarters(country: Country, written: Written) -> None:
    days = [vacancy.posted for vacancy, _ in written if vacancy.posted]
    assert min(days) >= country.quarters[0].first_day
    assert max(days) <= UNTIL
    assert len(country.quarters) == 12


def test_texts_have_the_length_of_an_advertisement(written: Written) -> None:
    lengths = sorted(len(vacancy.text.split()) for vacancy, _ in written)
    assert lengths[0] >= 80
    assert lengths[int(len(lengths) * 0.97)] <= 260
    mean = sum(len(mentions) for _, mentions in written) / len(written)
    assert 1.2 <= mean <= 2


def test_some_records_are_incomplete_and_some_are_reposted(written: Written) -> None:
    vacancies = [vacancy for vacancy, _ in written]
    incomplete = [v for v in vacancies if not (v.posted and v.place and v.employer)]
    assert 0.01 < len(incomplete) / len(vacancies) < 0.03
    copies = sum(count - 1 for count in Counter(v.text.split("\n\nDeze vacature is opnieuw")[0]
                 .split("\n\nThis vacancy is open again")[0] for v in vacancies).values())  # fmt: skip
    assert 0.025 < copies / len(vacancies) < 0.055


def test_at_least_a_fifth_of_the_texts_holds_a_near_miss(written: Written, taught: Taught) -> None:
    phrases = pools("phrases.txt")
    lines = {
        language: [*phrases[f"{language}.distract"], *phrases[f"{language}.course.distract"]]
        for language in ("nl", "en")
    }
    documents = [document for document, _ in [*written, *taught]]
    hit = sum(any(line in document.text for line in lines[document.language]) for document in documents)
    assert hit / len(documents) >= 0.2


def test_two_fifths_of_the_mentions_are_no_vocabulary_label(written: Written, taught: Taught) -> None:
    with VOCABULARY.open(encoding="utf-8") as file:
        labels = {
            label.strip().lower()
            for row in csv.DictReader(file)
            for column in ("pref_nl", "pref_en", "alt_nl", "alt_en")
            for label in (row[column] or "").split("|")
        }
    for rows in (written, taught):
        surfaces = [mention.surface.lower() for _, mentions in rows for mention in mentions]
        assert sum(surface not in labels for surface in surfaces) / len(surfaces) >= 0.4


def test_addresses_and_numbers_lead_nowhere(written: Written, country: Country) -> None:
    for vacancy, _ in written:
        for mail in re.findall(r"\S+@\S+", vacancy.text):
            assert mail.rstrip(".,)").endswith(".invalid")
    assert all(o.email.endswith(".invalid") and " 00 " in o.phone for o in country.organisations)
    assert all(person.email.endswith(".invalid") for person in country.people)


def test_every_area_has_its_own_jobs() -> None:
    assert {job.area for job in occupations()} == {*areas(), "*"}


def test_the_parties_of_the_country(country: Country) -> None:
    organisations = country.organisations
    assert len(organisations) >= 420
    assert len({o.name for o in organisations}) == len(organisations)
    assert {o.corop for o in organisations} == set(COROPS)
    assert Counter(o.type for o in organisations)["regional_ai_hub"] == 7
    assert {o.size_class for o in organisations if o.type == "company"} == {
        "micro",
        "small",
        "medium",
        "large",
    }
    shown = sum(o.consent_to_be_shown for o in organisations) / len(organisations)
    assert 0.78 < shown < 0.92
    assert all(o.hub in (*hubs_of(o.corop), None) for o in organisations)
    brokers = [person.hub for person in country.people if person.role == "broker"]
    assert brokers == list(hubs())


def test_offers_have_calendars_inside_their_period(country: Country) -> None:
    assert len(country.offers) >= 350
    for offer in country.offers:
        assert offer.calendar
        assert offer.starts <= offer.calendar[0].monday <= offer.calendar[-1].monday <= offer.ends
        assert all(0 < week.units <= offer.units_per_week for week in offer.calendar)
        assert offer.skills_brought or offer.skills_learned


def test_challenges_and_communities_hang_together(country: Country) -> None:
    assert len(country.challenges) >= 150
    assert len(country.examples) >= 25
    assert {c.state for c in country.challenges} == {"open", "unmatched", "in_community"}
    for challenge in country.challenges:
        assert challenge.skills
        for mention in challenge.mentions:
            assert challenge.text[mention.start : mention.end] == mention.surface
    taken = {c.community_id for c in country.challenges if c.state == "in_community"}
    assert taken == {community.id for community in country.communities}
    assert len(taken) >= 20
    assert {phase_of(c.state).number for c in country.communities} == set(range(1, 9))
    for community in country.communities:
        if phase_of(community.state).number >= 2:
            assert {m.side for m in community.members} == {"practice", "education", "research"}


def test_white_spots_stay_without_community(country: Country) -> None:
    white = {(spot.uri, spot.province) for spot in country.white_spots}
    assert len(white) >= 30
    assert not any((uri, c.corop[:4]) in white for c in country.communities for uri in c.skills)
