"""The frozen results of the market engine: the figures' schema, their caveats and their release.

A row of the gaps Parquet is one figure: a skill or topic in a cell (region, area, level, window).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

METADATA_KEY = b"kring.release"

# The plain figure is the default: pooled has the smaller error, but on the fictional country its interval
# covers the truth less often (.82 against .90 of cells). Both stand in every row.
BASES = ("pooled", "plain")
DEFAULT_BASIS = "plain"

_COLUMNS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("window", pa.string(), "last quarter of the rolling four: 2026Q3"),
    ("region", pa.string(), "NL, NLxx (province), NLxxx (COROP) or hub:<code>"),
    ("region_level", pa.string(), "country, hub, province or corop"),
    ("skill", pa.string(), "URI of the skill, or urn:kring:ai-topic:<code>"),
    ("skill_level", pa.string(), "skill or topic"),
    ("topic", pa.string(), "urn:kring:ai-topic:<code> the skill backs off to; null for a topic"),
    ("area", pa.string(), "application area, or all"),
    ("level", pa.string(), "skill level, or all"),
    ("x", pa.int64(), "distinct vacancies in the cell that ask for the skill"),
    ("n", pa.int64(), "distinct vacancies in the cell"),
    ("y", pa.float64(), "m times the weighted share of courses that teach the skill"),
    ("m", pa.float64(), "effective number of courses on offer, (Σw)² ÷ Σw²"),
    ("courses", pa.int64(), "courses on offer in the cell"),
    ("demand_share", pa.float64(), "(x + ½) ÷ (n + 1)"),
    ("supply_share", pa.float64(), "(y + ½) ÷ (m + 1)"),
    ("gap", pa.float64(), "log2(demand_share ÷ supply_share): 1 = asked twice as much as taught"),
    ("low", pa.float64(), "lower end of the gap's 95 % interval"),
    ("high", pa.float64(), "upper end"),
    ("reliable", pa.bool_(), "0 lies outside the interval, and the cell has vacancies and courses"),
    ("pooled_gap", pa.float64(), "the gap with both shares drawn towards the parent cell's"),
    ("pooled_low", pa.float64(), "lower end of its 95 % interval"),
    ("pooled_high", pa.float64(), "upper end"),
    ("pooled_reliable", pa.bool_(), "0 lies outside that interval, and the cell has vacancies and courses"),
    ("growth", pa.float64(), "demand share ÷ that of four quarters earlier, same sources; null = unknown"),
    ("lq", pa.float64(), "location quotient: demand share ÷ that of the country, same area and level"),
    ("hhi_employer", pa.float64(), "Herfindahl index of the cell's vacancies over employers, 0–1"),
    ("hhi_source", pa.float64(), "the same over sources"),
)

GAPS_SCHEMA = pa.schema([pa.field(name, kind, metadata={"meaning": text}) for name, kind, text in _COLUMNS])
MEANINGS: Mapping[str, str] = {name: text for name, _, text in _COLUMNS}


@dataclass(frozen=True)
class Reason:
    """Why something is as it is: a code with parameters; sentences.py has the words."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """The gap of a figure on one basis: pooled with wider cells, or plain."""

    gap: float
    low: float
    high: float
    reliable: bool


def reading(figure: Mapping[str, object], *, basis: str = DEFAULT_BASIS) -> Reading:
    """Return the gap, its interval and whether it is reliable, of a row of the gaps."""
    prefix = "pooled_" if basis == "pooled" else ""
    gap, low, high = (float(str(figure[prefix + name])) for name in ("gap", "low", "high"))
    return Reading(gap, low, high, bool(figure[prefix + "reliable"]))


@dataclass(frozen=True)
class SourceChange:
    """A source that entered or left between a window and the one four quarters earlier."""

    window: str
    source: str
    change: str


@dataclass(frozen=True)
class Origin:
    """What the engine cannot see itself: who extracted the mentions, and from when the region codes are."""

    extractor_mode: str = "unknown"
    extractor_version: str = "unknown"
    region_vintage: str = "NUTS2024"


@dataclass(frozen=True)
class Caveats:
    """What every table prints below itself."""

    sources: tuple[str, ...]
    source_changes: tuple[SourceChange, ...]
    vacancies_read: int
    vacancies_distinct: int
    duplicate_share: float
    duplicates_by_rule: Mapping[str, int]
    unknown: Mapping[str, int]
    mentions_not_followed: int
    windows: tuple[str, ...]
    prior_strengths: Mapping[str, float]
    origin: Origin
    signals: tuple[str, ...] = ("vacancies",)


@dataclass(frozen=True)
class GapRelease:
    """One frozen release: its id (a hash of the content), the figures, the caveats and the reasons.

    ``figures`` is the Parquet file when one was asked for, else an Arrow table.
    """

    release_id: str
    figures: Path | pa.Table
    rows: int
    caveats: Caveats
    reasons: tuple[Reason, ...]

    def metadata(self) -> dict[bytes, bytes]:
        """Return what the Parquet file carries in its metadata."""
        return _metadata(self.release_id, self.caveats, self.reasons)


def _metadata(release_id: str, caveats: Caveats, reasons: Sequence[Reason]) -> dict[bytes, bytes]:
    content = {
        "release_id": release_id,
        "caveats": asdict(caveats),
        "reasons": [{"code": reason.code, "params": dict(reason.params)} for reason in reasons],
    }
    return {METADATA_KEY: json.dumps(content, sort_keys=True, ensure_ascii=False).encode()}


def release_schema(release_id: str, caveats: Caveats, reasons: Sequence[Reason]) -> pa.Schema:
    """Return the figures' schema with the release in its metadata."""
    return GAPS_SCHEMA.with_metadata(_metadata(release_id, caveats, reasons))


def read_release(figures: Path | pa.Table) -> GapRelease:
    """Return the release that a Parquet file or table of figures holds."""
    schema = figures.schema if isinstance(figures, pa.Table) else pq.read_schema(figures)
    rows = figures.num_rows if isinstance(figures, pa.Table) else pq.read_metadata(figures).num_rows
    content = json.loads(schema.metadata[METADATA_KEY])
    held = content["caveats"]
    caveats = Caveats(
        **{
            **held,
            "sources": tuple(held["sources"]),
            "source_changes": tuple(SourceChange(**change) for change in held["source_changes"]),
            "windows": tuple(held["windows"]),
            "signals": tuple(held["signals"]),
            "origin": Origin(**held["origin"]),
        }
    )
    reasons = tuple(Reason(reason["code"], reason["params"]) for reason in content["reasons"])
    return GapRelease(content["release_id"], figures, rows, caveats, reasons)


def read_figures(
    gaps: Path | pa.Table,
    *,
    columns: Sequence[str] | None = None,
    **wanted: str | Sequence[str],
) -> pa.Table:
    """Return the figures whose columns have one of the wanted values; a file is read only where needed.

    ``read_figures(path, window="2026Q3", region=["NL11", "NL"], level="all")``
    """
    condition = None
    for name, values in wanted.items():
        listed = [values] if isinstance(values, str) else list(values)
        term = ds.field(name) == listed[0] if len(listed) == 1 else ds.field(name).isin(listed)
        condition = term if condition is None else condition & term
    if isinstance(gaps, pa.Table):
        found = gaps if condition is None else gaps.filter(condition)
        return found.select(list(columns)) if columns else found
    return pq.read_table(gaps, filters=condition, columns=list(columns) if columns else None)
