"""`kring pages`: every page there is, with a role that may see it, as JSON Lines."""

import argparse
import json
from dataclasses import asdict

from django.utils import timezone

from kring.core.problems import Problem, UnableTo
from kring.parties.queries import is_demo_country
from kring.site.made_pages import make_pages
from kring.site.pages import every_page


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add pages."""
    pages = subparsers.add_parser("pages", help="list every page with a role that may see it, as JSON Lines")
    pages.add_argument(
        "--make",
        action="store_true",
        help="first make, in the demo country, what pages need: drafts, proposals, imports, links",
    )
    pages.set_defaults(run=_pages)


def _pages(arguments: argparse.Namespace) -> int:
    if arguments.make:
        if not is_demo_country():
            raise UnableTo(
                Problem(
                    "no_demo",
                    "Pages are made in the demo country only.",
                    "Load it into a new folder: kring demo load.",
                )
            )
        make_pages(now=timezone.now())
    for page in every_page():
        print(json.dumps(asdict(page)))
    return 0
