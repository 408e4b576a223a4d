"""Codes of hubs enter; the name that the reader calls the first of them leaves."""

from kring.core.regions import hubs


def hub_name(codes: tuple[str, ...], language: str) -> str:
    """Return the name of the first hub, the one whose number is shown; "" where no hub serves."""
    known = sorted(code for code in codes if code in hubs())
    return hubs()[known[0]].name(language) if known else ""
