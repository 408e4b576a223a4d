"""Organisations: a seed enters, some 440 fictional organisations over all COROP areas leave."""

import random

import numpy as np

from kring.core.regions import hubs, hubs_of
from kring.demo.generator import naming
from kring.demo.generator.market_model import area_mix, corop_weights
from kring.demo.generator.records import Organisation
from kring.demo.generator.sources import chance, corops, pick, pools
from kring.demo.generator.truth import AREAS, COROPS

# How many of each type; mbo and SME training centres are everywhere, universities are few.
COUNTS = {
    "company": 168,
    "public_body": 48,
    "mbo": 42,
    "hbo": 22,
    "wo": 9,
    "innovation_lab": 18,
    "field_lab": 22,
    "centre_of_expertise": 16,
    "centre_for_innovative_craftsmanship": 14,
    "research_group": 24,
    "teacher_team": 16,
    "sme_training_centre": 40,
    "sector_body": 10,
}
SIDES = {
    "practice": ("company", "public_body", "sector_body"),
    "education": ("mbo", "hbo", "wo", "teacher_team", "sme_training_centre"),
    "research": (
        "innovation_lab",
        "field_lab",
        "centre_of_expertise",
        "centre_for_innovative_craftsmanship",
        "research_group",
    ),
}
EVERYWHERE = ("company", "public_body", "mbo", "sme_training_centre")
SME_CLASSES = (("micro", 0.3), ("small", 0.38), ("medium", 0.22), ("large", 0.1))
CONSENT_SHARE = 0.85
HUB_PLACES = {
    "noord": "NL115",
    "oost": "NL226",
    "midden": "NL350",
    "noord-holland": "NL32B",
    "zuid-holland": "NL366",
    "brainport": "NL414",
    "brightlands": "NL423",
}


def side_of(kind: str) -> str:
    """Return the side of the ring a type of organisation stands on; "" for hubs and the programme."""
    return next((side for side, kinds in SIDES.items() if kind in kinds), "")


def phrases_of(kind: str) -> str:
    """Return which pool of goals, offers and roles a type uses."""
    if kind in ("company", "public_body"):
        return kind
    if kind == "sector_body":
        return "sector"
    return {"education": "education", "research": "lab"}.get(side_of(kind), "hub")


def organisations(seed: int) -> tuple[Organisation, ...]:
    """Return every organisation: the seven hubs, the programme office, then the others."""
    rng = chance(seed, "organisations")
    numbers = np.random.default_rng([seed, 5])
    names = naming.Names(rng)
    rows = [_make(rng, "regional_ai_hub", hub.name_nl, HUB_PLACES[code], "public") for code, hub in
            hubs().items()]  # fmt: skip
    rows.append(_make(rng, "programme_office", "Programmabureau Kring", "NL361", "public"))
    for kind, count in COUNTS.items():
        for corop in _spread(numbers, kind, count):
            index = COROPS.index(corop)
            area = _area(numbers, kind, index)
            place = corops()[index].places[0]
            name = names.company(area, place) if kind == "company" else names.of_type(kind, place)
            rows.append(_make(rng, kind, name, corop, area))
    return tuple(
        Organisation(f"org-{number:03d}", *fields)  # type: ignore[arg-type]
        for number, fields in enumerate(rows, start=1)
    )


def _spread(numbers: np.random.Generator, kind: str, count: int) -> list[str]:
    """Choose COROP areas: first one in every area where the type is everywhere, then by weight."""
    sure = list(COROPS) if kind in EVERYWHERE else []
    rest = numbers.choice(len(COROPS), count - len(sure), p=corop_weights(), replace=True)
    return sure + [COROPS[at] for at in rest]


def _area(numbers: np.random.Generator, kind: str, corop: int) -> str:
    if kind == "public_body":
        return "public" if numbers.random() < 0.6 else "safety"
    if kind in ("mbo", "hbo", "wo", "teacher_team"):
        return "education"
    return str(AREAS[int(numbers.choice(12, p=area_mix()[corop]))])


def _make(rng: random.Random, kind: str, name: str, corop_code: str, area: str) -> list[object]:
    corop = corops()[COROPS.index(corop_code)]
    place = (
        pick(rng, corop.places) if kind not in ("regional_ai_hub", "programme_office") else corop.places[0]
    )
    texts, section = pools("organisations.txt"), phrases_of(kind)
    serving = hubs_of(corop_code)
    return [
        name,
        kind,
        _size(rng, kind),
        place,
        corop_code,
        area,
        serving[0] if serving else None,
        pick(rng, _goals(texts, section, area)) + ".",
        pick(rng, texts[f"offers.{section}"]) + ".",
        pick(rng, (2, 2, 4, 4, 6, 8, 12)),
        pick(rng, texts[f"role.{section}"][0].split("|")),
        f"info@{naming.slug(name)}.invalid",
        naming.phone(rng, corop.dial),
        kind in ("regional_ai_hub", "programme_office") or rng.random() < CONSENT_SHARE,
    ]


def _goals(texts: dict[str, tuple[str, ...]], section: str, area: str) -> tuple[str, ...]:
    """Return the goals that suit a company of that area, or another organisation of that kind."""
    return texts.get(f"goals.{section}.{area}", ()) * 2 + texts[f"goals.{section}"]


def _size(rng: random.Random, kind: str) -> str:
    if kind == "company":
        return rng.choices([name for name, _ in SME_CLASSES], [share for _, share in SME_CLASSES])[0]
    if kind in ("hbo", "wo", "mbo", "public_body"):
        return "large"
    return pick(rng, ("micro", "small", "medium"))
