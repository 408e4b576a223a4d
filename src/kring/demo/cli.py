"""`kring demo load`: arguments enter; the fictional country and a table of its counts leave."""

import argparse
import sys
import time
from datetime import date


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``demo load``."""
    demo = subparsers.add_parser("demo", help="the fictional country, to look around and to test with")
    commands = demo.add_subparsers(title="commands", metavar="COMMAND", required=True)
    load = commands.add_parser("load", help="load the fictional country into an empty data folder")
    load.add_argument("--seed", type=int, default=1, help="another seed, another country (1)")
    load.add_argument("--scale", type=float, default=1.0, help="1 is 24,000 vacancies (1)")
    load.add_argument(
        "--until",
        type=date.fromisoformat,
        default=None,
        metavar="DATE",
        help="last day with data (the end of the last full quarter)",
    )
    load.set_defaults(run=_load)


def _load(arguments: argparse.Namespace) -> int:
    from kring.demo.actions.load_demo import load_demo

    started = time.monotonic()
    loaded = load_demo(seed=arguments.seed, scale=arguments.scale, until=arguments.until)
    print(f"The fictional country is loaded in {time.monotonic() - started:.0f} s.", file=sys.stderr)
    for name, count in loaded.counts.items():
        print(f"{name}\t{count}")
    return 0
