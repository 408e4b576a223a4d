"""Makes a synthetic market with a known truth, runs the market engine on it and prints one JSON line.

Run: python benchmarks/gaps.py [--scale N] [--threads N] [--seed N]. Scale 1 is 24,000 vacancies of
150–300 words, 2,400 courses and twelve quarters. Progress goes to standard error.
"""

import argparse
import json
import platform
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.stats import spearmanr

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from kring.core.regions import regions
from kring.core.terms import areas, levels, topics
from kring.engines.market.back_off import largest_gaps
from kring.engines.market.distinct import find_distinct
from kring.engines.market.gaps import compute_gaps
from kring.engines.market.inputs import MarketInputs

FIRST_DAY, DAYS = np.datetime64("2023-10-01"), 1096
SKILLS = 220
REPOSTED_SHARE = 0.1


class Country:
    """The truth: the chance that a document of a province names a skill, for demand and for supply."""

    def __init__(self, dice: np.random.Generator) -> None:
        self.dice = dice
        self.corop = sorted(region.code for region in regions().values() if region.level == "corop")
        self.provinces = sorted({code[:4] for code in self.corop})
        popularity = 0.25 / np.arange(1, SKILLS + 1) ** 0.7
        self.shares = {
            kind: np.clip(
                popularity
                * 2 ** dice.normal(0, 0.8, SKILLS)
                * 2 ** dice.normal(0, 0.4, (len(self.provinces), SKILLS)),
                0.0005,
                0.6,
            )
            for kind in ("vacancy", "course")
        }
        topic_codes = list(topics())
        self.skills = {
            f"urn:kring:ai-skill:s{at:03d}": topic_codes[at % len(topic_codes)] for at in range(SKILLS)
        }

    def codes(self, values: list[str], count: int, *, unknown_share: float) -> pa.Array:
        chances = self.dice.dirichlet(np.full(len(values), 3.0))
        drawn = self.dice.choice(len(values), count, p=chances)
        unknown = self.dice.random(count) < unknown_share
        return pa.array(np.array(values, dtype=object)[drawn], pa.string(), mask=unknown)

    def documents(self, kind: str, count: int) -> tuple[pa.Table, pa.Table]:
        """Return the documents of a kind and their mentions."""
        where = self.dice.integers(0, len(self.corop), count)
        province = np.array([self.provinces.index(code[:4]) for code in self.corop])[where]
        keys = np.array([f"{kind[0]}{at:08d}" for at in range(count)], dtype=object)
        day = FIRST_DAY + self.dice.integers(0, DAYS, count)
        table = {
            "key": keys,
            "corop": np.array(self.corop, dtype=object)[where],
            "area": self.codes(list(areas()), count, unknown_share=0.1 if kind == "vacancy" else 0.3),
            "level": self.codes(list(levels()), count, unknown_share=0.2),
        }
        if kind == "vacancy":
            table |= {"source": self.codes(["one", "two", "three"], count, unknown_share=0), "posted": day}
        else:
            table |= {"starts": day, "ends": day + 90, "places": self.dice.integers(8, 40, count)}
        named: list[pa.Table] = []
        uris = np.array(list(self.skills), dtype=object)
        for at in range(0, count, 10_000):
            part = slice(at, at + 10_000)
            chance = self.shares[kind][province[part]]
            row, skill = np.nonzero(self.dice.random(chance.shape) < chance)
            kinds = pa.array([kind] * len(row))
            named.append(pa.table({"doc_key": keys[part][row], "doc_kind": kinds, "uri": uris[skill]}))
        return pa.table(table), pa.concat_tables(named)

    def with_texts(self, vacancies: pa.Table) -> pa.Table:
        """Add texts of 150–300 words (a fifth of them the employer's own), titles, employers and places.

        A tenth repeats an earlier text, half of those with one word changed.
        """
        count = vacancies.num_rows
        words = np.array([f"woord{at}" for at in range(8000)], dtype=object)
        plate = [" ".join(self.dice.choice(words, 45)) for _ in range(500)]
        employer = self.dice.integers(0, 500, count)
        drawn = words[(self.dice.random((count, 255)) ** 2 * 8000).astype(int)]
        length = self.dice.integers(105, 256, count)
        texts = [f"{plate[employer[at]]} {' '.join(drawn[at, : length[at]])}" for at in range(count)]
        for at in np.flatnonzero(self.dice.random(count) < REPOSTED_SHARE)[1:]:
            other = int(self.dice.integers(0, at))
            text = texts[other]
            texts[at] = text if at % 2 else text.replace(str(drawn[other, 50]), "anders", 1)
        return (
            vacancies.append_column("text", pa.array(texts))
            .append_column("title", pa.array([f"Functie {at}" for at in self.dice.integers(0, 300, count)]))
            .append_column("employer", pa.array([f"Bedrijf {at}" for at in employer]))
            .append_column("place", vacancies["corop"])
        )

    def truth(self, rows: pa.Table) -> np.ndarray:
        """Return the true gap of figures of provinces and COROP areas."""
        province = [self.provinces.index(code[:4]) for code in rows["region"].to_pylist()]
        skill = [int(uri[-3:]) for uri in rows["skill"].to_pylist()]
        return np.log2(self.shares["vacancy"][province, skill] / self.shares["course"][province, skill])


def accuracy(country: Country, out: Path, window: str) -> dict[str, float]:
    """Compare the figures of one window with the truth, where vacancies of all areas and levels are taken."""
    local = [
        ("region_level", "in", ["province", "corop"]),
        ("skill_level", "=", "skill"),
        ("area", "=", "all"),
        ("level", "=", "all"),
        ("window", "=", window),
    ]
    rows = pq.read_table(out, filters=local)
    true = country.truth(rows)
    return {
        "local_cells": rows.num_rows,
        **_against(true, rows, prefix="", label="plain"),
        **_against(true, rows, prefix="pooled_", label="pooled"),
    }


def _against(true: np.ndarray, rows: pa.Table, *, prefix: str, label: str) -> dict[str, float]:
    gap, low, high = (rows[prefix + name].to_numpy() for name in ("gap", "low", "high"))
    sure = rows[prefix + "reliable"].to_numpy(zero_copy_only=False)
    measures = {
        "spearman_reliable": float(spearmanr(gap[sure], true[sure]).statistic),
        "rmse": float(np.sqrt(np.mean((gap - true) ** 2))),
        "coverage": float(((low <= true) & (true <= high)).mean()),
    }
    return {f"{label}_reliable": int(sure.sum())} | {
        f"{label}_{name}": round(v, 3) for name, v in measures.items()
    }


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="times 24,000 vacancies")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    count = int(24_000 * options.scale)
    country = Country(np.random.default_rng(options.seed))
    print(f"Making {count:,} vacancies", file=sys.stderr)
    vacancies, asked = country.documents("vacancy", count)
    courses, taught = country.documents("course", count // 10)
    vacancies = country.with_texts(vacancies)
    mentions = pa.concat_tables([asked, taught])
    print("Distinct vacancies", file=sys.stderr)
    started = time.perf_counter()
    distinct = find_distinct(vacancies)
    distinct_seconds = time.perf_counter() - started
    print("Gaps", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "gaps.parquet"
        inputs = MarketInputs(vacancies.drop_columns(["text"]), courses, mentions, country.skills)
        started = time.perf_counter()
        release = compute_gaps(inputs, distinct=distinct, out=out, threads=options.threads)
        gaps_seconds = time.perf_counter() - started
        window = release.caveats.windows[-1]
        started = time.perf_counter()
        shown = largest_gaps(out, region="hub:noord", window=window)
        page_seconds = time.perf_counter() - started
        result = {
            "benchmark": "gaps",
            "date": date.today().isoformat(),
            "python": platform.python_version(),
            "threads": options.threads,
            "vacancies": count,
            "courses": courses.num_rows,
            "mentions": mentions.num_rows,
            "windows": len(release.caveats.windows),
            "distinct_seconds": round(distinct_seconds, 2),
            "distinct_documents_per_second": round(count / distinct_seconds),
            "duplicate_share": round(distinct.duplicate_share, 4),
            "gaps_seconds": round(gaps_seconds, 2),
            "figures": release.rows,
            "megabytes": round(out.stat().st_size / 1e6, 1),
            "largest_gaps_ms": round(page_seconds * 1000),
            "largest_gaps_found": len(shown),
            **accuracy(country, out, window),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
