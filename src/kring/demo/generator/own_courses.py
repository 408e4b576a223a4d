"""Courses of the school where the invented lecturer works: challenges around it enter, offers leave.

They teach what organisations in the school's hub ask most, so that a visitor who looks as a lecturer finds
challenges that fit, and outcomes that do not fit as well.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from kring.core.regions import hubs_of
from kring.demo.generator.drafting import say
from kring.demo.generator.offers import calendar
from kring.demo.generator.records import Challenge, DemoPerson, Offer, Organisation
from kring.demo.generator.sources import chance, pools, skills, wordings

LANGUAGE, LEVEL = "nl", "user"
# kind, unit, weeks, weeks after the last day, places, hours a week, euros, title
COURSES = (
    ("course", "seat", 10, 12, 16, 6, 450, "Korte cursus {field}"),
    ("student_places", "seat", 20, 18, 12, 16, 0, "Minor {field}: een team werkt aan uw vraag"),
    ("staff_places", "seat", 8, 22, 6, 4, 0, "Docentstage bij bedrijven: {field}"),
)
SKILLS_EACH = 3


def courses_of_lecturer(
    seed: int,
    until: date,
    organisations: Sequence[Organisation],
    people: Sequence[DemoPerson],
    challenges: Sequence[Challenge],
) -> tuple[Offer, ...]:
    """Return three courses of the lecturer's school, each with its learning outcomes."""
    by_id = {one.id: one for one in organisations}
    school = next((by_id[one.organisation_id] for one in people if one.role == "lecturer"), None)
    if school is None:
        return ()
    rng = chance(seed, "own courses")
    asked = _asked_most(school, challenges)
    return tuple(_course(rng, number, row, school, asked, until) for number, row in enumerate(COURSES))


def _asked_most(school: Organisation, challenges: Sequence[Challenge]) -> list[int]:
    """Return the indexes of the skills that open challenges of the school's hub ask, most asked first."""
    index = {skill.uri: at for at, skill in enumerate(skills())}
    here = set(hubs_of(school.corop))
    counts = Counter(
        index[uri]
        for one in challenges
        if one.state not in ("in_community", "unmatched") and here & set(hubs_of(one.corop))
        for uri in one.skills
    )
    return sorted(index.values(), key=lambda at: (-counts[at], at))


def _course(
    rng: random.Random,
    number: int,
    row: tuple[str, str, int, int, int, int, int, str],
    school: Organisation,
    asked: Sequence[int],
    until: date,
) -> Offer:
    kind, unit, weeks, after, places, hours, euros, title = row
    taught = list(asked[number : number + SKILLS_EACH])
    used: set[str] = set()
    outcomes = [
        "".join(part for part, _ in say(rng, "course", LANGUAGE, at, LEVEL, used)[1]) for at in taught
    ]
    # Not all that one learns in a course has to do with AI.
    outcomes.append(rng.choice(pools("phrases.txt")[f"{LANGUAGE}.course.other"]))
    free = calendar(rng, until + timedelta(weeks=after), weeks, places, partly_taken=False)
    return Offer(
        f"off-own-{number + 1}",
        school.id,
        kind,
        unit,
        title.format(field=wordings(LANGUAGE)[taught[0]].labels[0]),
        "Studenten en medewerkers leren aan een echte vraag, met begeleiding van een docent.",
        None,
        school.corop,
        places,
        (),
        tuple(skills()[at].uri for at in taught),
        hours,
        euros,
        free[0].monday,
        free[-1].monday + timedelta(days=6),
        free,
        tuple(outcomes),
    )
