"""Plain figures enter; the same figures with both shares drawn towards the parent cell's leave.

The parent of a cell is the same cell with level "all"; of that, with area "all"; of that, the wider
region: COROP → province → country, hub → country. The country has no parent: its shares are the plain
ones. Shares of rare and common skills differ from their parent's by the same FACTOR, not by the same
amount, so the prior is worth a number of HITS a (a gamma prior on that factor, variance 1 ÷ a):

    share = (x + a) ÷ (n + κ),  κ = a ÷ p documents, p the parent's own pooled share

a is estimated per kind of step, per side, and for skills and topics apart, by moments, over all
children of the parents with enough hits to know p = X ÷ N, children without hits included, each
weighted by the inverse of its expected hits (after Clayton and Kaldor 1987); (1 − n ÷ N) because p
comes from the same documents:

    1 ÷ a = Σ [(x − np)² ÷ (np) − (1 − p)(1 − n ÷ N)] ÷ Σ np

The variance of the log share is the beta posterior's, (1 − d) ÷ ((n + κ + 1) d), plus the parent's
own variance times the square of the prior's part in the estimate, a ÷ (x + a): a parent that is
itself uncertain does not make its child look sure.
"""

import math

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from kring.engines.market.parameters import NORMAL_QUANTILE, STRENGTH_HITS, STRENGTH_LEAST, STRENGTH_MOST
from kring.engines.market.roll_up import Dimensions
from kring.engines.market.workbench import Workbench

STEPS = ("hub", "province", "corop", "area", "level")
SUBJECTS = ("skill", "topic")
_KEPT = ("key", "cell", "region", "area", "level", "x", "n", "y", "m", "demand_share", "supply_share")
_SIDES = (("demand", "x", "n"), ("supply", "y", "m"))


def pooled_figures(
    bench: Workbench, plain: Table, cells: Table, dims: Dimensions
) -> tuple[Table, dict[str, float]]:
    """Return key, pooled_gap, pooled_low, pooled_high, and the strength κ per step and side."""
    parents = bench.table(_parents(dims))
    rows = _with_parent(
        plain.select(*_KEPT, subject=ibis.ifelse(plain.skill >= dims.topics_from, "topic", "skill")),
        parents,
        region_step=dims.region_step,
        area_step=dims.area_step,
        level_step=dims.level_step,
        key="key",
    )
    rows = bench.keep("pool_rows", rows)
    children = _numbered_cells(cells, parents, dims)
    strengths = _strengths(bench, rows, children)
    level = _start(rows)
    done = [level]
    for step in STEPS:
        above = ibis.union(*done) if len(done) > 1 else done[0]
        level = bench.keep(f"pool_{step}", _step(rows.filter(rows.step == step), above, strengths, step))
        done.append(level)
    whole = ibis.union(*done)
    gap = (whole.demand / whole.supply).log2()
    half = (whole.demand_spread + whole.supply_spread).sqrt() * (NORMAL_QUANTILE.value / math.log(2))
    return whole.select("key", pooled_gap=gap, pooled_low=gap - half, pooled_high=gap + half), strengths


def _parents(dims: Dimensions) -> pa.Table:
    number = {node.code: at for at, node in enumerate(dims.regions)}
    listed = [(at, number.get(node.parent, at), node.level) for at, node in enumerate(dims.regions)]
    return pa.table(
        {
            "child": pa.array([row[0] for row in listed], pa.int64()),
            "parent": pa.array([row[1] for row in listed], pa.int64()),
            "region_level": pa.array([row[2] for row in listed], pa.string()),
        }
    )


def _with_parent(
    rows: Table, parents: Table, *, region_step: int, area_step: int, level_step: int, key: str
) -> Table:
    """Add the step that leads to the parent, and the parent's key."""
    rows = rows.inner_join(parents, rows.region == parents.child)
    above = ibis.cases(
        (rows.level > 0, rows[key] - rows.level),
        (rows.area > 0, rows[key] - rows.area * level_step),
        else_=rows[key] + (rows.parent - rows.region) * region_step,
    )
    step = ibis.cases((rows.level > 0, "level"), (rows.area > 0, "area"), else_=rows.region_level)
    return rows.mutate(above=above, step=step).drop("child", "parent", "region_level")


def _numbered_cells(cells: Table, parents: Table, dims: Dimensions) -> Table:
    count = len(dims.regions)
    rows = cells.mutate(
        region=(cells.cell / dims.area_step).floor().cast("int64") % count,
        area=(cells.cell % dims.area_step / dims.level_step).floor().cast("int64"),
        level=cells.cell % dims.level_step,
    )
    return _with_parent(
        rows,
        parents,
        region_step=dims.area_step,
        area_step=dims.area_step,
        level_step=dims.level_step,
        key="cell",
    )


def _strengths(bench: Workbench, rows: Table, children: Table) -> dict[str, float]:
    """Return κ per step and side; each parent's children without hits come in through the cells' sums."""
    found: dict[str, float] = {}
    totals = bench.keep(
        "pool_totals",
        children.group_by("step", "above").agg(
            n_sum=children.n.sum().cast("float64"),
            n_cells=(children.n > 0).sum(),
            m_sum=children.m.sum(),
            m_cells=(children.m > 0).sum(),
        ),
    )
    for side, hits, size in _SIDES:
        top = rows.filter(rows[hits] >= STRENGTH_HITS.value)
        top = top.select(
            parent_key="key", parent_cell="cell", about="subject", p=top[hits] / top[size], total=size
        )
        own = rows.inner_join(top, rows.above == top.parent_key)
        own = own.filter((own.step != "country") & (own[size] > 0))
        x, expected = own[hits].cast("float64"), own[size] * own.p
        present = own.group_by("step", "subject").agg(over=(x * x / expected - 2 * x).sum())
        whole = totals.inner_join(top, totals.above == top.parent_cell)
        whole = whole.filter(whole.step != "country")
        mean = whole[f"{size}_sum"] * whole.p
        chance = (1 - whole.p) * (whole[f"{size}_cells"] - whole[f"{size}_sum"] / whole.total)
        every = whole.group_by("step", subject="about").agg(over=(mean - chance).sum(), under=mean.sum())
        over = {(row["step"], row["subject"]): row["over"] for row in present.to_pyarrow().to_pylist()}
        for row in every.to_pyarrow().to_pylist():
            own_over = over.get((row["step"], row["subject"]), 0.0)
            name = _name(row["step"], side, row["subject"])
            found[name] = _strength(own_over + row["over"], row["under"])
    names = [_name(step, side, subject) for step in STEPS for side, *_ in _SIDES for subject in SUBJECTS]
    return {name: found.get(name, float(STRENGTH_LEAST.value)) for name in names}


def _name(step: str, side: str, subject: str) -> str:
    return f"{step}_{side}_{subject}"


def _strength(over: float, under: float) -> float:
    """Return a = under ÷ over within its bounds, in four digits: the order of sums then changes nothing.

    >>> _strength(0.1, 1.0), _strength(-3.0, 1.0), _strength(1.0, 0.0)
    (10.0, 10000.0, 1.0)
    """
    if under <= 0:
        return float(STRENGTH_LEAST.value)
    hits = STRENGTH_MOST.value if over <= 0 else under / over
    return float(f"{min(max(hits, STRENGTH_LEAST.value), STRENGTH_MOST.value):.4g}")


def _start(rows: Table) -> Table:
    top = rows.filter(rows.step == "country")
    return top.select(
        "key",
        demand=top.demand_share,
        supply=top.supply_share,
        demand_spread=(1 - top.demand_share) / ((top.n + 1) * top.demand_share),
        supply_spread=(1 - top.supply_share) / ((top.m + 1) * top.supply_share),
    )


def _step(rows: Table, above: Table, strengths: dict[str, float], step: str) -> Table:
    prior = above.rename({f"prior_{name}": name for name in above.columns})
    both = rows.inner_join(prior, rows.above == prior.prior_key)
    columns = {}
    for side, hits, size in _SIDES:
        skill, topic = (strengths[_name(step, side, subject)] for subject in SUBJECTS)
        a = ibis.ifelse(both.subject == "topic", topic, skill)
        kappa = a / both[f"prior_{side}"]
        mean = (both[hits] + a) / (both[size] + kappa)
        inherited = both[f"prior_{side}_spread"] * (a / (both[hits] + a)) ** 2
        columns[side] = mean
        columns[f"{side}_spread"] = (1 - mean) / ((both[size] + kappa + 1) * mean) + inherited
    names = ("demand", "supply", "demand_spread", "supply_spread")
    return both.select("key", **{name: columns[name] for name in names})
