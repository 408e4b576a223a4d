"""Every command of the README exists, with the options it is shown with."""

import contextlib
import io
import re
import shlex
import subprocess
from functools import cache

import pytest

from tests.promises.project import ROOT, document

COMMAND = re.compile(r"\./(run|test)\b[^`\n#]*")
SUBCOMMAND = re.compile(r"[a-z][a-z-]*")


def commands() -> list[list[str]]:
    found = []
    for match in COMMAND.finditer(document("README.md").replace("\\\n", " ")):
        # What stands after a gap of two spaces explains the command.
        text = re.split(r"\s{2,}|\s[|>&;]|[|>;]|…|\.\.\.", match[0].rstrip(" .,;:)"))[0]
        found.append(shlex.split(text.replace("[", " ").replace("]", " "), posix=True))
    return found


@cache
def help_of(*words: str) -> tuple[int, str]:
    """What a command says about itself; Kring's are asked in this process, which saves seconds."""
    if words[:1] == ("./run",):
        answer = subprocess.run(
            ["./run", "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        return answer.returncode, answer.stdout + answer.stderr
    from kring.cli.__main__ import build_parser

    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            build_parser().parse_args([*words, "--help"])
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 1, said.getvalue()


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def options(words: list[str]) -> list[str]:
    return [word.split("=")[0] for word in words if word.startswith("--") and word != "--"]


def deepest_help(words: list[str]) -> tuple[list[str], str]:
    """The sub commands that ``words`` begins with, as far as help lists them, and the help of the last."""
    path: list[str] = []
    code, text = help_of()
    for word in words:
        listed = re.search(
            r"^\s{2,}(?:\S+, )?" + re.escape(word) + r"\b|[{,]" + re.escape(word) + r"[,}]",
            text,
            re.MULTILINE,
        )
        if not (SUBCOMMAND.fullmatch(word) and listed):
            break
        path.append(word)
        code, text = help_of(*path)
        assert code == 0, f"kring {' '.join(path)} --help: {text[-300:]}"
    return path, text


def test_the_readme_shows_both_commands() -> None:
    shown = {words[0] for words in commands()}
    assert shown >= {"./run", "./test"}


def test_every_kring_command_exists_with_its_options() -> None:
    wrong = []
    for words in commands():
        if words[0] != "./run" or "kring" not in words[1:2]:
            continue
        path, text = deepest_help(words[2:])
        if not path and words[2:] and not words[2].startswith("--"):
            wrong.append(f"{shlex.join(words)}: no such command")
        needs_more = re.search(r"^usage: .*\bCOMMAND\b", text, re.MULTILINE) and path
        if needs_more:
            wrong.append(f"{shlex.join(words)}: names no command of {' '.join(path)}")
        wrong += [f"{shlex.join(words)}: no option {each}" for each in options(words) if each not in text]
    assert not wrong, "\n".join(wrong)


def test_every_option_of_run_exists() -> None:
    _, text = help_of("./run")
    serving = [words for words in commands() if words[0] == "./run" and "kring" not in words]
    assert not [words for words in serving for each in options(words) if each not in text]


def test_every_way_to_test_exists() -> None:
    assert not [
        words for words in commands() if words[0] == "./test" and words[1:2] not in ([], ["full"], ["look"])
    ]
