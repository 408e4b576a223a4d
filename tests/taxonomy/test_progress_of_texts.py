"""Texts that take long show how many are done, on standard error only."""

import argparse
from itertools import count
from pathlib import Path

import pytest

from kring.core import progress
from kring.taxonomy import cli


def test_texts_to_a_file_show_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ticks = count(step=6)
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(ticks)))
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("a\nb\nc\n", "utf-8")
    cli._convert(
        argparse.Namespace(source=str(source), target=str(target)), lambda lines: map(str.strip, lines)
    )
    said = capsys.readouterr()
    assert target.read_text("utf-8") == "a\nb\nc\n"
    assert (said.out, "Texts: 3" in said.err) == ("", True)
