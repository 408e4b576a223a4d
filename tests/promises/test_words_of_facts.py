"""What the ledger tells of a thing stands on that thing's page in words: each verb has its own."""

import ast
from pathlib import Path

from kring.connect.web.words import EVENTS as OF_CONNECT
from kring.parties.web.words import EVENTS as OF_PARTIES

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kring"
ON_PAGES = {
    "organisation": OF_PARTIES, "challenge": OF_CONNECT, "community": OF_CONNECT, "offer": OF_CONNECT,
    "conversation": OF_CONNECT,
}  # fmt: skip


def recorded() -> set[tuple[str, str, str]]:
    """Every fact that the code records with a fixed verb: file, verb, kind of thing."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (
                isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_fact" and node.args
            ):
                continue
            kind = next((one.value for one in node.keywords if one.arg == "object_kind"), None)
            verb = node.args[0]
            if isinstance(verb, ast.Constant) and isinstance(kind, ast.Constant):
                found.add((path.name, str(verb.value), str(kind.value)))
    return found


def test_every_fact_about_a_thing_has_words() -> None:
    facts = [one for one in recorded() if one[2] in ON_PAGES]
    assert len(facts) > 20
    silent = [one for one in facts if one[1] not in ON_PAGES[one[2]]]
    assert not silent, silent
