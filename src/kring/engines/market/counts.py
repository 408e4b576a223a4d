"""Numbered documents and mentions enter; counts per cell (n, m) and per skill in a cell (x, y) leave.

Counts of distinct documents add up over time, regions, areas and levels, because each document has one
date, place, area and level. So documents are counted once at the finest grain and the counts are rolled
up dimension by dimension, which is what keeps the work small. All sums are of whole numbers, so that the
order in which threads add them changes nothing.
"""

from dataclasses import dataclass

import ibis
import pyarrow as pa
from ibis.expr.types import IntegerColumn, Table

from kring.engines.market.inputs import COURSE_COLUMNS, MENTION_COLUMNS, VACANCY_COLUMNS, MarketInputs
from kring.engines.market.roll_up import Dimensions
from kring.engines.market.workbench import Workbench

_FINE = ("place", "area", "level")


@dataclass(frozen=True)
class Counts:
    """Kept tables: ``cells`` by cell key and ``figures`` by figure key; the base counts they come from."""

    cells: Table
    figures: Table
    base: tuple[Table, ...]


def numbered_vacancies(
    bench: Workbench, inputs: MarketInputs, representatives: pa.Table, dims: Dimensions
) -> Table:
    """Return the distinct vacancies with numbers for place, area, level and source, and their quarter."""
    rows = bench.source(inputs.vacancies, VACANCY_COLUMNS)
    rows = rows.semi_join(bench.table(representatives), "key")
    rows = _numbered(bench, rows, dims)
    return bench.keep(
        "vacancies_numbered",
        rows.select(
            "key",
            "place",
            "area",
            "level",
            quarter=(rows.posted.year() * 4 + rows.posted.quarter() - 1).cast("int64"),
            source=rows.source.fill_null(""),
            employer=rows.employer.strip().lower().nullif(""),
        ),
    )


def numbered_courses(bench: Workbench, inputs: MarketInputs, dims: Dimensions) -> Table:
    """Return the courses with numbers for place, area and level, first and last day, and their weight."""
    rows = _numbered(bench, bench.source(inputs.courses, COURSE_COLUMNS), dims)
    starts, ends = ibis.coalesce(rows.starts, rows.ends), ibis.coalesce(rows.ends, rows.starts)
    if inputs.undated_courses == "on offer":
        starts = ibis.coalesce(starts, ibis.date("0001-01-01"))
        ends = ibis.coalesce(ends, ibis.date("9999-12-31"))
    weight = ibis.ifelse(rows.places >= 0, rows.places, 1).fill_null(1).cast("int64")
    return bench.keep(
        "courses_numbered", rows.select("key", "place", "area", "level", starts=starts, ends=ends, w=weight)
    )


def _numbered(bench: Workbench, rows: Table, dims: Dimensions) -> Table:
    rows = rows.rename(area_text="area", level_text="level")
    rows = rows.left_join(bench.table(dims.places()), "corop").drop("corop_right")
    areas, levels = bench.table(dims.codes("area")), bench.table(dims.codes("level"))
    rows = rows.left_join(areas, rows.area_text == areas.area_code)
    rows = rows.left_join(levels, rows.level_text == levels.level_code)
    return rows.mutate(
        place=rows.number.fill_null(0),
        area=rows.area_number.fill_null(0),
        level=rows.level_number.fill_null(0),
    )


def asked_skills(bench: Workbench, inputs: MarketInputs, dims: Dimensions) -> Table:
    """Return each document's skills and topics, each once: doc_key, doc_kind, skill."""
    mentions = bench.source(inputs.mentions, MENTION_COLUMNS)
    skills = bench.table(dims.skill_numbers())
    found = mentions.distinct().inner_join(skills, "uri")
    topics = found.filter(found.topic.notnull()).select("doc_key", "doc_kind", skill="topic").distinct()
    return bench.keep("asked", found.select("doc_key", "doc_kind", "skill").union(topics))


def source_panel(bench: Workbench, vacancies: Table, dims: Dimensions) -> Table:
    """Return per window and source: is it in the panel of this window, and of the window a year later.

    The panel of a window are the sources with vacancies in it AND in the window four quarters earlier.
    """
    windows = bench.table(dims.window_map())
    seen = vacancies.inner_join(windows, "quarter").select("window", "source").distinct()
    days = bench.table(dims.window_days()).select("window", "earlier")
    dated = seen.inner_join(days, "window").select("window", "source", "earlier")
    before = seen.view()
    pairs = dated.inner_join(before, [dated.earlier == before.window, dated.source == before.source])
    pairs = pairs.select(window=dated.window, earlier=dated.earlier, source=dated.source)
    now = pairs.select("window", "source", now=ibis.literal(1, "int64"))
    past = pairs.select(window="earlier", source="source", past=ibis.literal(1, "int64"))
    panel = seen.left_join(now, ["window", "source"]).drop("window_right", "source_right")
    panel = panel.left_join(past, ["window", "source"]).drop("window_right", "source_right")
    return bench.keep("panel", panel.mutate(now=panel.now.fill_null(0), past=panel.past.fill_null(0)))


def rolled_up(bench: Workbench, table: Table, dims: Dimensions, *, supply: bool = False) -> Table:
    """Roll the counts up over area, level and region, one after the other.

    Enters: place, area, level, other key columns and ``sum_…`` measures. Leaves: region instead of place.
    """
    measures = [name for name in table.columns if name.startswith("sum_")]
    steps = (
        ("area", "area", dims.area_map(unknown_is_every=supply)),
        ("level", "level", dims.level_map()),
        ("place", "region", dims.region_map()),
    )
    for old, new, rows in steps:
        mapping = bench.table(rows).rename(mapped_from=old)
        target = "region" if new == "region" else "to"
        table = table.inner_join(mapping, table[old] == mapping.mapped_from).drop(old, "mapped_from")
        table = table.rename({new: target}) if target != new else table
        keys = [name for name in table.columns if name not in measures]
        table = table.group_by(keys).agg(**{name: table[name].sum().cast("int64") for name in measures})
    return table


def _windowed(base: Table, panel: Table, windows: Table, *, by: tuple[str, ...]) -> Table:
    """Turn counts per quarter and source into counts per window: all, in the panel, in next year's."""
    rows = base.inner_join(windows, "quarter").inner_join(panel, ["window", "source"])
    return rows.group_by("window", *by, *_FINE).agg(
        sum_all=rows["count"].sum().cast("int64"),
        sum_now=(rows["count"] * rows.now).sum().cast("int64"),
        sum_past=(rows["count"] * rows.past).sum().cast("int64"),
    )


def _cell_key(table: Table, dims: Dimensions) -> IntegerColumn:
    region = table.window * len(dims.regions) + table.region
    return (region * dims.area_step + table.area * dims.level_step + table.level).name("cell")


def _figure_key(table: Table, dims: Dimensions) -> IntegerColumn:
    region = table.window * len(dims.regions) + table.region
    inner = table.skill * dims.area_step + table.area * dims.level_step + table.level
    return (region * dims.region_step + inner).name("key")


def _stacked(demand: Table, supply: Table, key: str) -> Table:
    """Put demand and supply sums beside each other by key; an absent side is 0."""
    names = [name for name in (*demand.columns, *supply.columns) if name != key]
    filled = [
        side.select(key, *[side[n] if n in side.columns else ibis.literal(0, "int64").name(n) for n in names])
        for side in (demand, supply)
    ]
    both = ibis.union(*filled)
    return both.group_by(key).agg(**{name: both[name].sum().cast("int64") for name in names})


def count(bench: Workbench, vacancies: Table, courses: Table, asked: Table, dims: Dimensions) -> Counts:
    """Count every cell and every skill in every cell.

    1. n, x at the finest grain: quarter × place × area × level × source (× skill).
    2. Windows; beside the whole count the counts of the panel's sources.
    3. Courses on offer in each window: Σw, Σw² and, per skill, the Σw that teach it.
    4. Roll up over area, level and region; put demand and supply beside each other.
    """
    dated = vacancies.filter(vacancies.quarter.notnull())
    fine = ("quarter", "source", *_FINE)
    base_n = bench.keep("base_n", dated.group_by(*fine).agg(count=dated.count()))
    wanted = asked.filter(asked.doc_kind == "vacancy")
    pairs = wanted.inner_join(dated, wanted.doc_key == dated.key)
    base_x = bench.keep("base_x", pairs.group_by("skill", *fine).agg(count=pairs.count()))
    panel, windows = source_panel(bench, vacancies, dims), bench.table(dims.window_map())
    n = rolled_up(bench, _windowed(base_n, panel, windows, by=()), dims)
    x = rolled_up(bench, _windowed(base_x, panel, windows, by=("skill",)), dims)
    base_m, base_y = _supply(bench, courses, asked, dims)
    m, y = rolled_up(bench, base_m, dims, supply=True), rolled_up(bench, base_y, dims, supply=True)
    cells = _stacked(
        n.select(_cell_key(n, dims), n="sum_all", n_now="sum_now", n_past="sum_past"),
        m.select(_cell_key(m, dims), weight="sum_w", weight_squares="sum_ww", courses="sum_courses"),
        "cell",
    )
    figures = _stacked(
        x.select(_figure_key(x, dims), x="sum_all", x_now="sum_now", x_past="sum_past"),
        y.select(_figure_key(y, dims), taught="sum_w"),
        "key",
    )
    figures = figures.filter((figures.x > 0) | (figures.taught > 0))
    return Counts(
        bench.keep("cells", cells), bench.keep("figures", figures), (base_n, base_x, base_m, base_y)
    )


def _supply(bench: Workbench, courses: Table, asked: Table, dims: Dimensions) -> tuple[Table, Table]:
    windows = bench.table(dims.window_days())
    on_offer = courses.inner_join(
        windows, [courses.starts <= windows.last_day, courses.ends >= windows.first_day]
    ).select("key", "window", *_FINE, "w")
    on_offer = bench.keep("on_offer", on_offer)
    base_m = on_offer.group_by("window", *_FINE).agg(
        sum_w=on_offer.w.sum().cast("int64"),
        sum_ww=(on_offer.w * on_offer.w).sum().cast("int64"),
        sum_courses=on_offer.count(),
    )
    wanted = asked.filter(asked.doc_kind == "course")
    pairs = wanted.inner_join(on_offer, wanted.doc_key == on_offer.key)
    base_y = pairs.group_by("window", "skill", *_FINE).agg(sum_w=pairs.w.sum().cast("int64"))
    return bench.keep("base_m", base_m), bench.keep("base_y", base_y)


def concentration(bench: Workbench, vacancies: Table, dims: Dimensions, column: str) -> Table:
    """Return per cell the Herfindahl index over employers or sources: Σ share², of those known."""
    known = vacancies.filter(vacancies.quarter.notnull() & vacancies[column].notnull())
    numbers = known.select(column).distinct()
    numbers = bench.keep(
        f"numbers_{column}",
        numbers.mutate(who=ibis.row_number().over(order_by=numbers[column]).cast("int64")),
    )
    rows = known.inner_join(numbers, column).inner_join(bench.table(dims.window_map()), "quarter")
    rows = rows.group_by("window", "who", *_FINE).agg(sum_one=rows.count())
    rows = rolled_up(bench, rows, dims)
    rows = rows.select(_cell_key(rows, dims), "sum_one")
    return rows.group_by("cell").agg(
        **{
            f"hhi_{column}": (rows.sum_one * rows.sum_one).sum().cast("float64")
            / (rows.sum_one.sum() * rows.sum_one.sum()).cast("float64")
        }
    )
