"""Challenges: organisations enter, questions in their own words leave, with the skills they truly need."""

import random
import re
from collections.abc import Sequence
from datetime import date, timedelta

from kring.demo.generator.organisations import side_of
from kring.demo.generator.records import Challenge, Organisation, TrueMention
from kring.demo.generator.sources import SKILL_URI, chance, pairs, pick, skills, table, wordings

TIMES_TOLD = 2
WISHES = 66
LONGEST_WAIT_DAYS = 60
UNMATCHED_SHARE = 0.18
_MARKED = re.compile(r"\[([a-z-]+)\|([^\]]+)\]")
OPENINGS = {
    "nl": (
        "Goedemiddag, wij zitten in {place}. ",
        "Een vraag uit {place}. ",
        "Wij zoeken hulp bij het volgende. ",
        "",
        "",
        "",
    ),
    "en": ("We are based in {place}. ", "A question from {place}. ", "", ""),
}
CLOSINGS = {
    "nl": (
        " Wij hebben een halve dag per week om mee te doen.",
        " Liefst beginnen we voor de zomer.",
        " Een student is ook welkom.",
        " Bellen mag altijd.",
        " We hebben niet veel geld, wel tijd en een goede vraag.",
        " Onze mensen doen graag zelf mee.",
        "",
    ),
    "en": (
        " We can spare half a day a week.",
        " A student is welcome too.",
        " Our people like to join in.",
        "",
    ),
}
WISHES_TOLD = (
    "Wij willen graag {one}. Eén collega las er iets over, meer weten we niet. Daarna willen we {two}.",
    "In {domain} verandert veel. Onze mensen moeten dit straks kunnen: {one}. Nu kan niemand dat."
    " Later komt daar bij: {two}.",
    "Kan iemand ons helpen? Wij zoeken een manier om dit te leren: {one}. Een ander bedrijf in de buurt wil"
    " hetzelfde, en ook {two}.",
    "Vorig jaar probeerden we het zelf: {one}. Dat liep vast. Wij zoeken een school of lab dat meedenkt. Als"
    " het lukt, willen we verder: {two}.",
)
DATA_AVAILABLE = ("none", "some", "a year", "several years")


def challenges(seed: int, until: date, organisations: Sequence[Organisation]) -> tuple[Challenge, ...]:
    """Return every challenge, oldest first; communities are assigned later."""
    rng = chance(seed, "challenges")
    rows = table("challenges.tsv", delimiter="\t")
    asked: set[str] = set()
    titles: set[str] = set()
    told = []
    for row in [*(rows * TIMES_TOLD), *_wishes(rng)]:
        owner = _owner(rng, row["area"], organisations, asked)
        if owner is not None:
            asked.add(owner.id)
            title = row["title"] if row["title"] not in titles else f"{row['title']} ({owner.place})"
            titles.add(title)
            told.append(_challenge(rng, {**row, "title": title}, owner, until))
    told.sort(key=lambda challenge: (challenge.posted, challenge.organisation_id))
    return tuple(_numbered(challenge, number) for number, challenge in enumerate(told, start=1))


def _wishes(rng: random.Random) -> list[dict[str, str]]:
    """Return shorter questions, one per skill: people often know what they want and nothing more."""
    rows = []
    for index in rng.sample(range(len(skills())), min(WISHES, len(skills()))):
        area = pick(rng, skills()[index].areas)
        near = [i for i, skill in enumerate(skills()) if area in skill.areas and i != index]
        said = [_marked_words(rng, index), _marked_words(rng, pick(rng, near))]
        slots = {"domain": pairs("phrases.txt", "nl.domain")[area], "one": said[0], "two": said[1]}
        title = unmark(said[0])[0]
        text = pick(rng, WISHES_TOLD).format_map(slots)
        rows.append({"area": area, "language": "nl", "title": title[0].upper() + title[1:], "text": text})
    return rows


def _marked_words(rng: random.Random, index: int) -> str:
    return f"[{skills()[index].slug}|{pick(rng, wordings('nl')[index].do)}]"


def _owner(
    rng: random.Random, area: str, organisations: Sequence[Organisation], asked: set[str]
) -> Organisation | None:
    """Choose an organisation of that area that has not asked anything yet; a company's twice at most."""
    fitting = [o for o in organisations if _fits(o, area)]
    fresh = [o for o in fitting if o.id not in asked]
    return pick(rng, fresh or fitting) if fitting else None


def _fits(organisation: Organisation, area: str) -> bool:
    if area == "education":
        return side_of(organisation.type) == "education"
    wanted = ("public_body",) if area == "public" else ("company", "public_body")
    return organisation.type in wanted and organisation.area == area


def _challenge(rng: random.Random, row: dict[str, str], owner: Organisation, until: date) -> Challenge:
    language = row["language"]
    opening = pick(rng, OPENINGS[language]).format(place=owner.place)
    text, mentions = unmark(opening + row["text"] + pick(rng, CLOSINGS[language]))
    waiting = int(rng.random() ** 1.6 * LONGEST_WAIT_DAYS)
    unmatched = rng.random() < UNMATCHED_SHARE
    if unmatched:
        waiting += 30
    needed = tuple(dict.fromkeys(mention.uri for mention in mentions))
    return Challenge(
        "",
        owner.id,
        row["title"],
        text,
        language,
        row["area"],
        topic_of(needed[0]),
        owner.place,
        owner.corop,
        needed,
        mentions,
        "unmatched" if unmatched else "open",
        until - timedelta(days=waiting),
        waiting,
        pick(rng, (2, 4, 4, 8)),
        pick(rng, DATA_AVAILABLE),
        None,
    )


def unmark(marked: str) -> tuple[str, tuple[TrueMention, ...]]:
    """Return a text without its ``[skill|words]`` marks, and where those words stand.

    >>> unmark("Wij willen [edge-ai|op de chip] rekenen")[0]
    'Wij willen op de chip rekenen'
    """
    parts, mentions, length, last = [], [], 0, 0
    for found in _MARKED.finditer(marked):
        parts.append(marked[last : found.start()])
        length += len(parts[-1])
        surface = found.group(2)
        mentions.append(TrueMention(SKILL_URI + found.group(1), length, length + len(surface), surface))
        parts.append(surface)
        length += len(surface)
        last = found.end()
    parts.append(marked[last:])
    return "".join(parts), tuple(mentions)


def topic_of(uri: str) -> str:
    """Return the topic code of a skill."""
    return next(skill.topic for skill in skills() if skill.uri == uri)


def _numbered(challenge: Challenge, number: int) -> Challenge:
    fields = {name: getattr(challenge, name) for name in Challenge.__slots__}
    return Challenge(**{**fields, "id": f"cha-{number:03d}"})
