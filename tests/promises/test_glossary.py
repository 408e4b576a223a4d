"""The words of GLOSSARY.md are the words of the code and of the pages."""

import re
from functools import cache

from tests.promises.project import SOURCE, document

SPOKEN = {".py", ".html", ".po", ".csv", ".txt"}


@cache
def everything_said() -> str:
    paths = (path for path in SOURCE.rglob("*") if path.suffix in SPOKEN)
    text = "\n".join(path.read_text("utf-8") for path in paths)
    return re.sub(r"[\W_]+", " ", text).lower()


def terms() -> list[str]:
    """The first cell of each table row, else the bold words that begin a line."""
    lines = document("GLOSSARY.md").splitlines()
    rows = [
        line.split("|")[1] for line in lines if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line)
    ][1:]
    bold = [found[1] for line in lines if (found := re.match(r"[-*]?\s*\*\*(.+?)\*\*", line))]
    return [re.sub(r"[*`]|\(.*?\)", "", each).strip() for each in rows or bold]


def test_the_glossary_has_terms() -> None:
    assert terms()


def test_every_term_is_used() -> None:
    unused = [
        term
        for term in terms()
        if not any(
            re.sub(r"[\W_]+", " ", each).strip().lower() in everything_said()
            for each in re.split(r"[,/]", term)
        )
    ]
    assert not unused, f"in the glossary, but used nowhere: {unused}"
