"""Plain figures enter; the same figures with both shares drawn towards the parent cell's leave.

The parent of a cell is the same cell with level "all"; of that, with area "all"; of that, the wider
region: COROP → province → country, hub → country. The country has no parent: its shares are the plain
ones. A prior worth κ documents with the parent's share p gives (x + κp) ÷ (n + κ). κ is estimated per
kind of step and per side by the method of moments for the beta-binomial (Kleinman 1973), over all
children of all parents, those with x = 0 included:

    ρ = Σ [(x − np)² − np(1 − p)] ÷ Σ n(n − 1) p(1 − p),   κ = 1 ÷ ρ − 1
"""

import math

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from kring.engines.market.parameters import NORMAL_QUANTILE, STRENGTH_LEAST, STRENGTH_MOST
from kring.engines.market.roll_up import Dimensions
from kring.engines.market.workbench import Workbench

STEPS = ("hub", "province", "corop", "area", "level")
_SIDES = (("demand", "x", "n"), ("supply", "y", "m"))


def pooled_figures(
    bench: Workbench, plain: Table, cells: Table, dims: Dimensions
) -> tuple[Table, dict[str, float]]:
    """Return key, pooled_gap, pooled_low, pooled_high, and the strength κ per step and side."""
    parents = bench.table(_parents(dims))
    rows = _with_parent(
        plain.select(
            "key", "cell", "region", "area", "level", "x", "n", "y", "m", "demand_share", "supply_share"
        ),
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
    totals = children.group_by("step", "above").agg(
        n_sum=children.n.sum(),
        n_squares=(children.n.cast("float64") * children.n).sum(),
        m_sum=children.m.sum(),
        m_squares=(children.m * children.m).sum(),
    )
    totals = bench.keep("pool_totals", totals)
    for side, hits, size in _SIDES:
        top = rows.select(parent_key="key", parent_cell="cell", p=f"{side}_share")
        own = rows.inner_join(top, rows.above == top.parent_key)
        own = own.filter((own.step != "country") & (own[size] > 0))
        x, n, p = own[hits].cast("float64"), own[size].cast("float64"), own.p
        present = own.group_by("step").agg(over=(x * x - 2 * x * n * p).sum())
        per_parent = totals.inner_join(top, totals.above == top.parent_cell)
        per_parent = per_parent.filter(per_parent.step != "country")
        share, spread = per_parent.p, per_parent.p * (1 - per_parent.p)
        squares, sums = per_parent[f"{size}_squares"], per_parent[f"{size}_sum"]
        expected = per_parent.group_by("step").agg(
            over=(share * share * squares - spread * sums).sum(), under=(spread * (squares - sums)).sum()
        )
        over = {row["step"]: row["over"] for row in present.to_pyarrow().to_pylist()}
        for row in expected.to_pyarrow().to_pylist():
            found[f"{row['step']}_{side}"] = _strength(over.get(row["step"], 0.0) + row["over"], row["under"])
    return {
        f"{step}_{side}": found.get(f"{step}_{side}", STRENGTH_LEAST.value)
        for step in STEPS
        for side, *_ in _SIDES
    }


def _strength(over: float, under: float) -> float:
    """Return κ = 1 ÷ ρ − 1 with four significant digits, so that sums in another order change nothing.

    >>> _strength(0.1, 1.0), _strength(-3.0, 1.0), _strength(1.0, 0.0)
    (9.0, 10000.0, 1.0)
    """
    if under <= 0:
        return float(STRENGTH_LEAST.value)
    rho = over / under
    kappa = STRENGTH_MOST.value if rho <= 0 else 1 / rho - 1
    return float(f"{min(max(kappa, STRENGTH_LEAST.value), STRENGTH_MOST.value):.4g}")


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
    prior = above.select(prior_key="key", prior_demand="demand", prior_supply="supply")
    both = rows.inner_join(prior, rows.above == prior.prior_key)
    columns = {}
    for side, hits, size in _SIDES:
        kappa = strengths[f"{step}_{side}"]
        mean = (both[hits] + kappa * both[f"prior_{side}"]) / (both[size] + kappa)
        columns[side] = mean
        columns[f"{side}_spread"] = (1 - mean) / ((both[size] + kappa + 1) * mean)
    names = ("demand", "supply", "demand_spread", "supply_spread")
    return both.select("key", **{name: columns[name] for name in names})
