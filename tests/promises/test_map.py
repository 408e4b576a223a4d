"""MAP.md answers "where does …?" in thirty seconds: whatever it names is there."""

import ast
import re

from tests.promises.project import ROOT, SOURCE, document

# `path`, `path:name` or `path::name`, with the path from the project or from src/kring
NAMED = re.compile(r"`([\w./-]+?(?:\.\w+|/))(?:::?([A-Za-z_]\w*))?`")


def names_in(path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def rows() -> list[str]:
    lines = document("MAP.md").splitlines()
    return [line for line in lines if line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line)][1:]


def test_every_row_names_a_place() -> None:
    assert rows(), "MAP.md has no table"
    assert not [row for row in rows() if not NAMED.search(row)]


def test_every_named_place_exists() -> None:
    wrong = []
    for found in NAMED.finditer(document("MAP.md")):
        path = next((base / found[1] for base in (SOURCE, ROOT) if (base / found[1]).exists()), None)
        if path is None:
            wrong.append(f"{found[0]}: no such file")
        elif found[2] and found[2] not in names_in(path):
            wrong.append(f"{found[0]}: no such name in it")
    assert not wrong, "\n".join(wrong)
