"""A text enters; a cell that no spreadsheet runs as a formula leaves, and the other way round."""

import re

# What a spreadsheet would run as a formula; our files put an apostrophe before it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Signs that no workbook can hold: some programs copy them along.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    >>> guarded("=1+1"), guarded("+31 50 1234567"), guarded("bakkerij")
    ("'=1+1", "'+31 50 1234567", 'bakkerij')
    >>> guarded("\\x0b=1+1"), guarded("bak\\x0bkerij")
    ("'=1+1", 'bakkerij')
    """
    text = _NO_TEXT.sub("", text)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def unguarded(cell: str) -> str:
    """Return the text of a guarded cell.

    >>> unguarded("'=1+1"), unguarded("'t Hof"), unguarded("bakkerij")
    ('=1+1', "'t Hof", 'bakkerij')
    """
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA_STARTS) else cell
