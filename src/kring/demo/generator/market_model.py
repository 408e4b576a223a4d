"""The fictional economy: a seed enters, the factors of demand and supply and the documents' cells leave."""

import numpy as np

from kring.core.periods import Quarter
from kring.core.regions import province_of
from kring.core.terms import areas
from kring.demo.generator.sources import Skill, corops, provinces, skills
from kring.demo.generator.truth import AREAS, COROPS, Shares

QUARTERS = 12
GENERAL = AREAS.index(None)
SKILLS_PER_VACANCY = 1.75
SKILLS_PER_COURSE = 2.2
GENERAL_COURSE_SHARE = 0.3
LEVEL_MIX = np.array([0.15, 0.28, 0.25, 0.10, 0.22])
COURSE_LEVEL_MIX = np.array([0.24, 0.28, 0.24, 0.10, 0.14])
# Rows: aware, user, practitioner, expert, none. Experts and users are short, not beginners.
LEVELS_OF_TECHNICAL = {"demand": (0.45, 0.75, 1.3, 1.8, 0.8), "supply": (0.7, 0.9, 1.25, 1.0, 1.0)}
LEVELS_OF_TRADE = {"demand": (1.3, 1.5, 0.8, 0.6, 1.0), "supply": (1.6, 0.9, 0.9, 0.7, 1.0)}
SIGNATURE = {"demand": 4.0, "supply": 0.45}
STRONG_AREA = {"demand": 2.8, "supply": 1.5}
OTHER_AREA = {"demand": 0.65, "supply": 0.85}
SPREAD = {"demand": (0.35, 0.2), "supply": (0.3, 0.15)}


def quarter_weights(elapsed_share: float) -> np.ndarray:
    """Return how many vacancies each quarter gets; the last one only for the part that has passed."""
    weights = np.linspace(0.85, 1.15, QUARTERS)
    weights[-1] *= max(elapsed_share, 0.05)
    return weights / weights.sum()


def area_mix() -> np.ndarray:
    """Return the share of the twelve areas per COROP area (40 × 12)."""
    ordinary = {"maritime": 0.3, "education": 0.8, "culture": 0.7, "safety": 0.7}
    rows = []
    for corop in corops():
        strong = provinces()[province_of(corop.code)].areas
        rows.append([ordinary.get(area, 1.0) * strong.get(area, 1.0) for area in areas()])
    mix = np.array(rows)
    return mix / mix.sum(axis=1, keepdims=True)


def corop_weights() -> np.ndarray:
    """Return the share of the vacancies per COROP area."""
    weights = np.array([corop.weight for corop in corops()])
    return weights / weights.sum()


def shares(seed: int, side: str) -> Shares:
    """Return the factors of ``demand`` or ``supply`` for a seed; they do not depend on the scale."""
    rng = np.random.default_rng([seed, 1 if side == "demand" else 2])
    known = skills()
    region = _region_factors(rng, known, side)
    area = np.array([_area_row(skill, side) for skill in known])
    level = np.array([(LEVELS_OF_TECHNICAL if s.technical else LEVELS_OF_TRADE)[side] for s in known])
    quarter = np.array([_growth_row(skill, side) for skill in known])
    base = np.array([getattr(skill, side) for skill in known], dtype=float)
    unscaled = Shares(base, region, area, level, quarter)
    wanted = SKILLS_PER_VACANCY if side == "demand" else SKILLS_PER_COURSE
    return Shares(base * wanted / _mean_total(unscaled, side), region, area, level, quarter)


def _region_factors(rng: np.random.Generator, known: tuple[Skill, ...], side: str) -> np.ndarray:
    by_province, by_corop = SPREAD[side]
    codes = sorted({province_of(code) for code in COROPS})
    wide = np.exp(rng.normal(0, by_province, (len(known), len(codes))))
    for column, code in enumerate(codes):
        for row, skill in enumerate(known):
            if skill.slug in provinces()[code].signature:
                wide[row, column] = SIGNATURE[side] * wide[row, column] ** 0.3
    fine = np.exp(rng.normal(0, by_corop, (len(known), len(COROPS))))
    return wide[:, [codes.index(province_of(code)) for code in COROPS]] * fine


def _area_row(skill: Skill, side: str) -> list[float]:
    rows = [STRONG_AREA[side] if area in skill.areas else OTHER_AREA[side] for area in areas()]
    return [*rows, 1.0]


def _growth_row(skill: Skill, side: str) -> list[float]:
    a_year = skill.growth if side == "demand" else skill.growth**0.25
    steps = np.array([a_year ** ((quarter - 6) / 4) for quarter in range(QUARTERS + 1)])
    return list(steps / steps[:QUARTERS].mean())


def _mean_total(model: Shares, side: str) -> float:
    """Return the expected number of skills in a document, caps left aside."""
    mix = area_mix()
    if side == "supply":
        mix = np.hstack([mix * (1 - GENERAL_COURSE_SHARE), np.full((len(mix), 1), GENERAL_COURSE_SHARE)])
    else:
        mix = np.hstack([mix, np.zeros((len(mix), 1))])
    levels_now = model.level @ (LEVEL_MIX if side == "demand" else COURSE_LEVEL_MIX)
    place = (model.corop * (model.area @ mix.T)) @ corop_weights()
    return float((model.base * place * levels_now).sum())


def first_quarter(last: Quarter) -> Quarter:
    """Return the first of the twelve quarters that end with ``last``."""
    return last.shifted(1 - QUARTERS)
