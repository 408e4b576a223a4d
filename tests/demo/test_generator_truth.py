"""The hidden truth: the same everywhere, exact, kept in a file, and worth finding."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kring.core.periods import Quarter
from kring.core.regions import hubs
from kring.demo.generator import Country, MentionColumns, generate, load
from kring.demo.generator.sources import SKILL_URI, TOPIC_URI, skills
from kring.demo.generator.truth import AREAS, COROPS, LEVELS, indices_of

UNTIL = date(2026, 9, 30)
LAST = Quarter(2026, 3)
PRINT_DIGEST = """
import hashlib, sys
from datetime import date
from kring.demo.generator import generate
country = generate(7, 0.02, date(2026, 9, 30))
digest = hashlib.sha256()
for rows in (country.vacancies_with_truth(), country.courses_with_truth(), country.organisations,
             country.offers, country.challenges, country.communities, country.people, country.examples):
    for row in rows:
        digest.update(repr(row).encode())
forbidden = [m for m in sys.modules if m.split(".")[0] in ("django", "pyarrow", "scipy", "ibis")
             or m.startswith(("kring.taxonomy", "kring.engines"))]
print(digest.hexdigest(), forbidden)
"""


@pytest.fixture(scope="module")
def country() -> Country:
    return generate(1, 1.0, UNTIL)


def test_the_same_seed_gives_the_same_country_in_every_process() -> None:
    said = []
    for hash_seed in ("0", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", PRINT_DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        said.append(done.stdout)
    assert said[0] == said[1]
    assert said[0].endswith("[]\n"), "the generator reaches for libraries it must not know"


def test_another_seed_gives_another_country() -> None:
    one, two = (next(generate(seed, 0.01, UNTIL).vacancies()).text for seed in (1, 2))
    assert one != two


def test_asking_twice_gives_the_same_texts() -> None:
    country = generate(3, 0.01, UNTIL)
    digests = [hashlib.sha256("".join(v.text for v in country.vacancies()).encode()) for _ in range(2)]
    assert digests[0].digest() == digests[1].digest()


def test_the_probabilities_do_not_depend_on_the_scale(country: Country) -> None:
    other = generate(1, 0.05, UNTIL).truth
    for name in ("base", "corop", "area", "level", "quarter"):
        assert np.array_equal(getattr(country.truth.demand, name), getattr(other.demand, name))


def test_draws_follow_the_probabilities(country: Country) -> None:
    for shares, plan in (
        (country.truth.demand.of(country.truth.vacancies), country.vacancy_plan.asked),
        (country.truth.supply.of(country.truth.courses), country.course_plan.taught),
    ):
        expected, spread = shares.sum(axis=0), np.sqrt((shares * (1 - shares)).sum(axis=0))
        assert np.all(np.abs(plan.sum(axis=0) - expected) < 4.5 * spread)


def test_the_expected_gap_is_the_ratio_of_mean_probabilities(country: Country) -> None:
    truth, at, uri = country.truth, 3, skills()[3].uri
    quarters = [LAST.shifted(-step) for step in range(4)]
    by_hand = {"demand": [], "supply": []}
    for cells, side in ((truth.vacancies, "demand"), (truth.courses, "supply")):
        for row in range(len(cells)):
            corop, area = COROPS[cells.corop[row]], AREAS[cells.area[row]]
            from_q = country.first_quarter.shifted(int(cells.quarter[row]))
            to_q = country.first_quarter.shifted(int(cells.until_quarter[row]))
            if (
                corop.startswith("NL41")
                and area in ("industry", None)
                and LEVELS[cells.level[row]] == "practitioner"
                and from_q <= LAST
                and to_q >= min(quarters)
                and cells.placed[row]
                and cells.dated[row]
            ):
                chance = getattr(truth, f"{side}_probability")(at, corop, area, "practitioner", from_q)
                by_hand[side].append(chance)
    found = truth.expected_gap(uri, region="NL41", area="industry", level="practitioner", window=LAST)
    assert found == pytest.approx(np.log2(np.mean(by_hand["demand"]) / np.mean(by_hand["supply"])))
    assert found == truth.expected_gap(
        uri, region="NL41", area="industry", level="practitioner", window=quarters
    )


def test_a_topic_is_at_least_one_of_its_skills(country: Country) -> None:
    topic = TOPIC_URI + "image-recognition"
    share, count = country.truth.expected_demand(topic, window=LAST)
    alone = [country.truth.expected_demand(skills()[i].uri, window=LAST)[0] for i in indices_of(topic)]
    assert count > 5_000
    assert max(alone) < share < sum(alone)
    with pytest.raises(KeyError):
        indices_of(SKILL_URI + "juggling")


def test_true_gaps_differ_strongly_and_every_hub_has_clear_ones(country: Country) -> None:
    national = [country.truth.expected_gap(skill.uri, window=LAST) for skill in skills()]
    assert sum(gap > 2 for gap in national) >= 4
    assert sum(gap < 0 for gap in national) >= 15
    for hub in hubs():
        assert _reliable_gaps(country, f"hub:{hub}") >= 5, hub


def _reliable_gaps(country: Country, region: str) -> int:
    """Count the positive gaps that an honest estimate from the draws would call reliable."""
    truth = country.truth
    cells = [truth._in_cell(c, region, None, None, LAST) for c in (truth.vacancies, truth.courses)]
    shares = []
    for here, drawn in zip(cells, (country.vacancy_plan.asked, country.course_plan.taught), strict=True):
        count = here.sum()
        share = (drawn[here].sum(axis=0) + 0.5) / (count + 1)
        shares.append((share, (1 - share) / ((count + 1) * share)))
    (demand, demand_variance), (supply, supply_variance) = shares
    sd = np.sqrt(demand_variance + supply_variance) / np.log(2)
    return int((np.log2(demand / supply) > 1.96 * sd).sum())


def test_the_truth_survives_a_file(tmp_path: Path) -> None:
    country = generate(5, 0.02, UNTIL)
    columns = MentionColumns.of(country)
    country.write_truth(tmp_path / "truth.npz", columns)
    read, mentions = load(tmp_path / "truth.npz")
    uri = skills()[10].uri
    assert read.expected_gap(uri, window=LAST) == country.truth.expected_gap(uri, window=LAST)
    assert read.first_quarter == country.first_quarter
    assert len(mentions["skill"]) == len(columns.arrays()["skill"]) > 0
    assert str(mentions["source_id"][0]).startswith("v")
