"""Small markets for tests: rows as plain dictionaries enter, Arrow tables and brute-force counts leave."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from typing import Any

import pyarrow as pa

from kring.core.periods import Quarter, window_quarters
from kring.core.regions import hubs, regions
from kring.core.terms import areas
from kring.engines.market.distinct import DistinctVacancies
from kring.engines.market.inputs import COURSE_COLUMNS, DISTINCT_COLUMNS, VACANCY_COLUMNS, MarketInputs

TYPES = {"text": pa.string(), "date": pa.date32(), "count": pa.int64()}
SKILLS = {
    "urn:s:one": "text-mining",
    "urn:s:two": "text-mining",
    "urn:s:three": "machine-learning",
    "urn:s:four": "",
}
TOPIC = "urn:kring:ai-topic:"
Row = dict[str, Any]


def table(rows: list[Row], columns: dict[str, str]) -> pa.Table:
    return pa.table(
        {name: pa.array([row.get(name) for row in rows], TYPES[kind]) for name, kind in columns.items()}
    )


def vacancies(rows: list[Row]) -> pa.Table:
    return table(rows, {**VACANCY_COLUMNS, **DISTINCT_COLUMNS})


def courses(rows: list[Row]) -> pa.Table:
    return table(rows, COURSE_COLUMNS)


def market(vacancy_rows: list[Row], course_rows: list[Row], **more: Any) -> MarketInputs:
    """Each row's "skills" are its mentions, written twice: shares count documents, not mentions."""
    mentions = [
        {"doc_key": row["key"], "doc_kind": kind, "uri": uri}
        for kind, rows in (("vacancy", vacancy_rows), ("course", course_rows))
        for row in rows
        for uri in [*row.get("skills", ()), *row.get("skills", ())]
    ]
    shape = {"doc_key": "text", "doc_kind": "text", "uri": "text"}
    given = {"skills": SKILLS, **more}
    return MarketInputs(vacancies(vacancy_rows), courses(course_rows), table(mentions, shape), **given)


def all_distinct(rows: list[Row]) -> DistinctVacancies:
    keys = pa.array([row["key"] for row in rows], pa.string())
    return DistinctVacancies(
        pa.table({"key": keys, "representative": keys, "rule": pa.array([""] * len(rows), pa.string())})
    )


def places_of(code: str | None) -> set[str]:
    """Every region a COROP code counts in, straight from the tables."""
    if code is None or code not in regions():
        return {"NL"}
    province = regions()[code].parent
    return {
        code,
        province,
        "NL",
        *(f"hub:{hub.code}" for hub in hubs().values() if province in hub.provinces),
    }


def subjects_of(row: Row, skills: dict[str, str]) -> set[str]:
    followed = {uri for uri in row.get("skills", ()) if uri in skills}
    return followed | {TOPIC + skills[uri] for uri in followed if skills[uri]}


def brute_force(
    vacancy_rows: list[Row], course_rows: list[Row], windows: list[Quarter], skills: dict[str, str] = SKILLS
) -> dict[tuple[str, ...], Row]:
    """The engine's definition in loops: (window, region, area, level, skill) → x, n, y, m, gap …"""
    n: dict[tuple[str, ...], int] = defaultdict(int)
    x: dict[tuple[str, ...], int] = defaultdict(int)
    weights: dict[tuple[str, ...], list[int]] = defaultdict(list)
    taught: dict[tuple[str, ...], int] = defaultdict(int)
    for end in windows:
        quarters = window_quarters(end)
        for row in vacancy_rows:
            if row.get("posted") is None or Quarter.of(row["posted"]) not in quarters:
                continue
            for cell in _cells(row, end, {row.get("area") or "all", "all"}):
                n[cell] += 1
                for subject in subjects_of(row, skills):
                    x[*cell, subject] += 1
        for row in course_rows:
            starts, ends = row.get("starts") or row.get("ends"), row.get("ends") or row.get("starts")
            if starts is None or starts > end.last_day or ends < quarters[0].first_day:
                continue
            sectors = {row["area"], "all"} if row.get("area") else {*areas(), "all"}
            weight = 1 if row.get("places") is None else row["places"]
            for cell in _cells(row, end, sectors):
                weights[cell].append(weight)
                for subject in subjects_of(row, skills):
                    taught[*cell, subject] += weight
    return {
        key: _figure(x[key], n[key[:4]], taught[key], weights[key[:4]])
        for key in {*x, *taught}
        if x[key] > 0 or taught[key] > 0
    }


def _cells(row: Row, end: Quarter, sectors: set[str]) -> list[tuple[str, ...]]:
    depths = {row.get("level") or "all", "all"}
    return [
        (str(end), place, sector, depth)
        for place in places_of(row.get("corop"))
        for sector in sectors
        for depth in depths
    ]


def _figure(x: int, n: int, taught: int, weights: list[int]) -> Row:
    squares = sum(w * w for w in weights)
    m = sum(weights) ** 2 / squares if squares else 0.0
    y = m * taught / sum(weights) if sum(weights) else 0.0
    d, u = (x + 0.5) / (n + 1), (y + 0.5) / (m + 1)
    gap = math.log2(d / u)
    sd = math.sqrt((1 - d) / ((n + 1) * d) + (1 - u) / ((m + 1) * u)) / math.log(2)
    low, high = gap - 1.96 * sd, gap + 1.96 * sd
    reliable = (low > 0 or high < 0) and n > 0 and len(weights) > 0
    return {"x": x, "n": n, "y": y, "m": m, "gap": gap, "low": low, "high": high, "reliable": reliable}


def by_cell(figures: pa.Table) -> dict[tuple[str, ...], Row]:
    rows = figures.to_pylist()
    return {(r["window"], r["region"], r["area"], r["level"], r["skill"]): r for r in rows}


def day(text: str) -> date:
    return date.fromisoformat(text)
