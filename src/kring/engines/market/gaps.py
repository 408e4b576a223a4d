"""Vacancies, courses and mentions enter; one frozen release of gap figures leaves.

The figures' steps are in order in ``compute_gaps``; every formula stands beside its code.
"""

import dataclasses
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import BooleanValue, FloatingColumn, Table

from kring.engines.market.counts import (
    Counts,
    asked_skills,
    concentration,
    count,
    numbered_courses,
    numbered_vacancies,
)
from kring.engines.market.distinct import DistinctVacancies, find_distinct
from kring.engines.market.inputs import MarketInputs, check, read_columns
from kring.engines.market.parameters import LEAST_DOCUMENTS, NORMAL_QUANTILE, PARAMETERS, PRIOR_COUNT
from kring.engines.market.pooled import pooled_figures
from kring.engines.market.results import (
    Caveats,
    GapRelease,
    Origin,
    Reason,
    SourceChange,
    release_schema,
)
from kring.engines.market.roll_up import Dimensions, dimensions, windows_of
from kring.engines.market.workbench import Workbench, workbench
from kring.engines.market.writing import NUMBERED, ROW_GROUP, write_figures

ENGINE_VERSION = "1"


def share(hits: FloatingColumn, total: FloatingColumn) -> FloatingColumn:
    """Return (hits + ½) ÷ (total + 1): never 0 or 1."""
    return (hits + PRIOR_COUNT.value) / (total + 2 * PRIOR_COUNT.value)


def gap_variance(
    demand: FloatingColumn, n: FloatingColumn, supply: FloatingColumn, m: FloatingColumn
) -> FloatingColumn:
    """Return [(1 − d̂) ÷ ((n + 1) d̂) + (1 − û) ÷ ((m + 1) û)] ÷ ln²2: the delta method on log2(d̂ ÷ û)."""
    one, two = (1 - demand) / ((n + 1) * demand), (1 - supply) / ((m + 1) * supply)
    return (one + two) / math.log(2) ** 2


def compute_gaps(
    inputs: MarketInputs,
    *,
    distinct: DistinctVacancies | None = None,
    origin: Origin | None = None,
    out: Path | None = None,
    threads: int = 2,
    memory_limit: str = "2GB",
) -> GapRelease:
    """Compute one release of gap figures.

    1. Check the inputs: every problem at once (UnableTo).
    2. Find the distinct vacancies, unless ``distinct`` brings them.
    3. Choose the windows; number skills, regions, areas and levels.
    4. Count vacancies and courses per cell, and per skill in a cell.
    5. Shares, gap, interval, reliability; location quotient; growth on a constant panel; Herfindahl.
    6. Beside each figure the partially pooled one.
    7. Write the rows in a fixed order, to ``out`` (replaced as a whole) or into an Arrow table.

    Nothing to compare is a release without rows, with the reasons.
    """
    check(inputs, with_texts=distinct is None)
    distinct = distinct if distinct is not None else find_distinct(inputs.vacancies)
    representatives = distinct.table.filter(pc.equal(distinct.table["rule"], "")).select(["key"])
    posted = read_columns(inputs.vacancies, ("key", "posted"))
    kept = posted.join(representatives, "key", join_type="left semi")["posted"]
    dims = dimensions(inputs.skills, windows_of(pc.unique(kept.drop_null()).to_pylist(), inputs.window_ends))
    with workbench(threads=threads, memory_limit=memory_limit) as bench:
        vacancies = numbered_vacancies(bench, inputs, representatives, dims)
        courses = numbered_courses(bench, inputs, dims)
        asked = asked_skills(bench, inputs, dims)
        counts = count(bench, vacancies, courses, asked, dims)
        figures, strengths = _figures(bench, vacancies, counts, dims)
        caveats = _caveats(bench, inputs, distinct, vacancies, courses, dims, strengths, origin or Origin())
        reasons = _reasons(caveats, bench, counts, dims)
        release_id = _release_id(counts, vacancies, inputs, caveats)
        schema = release_schema(release_id, caveats, reasons)
        batches = bench.batches(figures.select(*NUMBERED).order_by("key"), ROW_GROUP)
        written, rows = write_figures(batches, dims, schema, out)
    return GapRelease(release_id, written, rows, caveats, reasons)


def _figures(
    bench: Workbench, vacancies: Table, counts: Counts, dims: Dimensions
) -> tuple[Table, dict[str, float]]:
    employers = concentration(bench, vacancies, dims, "employer")
    sources = concentration(bench, vacancies, dims, "source")
    cells = counts.cells.left_join(employers, "cell").drop("cell_right")
    cells = cells.left_join(sources, "cell").drop("cell_right")
    effective = (cells.weight.cast("float64") * cells.weight) / cells.weight_squares.nullif(0)
    cells = bench.keep("cell_figures", cells.mutate(m=effective.fill_null(0.0)))
    plain = bench.keep("plain", _plain(counts.figures, cells, dims))
    pooled, strengths = pooled_figures(bench, plain, cells, dims)
    growth = _growth(plain, cells, bench.table(dims.window_days()), dims)
    country = plain.filter(plain.region == 0).select(country_key="key", country_demand="demand_share")
    figures = plain.left_join(country, plain.key - plain.region * dims.region_step == country.country_key)
    figures = figures.mutate(lq=figures.demand_share / figures.country_demand).drop("country_key")
    figures = figures.left_join(growth, "key").drop("key_right")
    figures = figures.left_join(pooled, "key").drop("key_right")
    clear = (figures.pooled_low > 0) | (figures.pooled_high < 0)
    return figures.mutate(pooled_reliable=clear & _enough(figures)), strengths


def _plain(figures: Table, cells: Table, dims: Dimensions) -> Table:
    """Return the figures with shares, gap, interval and reliability, and their parts as numbers."""
    region = (figures.key / dims.region_step).floor().cast("int64")
    figures = figures.mutate(
        cell=region * dims.area_step + figures.key % dims.area_step,
        skill=(figures.key % dims.region_step / dims.area_step).floor().cast("int64"),
        window=(figures.key / dims.window_step).floor().cast("int64"),
        region=region % len(dims.regions),
        area=(figures.key % dims.area_step / dims.level_step).floor().cast("int64"),
        level=figures.key % dims.level_step,
    )
    rows = figures.inner_join(cells, "cell")
    rows = rows.mutate(y=(rows.m * rows.taught / rows.weight.nullif(0)).fill_null(0.0))
    rows = rows.mutate(demand_share=share(rows.x, rows.n), supply_share=share(rows.y, rows.m))
    rows = rows.mutate(
        gap=(rows.demand_share / rows.supply_share).log2(),
        half=gap_variance(rows.demand_share, rows.n, rows.supply_share, rows.m).sqrt()
        * NORMAL_QUANTILE.value,
    )
    rows = rows.mutate(low=rows.gap - rows.half, high=rows.gap + rows.half)
    clear = (rows.low > 0) | (rows.high < 0)
    return rows.mutate(reliable=clear & _enough(rows)).drop("half", "taught")


def _enough(rows: Table) -> BooleanValue:
    return (rows.n >= LEAST_DOCUMENTS.value) & (rows.courses >= LEAST_DOCUMENTS.value)


def _growth(plain: Table, cells: Table, windows: Table, dims: Dimensions) -> Table:
    """Return d̂(t) ÷ d̂(t − 4 quarters) of the sources that are in both windows; unknown rows are absent.

    A skill nobody asked for in either window has no growth.
    """
    days = windows.filter(windows.earlier.notnull()).select("window", "earlier")
    now = plain.inner_join(days, "window").select("key", "cell", "window", "earlier", "x_now", "n_now")
    back = now.window - now.earlier
    now = now.mutate(
        past_key=now.key - back * dims.window_step,
        past_cell=now.cell - back * (dims.area_step * len(dims.regions)),
    )
    past = plain.filter(plain.x_past > 0).select(past_key="key", x_past="x_past")
    then = cells.select(past_cell="cell", n_past="n_past")
    rows = now.inner_join(then, "past_cell").left_join(past, "past_key")
    rows = rows.mutate(x_past=rows.x_past.fill_null(0))
    rows = rows.filter((rows.n_now > 0) & (rows.n_past > 0) & (rows.x_now + rows.x_past > 0))
    return rows.select("key", growth=share(rows.x_now, rows.n_now) / share(rows.x_past, rows.n_past))


def _release_id(counts: Counts, vacancies: Table, inputs: MarketInputs, caveats: Caveats) -> str:
    """Return a hash of everything the figures follow from: base counts, employers, parameters, caveats."""
    digest = hashlib.blake2b(digest_size=8)
    employers = vacancies.group_by("employer", "quarter", "place", "area", "level").agg(c=vacancies.count())
    for table in (*counts.base, employers):
        rows = table.order_by(table.columns).to_pyarrow()
        for column in rows.columns:
            values = column.combine_chunks()
            if pa.types.is_string(values.type):
                digest.update("\n".join(value or "" for value in values.to_pylist()).encode())
            else:
                digest.update(np.ascontiguousarray(values.fill_null(-1).to_numpy()).tobytes())
    settings = {
        "engine": ENGINE_VERSION,
        "parameters": {parameter.name: parameter.value for parameter in PARAMETERS},
        "skills": dict(sorted(inputs.skills.items())),
        "caveats": dataclasses.asdict(caveats),
    }
    digest.update(json.dumps(settings, sort_keys=True).encode())
    return digest.hexdigest()


def _caveats(
    bench: Workbench,
    inputs: MarketInputs,
    distinct: DistinctVacancies,
    vacancies: Table,
    courses: Table,
    dims: Dimensions,
    strengths: dict[str, float],
    origin: Origin,
) -> Caveats:
    followed = bench.table(dims.skill_numbers()).select("uri")
    mentions = bench.source(inputs.mentions, ("uri",))
    unknown = (
        vacancies.aggregate(
            vacancy_date=vacancies.quarter.isnull().sum(),
            vacancy_region=(vacancies.place == 0).sum(),
            vacancy_area=(vacancies.area == 0).sum(),
            vacancy_level=(vacancies.level == 0).sum(),
            vacancy_employer=vacancies.employer.isnull().sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    unknown |= (
        courses.aggregate(
            course_date=courses.starts.isnull().sum(),
            course_region=(courses.place == 0).sum(),
            course_level=(courses.level == 0).sum(),
        )
        .to_pyarrow()
        .to_pylist()[0]
    )
    return Caveats(
        sources=tuple(sorted(vacancies.select("source").distinct().to_pyarrow()["source"].to_pylist())),
        source_changes=_source_changes(bench, vacancies, dims),
        vacancies_read=distinct.read,
        vacancies_distinct=distinct.distinct,
        duplicate_share=distinct.duplicate_share,
        duplicates_by_rule=distinct.by_rule,
        unknown={name: int(value or 0) for name, value in unknown.items()},
        mentions_not_followed=int(mentions.anti_join(followed, "uri").count().execute()),
        windows=tuple(str(end) for end in dims.windows),
        prior_strengths=strengths,
        origin=origin,
    )


def _source_changes(bench: Workbench, vacancies: Table, dims: Dimensions) -> tuple[SourceChange, ...]:
    """Flag the sources that are in a window but not in the one four quarters earlier, or the reverse."""
    rows = (
        vacancies.inner_join(bench.table(dims.window_map()), "quarter").select("window", "source").distinct()
    )
    held: dict[int, set[str]] = {}
    for row in rows.to_pyarrow().to_pylist():
        held.setdefault(row["window"], set()).add(row["source"])
    changes: list[SourceChange] = []
    for row in dims.window_days().to_pylist():
        if row["earlier"] is None:
            continue
        now, then = held.get(row["window"], set()), held.get(row["earlier"], set())
        name = str(dims.windows[row["window"]])
        changes += [SourceChange(name, source, "entered") for source in sorted(now - then)]
        changes += [SourceChange(name, source, "left") for source in sorted(then - now)]
    return tuple(changes)


def _reasons(caveats: Caveats, bench: Workbench, counts: Counts, dims: Dimensions) -> tuple[Reason, ...]:
    reasons = [Reason("small_firms_under_counted")]
    if caveats.vacancies_read == 0:
        reasons.append(Reason("no_vacancies"))
    elif not dims.windows:
        reasons.append(Reason("no_window"))
    if not dims.skills:
        reasons.append(Reason("no_skills"))
    if counts.base[2].count().execute() == 0:
        reasons.append(Reason("no_courses_on_offer", {"undated": caveats.unknown["course_date"]}))
    elif dims.windows and counts.figures.count().execute() == 0:
        reasons.append(Reason("no_mentions"))
    return tuple(reasons)
