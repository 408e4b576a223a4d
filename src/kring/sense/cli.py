"""`kring sense …`: paths or a cell enter; a report of an import, or figures, leave."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kring.core.cells import unguarded
from kring.core.problems import Problem, UnableTo
from kring.core.whole_file import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

    from kring.sense.models import ImportReceipt


ROWS_SHOWN = 25
REJECTS_SAID = 5


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add sense vacancies, courses, examples, gaps and receipts."""
    sense = subparsers.add_parser("sense", help="load vacancies, courses and examples; compute the gaps")
    commands = sense.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_import(commands, "vacancies", "JobPosting (JSON, JSON Lines), CSV, Parquet; gzip and zip of these")
    reads = "OOAPI 5, schema.org Course, CSV, Parquet; gzip and zip of these"
    courses = _add_import(commands, "courses", reads)
    courses.add_argument(
        "--on-offer",
        type=_period,
        metavar="FROM:UNTIL",
        help="when courses without any date are on offer, as 2026-09-01:2027-08-31 (else: not known)",
    )
    _add_import(commands, "examples", "the Algorithm Register's JSON, any list in JSON, CSV; gzip of these")
    _add_gaps(commands)
    receipts = commands.add_parser("receipts", help="list what was loaded, newest first")
    receipts.set_defaults(run=_receipts)
    undo = commands.add_parser(
        "undo",
        help="take the documents of one import out again",
        description="What an import brought into the lake leaves it; its receipt stays. Figures keep their "
        "release: 'kring sense gaps' computes new ones.",
    )
    undo.add_argument(
        "receipt", metavar="ID", help="as 'kring sense receipts' and the report of an import say it"
    )
    undo.set_defaults(run=_undo)


def _period(text: str) -> tuple[date, date]:
    first, _, last = text.partition(":")
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(f"write two dates, as 2026-09-01:2027-08-31, not {text!r}") from None


def _add_import(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", kind: str, reads: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        kind, help=f"load {kind} from files or folders", description=f"Reads {reads}."
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--source", default="", help="name of the source (default: the file's name)")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help="which column of a table holds a field, where its heading does not tell, as text=Werk; "
        "once for each such field",
    )
    parser.set_defaults(run=_load, kind=kind)
    return parser


def _add_gaps(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    gaps = commands.add_parser(
        "gaps", help="compute demand, supply and gap, and print or export them",
        description="Computes when the data changed since the last time. Codes: NL, NL11, NL112, hub:noord; "
        "'every' opens a dimension.",
    )  # fmt: skip
    gaps.add_argument("--region", default="NL", help="region code, or every (NL)")
    gaps.add_argument("--skill", default="", help="URI, its last part, or a part of the name (every)")
    gaps.add_argument("--area", default="all", help="application area, all or every (all)")
    gaps.add_argument("--level", default="all", help="skill level, all or every (all)")
    gaps.add_argument("--window", default="", help="last quarter of the four, as 2026Q3 (newest)")
    gaps.add_argument("--format", choices=["table", "csv", "json"], default="table")
    gaps.add_argument("--out", type=Path, help="write to this file instead of standard output")
    gaps.add_argument("--language", choices=["nl", "en"], default="en", help="of names and caveats (en)")
    gaps.set_defaults(run=_gaps)


def _column_map(pairs: Sequence[str]) -> dict[str, str] | None:
    wrong = [pair for pair in pairs if "=" not in pair or pair.startswith("=")]
    if wrong:
        raise UnableTo(
            Problem("bad_map", "--map {pair} is not FIELD=COLUMN.", "Write it as text=Omschrijving.",
                    params={"pair": wrong[0]})
        )  # fmt: skip
    return dict(pair.split("=", 1) for pair in pairs) or None  # type: ignore[misc]


def _load(arguments: argparse.Namespace) -> int:
    from kring.core.progress import Progress
    from kring.sense.actions.incoming import require_paths
    from kring.sense.formats import total_bytes

    require_paths(arguments.paths)
    total = sum(total_bytes(path) for path in arguments.paths)
    with Progress(f"Reading {arguments.kind}, bytes", total=total) as progress:
        receipt = _importer(arguments.kind)(
            paths=arguments.paths,
            source=arguments.source,
            column_map=_column_map(arguments.map),
            progress=progress.advance,
            **({"on_offer": arguments.on_offer} if arguments.kind == "courses" else {}),
        )
    for name, value in report(receipt):
        print(f"{name}\t{value}")
    _say_rejects(receipt)
    if not receipt.read or receipt.rejected == receipt.read:
        print(f"kring: nothing could be used of {receipt.read} records read", file=sys.stderr)
        return 1
    return 0


def _say_rejects(receipt: "ImportReceipt") -> None:
    """Tell in words where the first rejects stand and what to do; the file has all, with codes."""
    import csv
    from itertools import islice

    from django.conf import settings

    from kring.sense.formats import REASONS, REMEDIES

    if not receipt.rejects_file:
        return
    path = Path(settings.KRING_DATA) / "rejects" / receipt.rejects_file
    with path.open(encoding="utf-8", newline="") as handle:
        for row in islice(csv.DictReader(handle), REJECTS_SAID):
            code = row["reason"]
            problem = Problem(
                code, REASONS.get(code, code), REMEDIES.get(code, ""), file=unguarded(row["file"]),
                line=int(row["line"]) if row["line"] else None, field=unguarded(row["field"]),
            )  # fmt: skip
            print(f"kring: left out: {problem.place}: {problem.message} {problem.remedy}", file=sys.stderr)
    if receipt.rejected > REJECTS_SAID:
        print(f"kring: and {receipt.rejected - REJECTS_SAID} more in {path}", file=sys.stderr)


def _importer(kind: str) -> "Callable[..., ImportReceipt]":
    from functools import partial

    from kring.parties.rules import SYSTEM
    from kring.sense.actions.import_courses import import_courses
    from kring.sense.actions.import_examples import import_examples
    from kring.sense.actions.import_vacancies import import_vacancies

    today = date.today()
    return {
        "vacancies": partial(import_vacancies, actor=SYSTEM, today=today),
        "courses": partial(import_courses, actor=SYSTEM, today=today),
        "examples": partial(import_examples, actor=SYSTEM),
    }[kind]


def report(receipt: "ImportReceipt") -> list[tuple[str, object]]:
    """Return the lines of an import's report: counts, what is unknown, what was removed, the rejects."""
    from django.conf import settings

    lines: list[tuple[str, object]] = [
        (name, getattr(receipt, name)) for name in ("read", "kept", "duplicate", "rejected")
    ]
    lines += [(f"kept, {name} unknown", n) for name, n in receipt.unknown.items() if " " not in name]
    lines += [(f"kept in {name}", n) for name, n in receipt.unknown.items() if " " in name]
    lines += [(f"removed: {name}", n) for name, n in receipt.removed.items()]
    if receipt.rejects_file:
        lines.append(("rejects", Path(settings.KRING_DATA) / "rejects" / receipt.rejects_file))
    return [*lines, ("receipt", receipt.pk)]


def _gaps(arguments: argparse.Namespace) -> int:
    from kring.parties.rules import SYSTEM
    from kring.sense.actions.compute_gaps import compute_gaps
    from kring.sense.formats.figures import as_json, csv_lines
    from kring.sense.queries.exports import caveats_of, provenance_of, rows_of
    from kring.sense.queries.gaps import current_release

    release = current_release()
    if release is None:
        print("Computing the gaps …", file=sys.stderr, flush=True)
        release = compute_gaps(actor=SYSTEM)
    table = rows_of(
        release,
        region=arguments.region,
        skill=arguments.skill,
        area=arguments.area,
        level=arguments.level,
        window=arguments.window,
        language=arguments.language,
    )
    about = {"release": release.pk, "caveats": caveats_of(release, arguments.language)}
    if arguments.format == "csv":
        text = "".join(csv_lines(table, provenance_of(release)))
    elif arguments.format == "json":
        text = as_json(table, about)
    else:
        text = _as_table(table)
    _put(text, arguments.out)
    if arguments.format != "json":
        print("\n".join([f"Release {release.pk}.", *about["caveats"]]), file=sys.stderr)  # type: ignore[list-item]
    return 0


def _as_table(table: "pa.Table") -> str:
    """Return the largest figures as aligned text, on the default basis."""
    from kring.engines.market.results import reading

    rows = table.slice(0, ROWS_SHOWN).to_pylist()
    lines = [("skill", "region", "area", "level", "x of n", "y of m", "times", "95 %", "sure")]
    for row in rows:
        read = reading(row)
        times, low, high = (2**value for value in (read.gap, read.low, read.high))
        lines.append(
            (row["skill_name"][:44], row["region"], row["area"], row["level"], f"{row['x']} of {row['n']}",
             f"{row['y']:.1f} of {row['m']:.1f}", f"{times:.1f}", f"{low:.1f}–{high:.1f}",
             "yes" if read.reliable else "no")
        )  # fmt: skip
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    text = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
    left = table.num_rows - len(rows)
    return text + (f"\n… and {left} more (--format csv gives all)\n" if left > 0 else "\n")


def _put(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    try:
        with whole_file(out) as handle:
            handle.write(text)
    except OSError as error:  # a full disk does not say which file
        raise OSError(error.errno, error.strerror, str(out)) from error


def _receipts(arguments: argparse.Namespace) -> int:
    from kring.sense.models import ImportReceipt

    print("when\tkind\tsource\tread\tkept\tduplicate\trejected\tundone\tid")
    for one in ImportReceipt.objects.all():
        when = f"{one.at:%Y-%m-%d %H:%M}"
        undone = f"{one.undone_at:%Y-%m-%d %H:%M}" if one.undone_at else ""
        fields = (when, one.kind, one.source, one.read, one.kept, one.duplicate, one.rejected, undone, one.pk)
        print("\t".join(map(str, fields)))
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    from kring.parties.rules import SYSTEM
    from kring.sense.actions.undo_import import receipt_named, undo_import

    undone = undo_import(receipt=receipt_named(arguments.receipt), actor=SYSTEM)
    print(f"undone\t{undone.kept} {undone.kind} from {undone.source}")
    return 0
