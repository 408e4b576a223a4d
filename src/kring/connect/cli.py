"""`kring skills review` and `kring skills retrust`: what people corrected enters; tables leave on stdout."""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kring.core.cells import guarded
from kring.taxonomy.cli import Subparsers, print_table, skills_branch

if TYPE_CHECKING:
    from kring.engines.skills.retrust import Change, Estimate

_REVIEW_HEAD = (
    "surface",
    "skill",
    "uri",
    "removed",
    "kept",
    "added",
    "drafts",
    "people",
    "dispute",
    "examples",
)
_MOST_CHANGES = 20


def add_commands(subparsers: Subparsers) -> None:
    """Add the commands of skills that read what people corrected."""
    commands = skills_branch(subparsers)
    review = commands.add_parser(
        "review",
        help="surfaces that people corrected, the most disputed first",
        description="What people removed, let stand and added by hand, over all questions; no persons.",
    )
    review.add_argument("--format", choices=["table", "csv", "json"], default="table")
    review.add_argument("--language", choices=["nl", "en"], default="nl", help="of the names of skills (nl)")
    review.add_argument(
        "--most", type=int, default=50, metavar="N", help="how many rows at most; 0 is all (50)"
    )
    review.set_defaults(run=_review)
    retrust = commands.add_parser(
        "retrust",
        help="estimate trust again from labelled sentences and what people corrected",
        description="Prints the measures before and after, and what changes. Nothing is used before --adopt.",
    )
    choice = retrust.add_mutually_exclusive_group()
    choice.add_argument("--adopt", action="store_true", help="use the new trust from now on")
    choice.add_argument("--undo", action="store_true", help="use the former trust again")
    retrust.add_argument("--gold", type=Path, metavar="FILE", help="other labelled sentences, JSON Lines")
    retrust.add_argument("--format", choices=["table", "json"], default="table")
    retrust.set_defaults(run=_retrust)


def _review(arguments: argparse.Namespace) -> int:
    from kring.connect.queries.skill_feedback import disputed
    from kring.connect.queries.trust_estimate import all_forms
    from kring.taxonomy.queries.concepts import names

    found = disputed(all_forms())
    shown = found[: arguments.most] if arguments.most > 0 else found
    named = names([one.uri for one in shown], arguments.language)
    rows = [
        (one.surface, named[one.uri], one.uri, one.removed, one.kept, one.added, one.drafts, len(one.people),
         round(one.dispute, 3))
        for one in shown
    ]  # fmt: skip
    examples = [one.examples for one in shown]
    if arguments.format == "json":
        full = [(*row, said) for row, said in zip(rows, examples, strict=True)]
        print(json.dumps([dict(zip(_REVIEW_HEAD, row, strict=True)) for row in full], ensure_ascii=False))
    elif arguments.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_REVIEW_HEAD)
        for row, said in zip(rows, examples, strict=True):
            cells = (*row, " | ".join(said))
            writer.writerow(guarded(cell) if isinstance(cell, str) else cell for cell in cells)
    elif rows:
        told = [
            (row[0] or "(no words)", *row[1:], " | ".join(said))
            for row, said in zip(rows, examples, strict=True)
        ]
        print_table([_REVIEW_HEAD, *told])
    if not rows:
        print("Nobody corrected a skill yet.", file=sys.stderr)
    return 0


def _retrust(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from kring.connect.queries.trust_estimate import estimated_trust
    from kring.taxonomy.actions.adopt_trust import adopt_trust
    from kring.taxonomy.actions.undo_trust import undo_trust

    if arguments.undo:
        former = undo_trust(by="cli")
        used = f"version {former.pk} of {former.made_at:%Y-%m-%d}" if former else "the trust that ships"
        print(f"In use again: {used}.", file=sys.stderr)
        return 0
    estimate = estimated_trust(arguments.gold)
    if arguments.format == "json":
        print(json.dumps(_as_json(estimate), ensure_ascii=False))
    else:
        _print_estimate(estimate)
    if not arguments.adopt:
        print("Nothing changed yet. To use it: kring skills retrust --adopt", file=sys.stderr)
        return 0
    version = adopt_trust(estimate, by="cli", now=timezone.now())
    print(f"Adopted as version {version.pk}. To go back: kring skills retrust --undo", file=sys.stderr)
    return 0


def _print_estimate(estimate: "Estimate") -> None:
    print_table(
        [
            ("mode", "language", "measure", "before", "after", "change"),
            *(
                (
                    f.mode,
                    f.language,
                    f.name,
                    f"{f.before:.3f}",
                    f"{f.after:.3f}",
                    f"{f.after - f.before:+.3f}",
                )
                for f in estimate.figures
            ),
        ]
    )
    print()
    print_table(list(_counts(estimate).items()))
    if estimate.changes:
        print()
        head = ("surface", "before", "after", "verdicts of people", "what happens", "uri")
        print_table([head, *map(_change_row, estimate.changes[:_MOST_CHANGES])])


def _counts(estimate: "Estimate") -> dict[str, int]:
    changes = estimate.changes
    return {
        "surfaces changed": len(changes),
        "of which by people": sum(one.people > 0 for one in changes),
        "fall silent": sum(one.falls_silent for one in changes),
        "speak up": sum(one.speaks_up for one in changes),
        "too few drafts or people yet": estimate.waiting,
    }


def _change_row(one: "Change") -> Sequence[object]:
    happens = "falls silent" if one.falls_silent else "speaks up" if one.speaks_up else ""
    return (one.surface, f"{one.before:.2f}", f"{one.after:.2f}", f"{one.people:g}", happens, one.uri)


def _as_json(estimate: "Estimate") -> dict[str, object]:
    return {
        "figures": [
            {"mode": f.mode, "language": f.language, "measure": f.name, "before": round(f.before, 4),
             "after": round(f.after, 4)}
            for f in estimate.figures
        ],
        "counts": _counts(estimate),
        "changes": [
            {"uri": c.uri, "surface": c.surface, "before": round(c.before, 4), "after": round(c.after, 4),
             "people": c.people, "falls_silent": c.falls_silent, "speaks_up": c.speaks_up}
            for c in estimate.changes
        ],
    }  # fmt: skip
