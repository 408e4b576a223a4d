"""What the index of a file answers is what a search through every row of it answers."""

import random
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from kring.sense.models.lake import SCHEMAS, lake_folder
from kring.sense.queries.lake_index import Cell, FileIndex, Keys, key_text, number_of, numbers_of

CORPS, AREAS, LEVELS, SKILLS = ("NL111", "NL112", None), ("care", "industry", None), ("user", None), "abcde"


def made_lake(kind, seed):
    """Write documents with mentions in several row groups; return the rows too."""
    import pyarrow.parquet as pq

    dice = random.Random(seed)
    table = "vacancies" if kind == "vacancy" else "courses"
    folder = lake_folder()
    documents, mentions = folder / "documents.parquet", folder / "mentions.parquet"
    rows, found = [], []
    with (
        pq.ParquetWriter(documents, SCHEMAS[table]) as to_rows,
        pq.ParquetWriter(mentions, SCHEMAS["mentions"]) as to_found,
    ):
        for _ in range(6):
            part = [made_row(dice, kind) for _ in range(dice.randint(1, 40))]
            named = [made_mention(dice, kind, row) for row in part for _ in range(dice.randint(0, 4))]
            to_rows.write_table(pa.Table.from_pylist(part, schema=SCHEMAS[table]))
            to_found.write_table(pa.Table.from_pylist(named, schema=SCHEMAS["mentions"]))
            rows, found = rows + part, found + named
    return FileIndex(kind, documents, mentions), rows, found


def made_row(dice, kind):
    def day():
        return date(2026, 1, 1) + timedelta(days=dice.randint(0, 60)) if dice.random() < 0.8 else None

    dates = {"posted": day()} if kind == "vacancy" else {"starts": day(), "ends": day()}
    key = f"{dice.getrandbits(64):016x}"
    few = {"corop": dice.choice(CORPS), "area": dice.choice(AREAS), "level": dice.choice(LEVELS)}
    return {"key": key, "title": f"Title {key}", "text": "…", **few, **dates}


def made_mention(dice, kind, row):
    uri = dice.choice(SKILLS)
    return {"doc_key": row["key"], "doc_kind": kind, "uri": uri, "start": dice.randint(0, 9), "end": 10}


def counts_in(row, kind, cell):
    days = [row["posted"]] * 2 if kind == "vacancy" else [row["starts"], row["ends"]]
    first, last = days[0] or days[1], days[1] or days[0]
    open_field = kind == "course" and row["area"] is None
    return (
        (not cell.corops or row["corop"] in cell.corops)
        and (cell.area in ("", "all") or row["area"] == cell.area or open_field)
        and (cell.level in ("", "all") or row["level"] == cell.level)
        and (cell.first_day is None or (last is not None and last >= cell.first_day))
        and (cell.last_day is None or (first is not None and first <= cell.last_day))
    )


CELLS = (
    Cell(),
    Cell(corops=("NL111",)),
    Cell(area="care", level="user"),
    Cell(first_day=date(2026, 1, 10)),
    Cell(last_day=date(2026, 2, 1)),
    Cell(("NL111", "NL112", "elsewhere"), "industry", "all", date(2026, 1, 20), date(2026, 2, 10)),
)


@pytest.mark.parametrize("kind", ["vacancy", "course"])
@pytest.mark.parametrize("seed", range(4))
def test_cells_and_skills_are_those_of_a_full_search(sense, kind, seed):
    index, rows, found = made_lake(kind, seed)
    for cell in CELLS:
        for uris in (["a"], ["b", "e", "z"], []):
            at, counts = index.counts_with(uris)
            held = index.inside(at, cell)
            said = {}
            for one in found:
                if one["uri"] in uris:
                    said.setdefault(one["doc_key"], set()).add(one["uri"])
            wanted = {row["key"]: len(said[row["key"]]) for row in rows
                      if row["key"] in said and counts_in(row, kind, cell)}  # fmt: skip
            keys = [key_text(one) for one in index.keys[at[held]]]
            assert dict(zip(keys, counts[held].tolist(), strict=True)) == wanted
            assert index.skills_of(at[held], uris) == [frozenset(said[key]) for key in keys]


@pytest.mark.parametrize("seed", range(4))
def test_documents_and_mentions_are_read_whole(sense, seed):
    index, rows, found = made_lake("course", seed)
    dice = random.Random(seed)
    chosen = dice.sample(rows, min(9, len(rows)))
    at = index.rows_of([row["key"] for row in chosen] + ["0" * 16, "no key", ""])
    read = index.read(at)
    assert sorted(row["key"] for row in read) == sorted(row["key"] for row in chosen)
    by_key = {row["key"]: row for row in rows}
    assert all(row["starts"] == by_key[row["key"]]["starts"] for row in read)
    assert list(index.read(at, ["title"])[0]) == ["title"]
    keys = {row["key"] for row in chosen}
    assert sorted((one["doc_key"], one["uri"], one["start"]) for one in index.mentions_in(at)) == sorted(
        (one["doc_key"], one["uri"], one["start"]) for one in found if one["doc_key"] in keys
    )


def test_keys_keep_their_order_as_numbers():
    dice = random.Random(1)
    keys = sorted(f"{dice.getrandbits(64):016x}" for _ in range(500))
    numbers = numbers_of(pa.chunked_array([keys[:3], [], keys[3:]]))
    assert (np.diff(numbers.astype(object)) > 0).all()
    assert [key_text(one) for one in numbers] == keys
    assert [number_of(key) for key in keys] == numbers.tolist()
    listed = Keys(numbers)
    assert (len(listed), listed[0], listed[1:3]) == (500, keys[0], keys[1:3])
    assert numbers_of(pa.array(keys).slice(7, 2)).tolist() == numbers[7:9].tolist()
    with pytest.raises(ValueError, match="16 digits"):
        numbers_of(pa.array(["short"]))
