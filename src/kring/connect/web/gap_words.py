"""A cited gap enters; its words with date, source and uncertainty leave, or None where none is sure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kring.sense.web import words
from kring.sense.web.pictures import figure_href
from kring.taxonomy.queries.concepts import names


@dataclass(frozen=True)
class GapWords:
    """What a page says of a gap: about which skill, how large, where and when, and on how much it rests."""

    skill: str
    times: str
    low: str
    high: str
    region: str
    quarter: str
    vacancies: int
    courses: int
    href: str


def gap_words(cited: Mapping[str, object] | None, *, language: str) -> GapWords | None:
    """Return the words for a gap as it was cited; None where no figure is sure, or the waiver was written."""
    if not cited or not cited.get("skill") or not cited.get("window"):
        return None
    cell = cited.get("stands_at")
    cell = cell if isinstance(cell, Mapping) else {}
    uri, window = str(cited["skill"]), str(cited["window"])
    region = str(cell.get("region", ""))
    low, high = (float(str(cited[name])) for name in ("low", "high"))
    # Where no course teaches it, only the lower end says something.
    taught = float(str(cited.get("supply_share", 1))) > 0
    at_least = _("at least {times}").format(times=words.times_in_words(low))
    return GapWords(
        skill=names([uri], language)[uri],
        times=words.times_in_words(float(str(cited["gap"]))) if taught else at_least,
        low=words.times(low).rstrip("×"),
        high=words.times(high).rstrip("×"),
        region=words.in_region(region) if region else "",
        quarter=words.quarter(window),
        vacancies=int(str(cited.get("vacancies", 0))),
        courses=int(str(cited.get("courses", 0))),
        href=figure_href(str(cited["release"]), {**cell, "window": window}) if cell else "",
    )
