"""Official counts of open vacancies and of short-term unemployed people enter; tightness and its class leave.

Advertisements divided by profiles is NOT tightness: only official tables may be used here.
"""

from dataclasses import dataclass

from kring.engines.market.parameters import TIGHTNESS_LIMITS

CLASSES = ("very_slack", "slack", "balanced", "tight", "very_tight")


@dataclass(frozen=True)
class Tightness:
    """Open vacancies per person on unemployment benefit under six months; None = undefined."""

    ratio: float | None
    grade: str


def tightness(*, open_vacancies: float, short_term_unemployed: float) -> Tightness:
    """Return the ratio and its class; a zero or negative denominator is undefined.

    >>> tightness(open_vacancies=432, short_term_unemployed=100)
    Tightness(ratio=4.32, grade='very_tight')
    >>> tightness(open_vacancies=3, short_term_unemployed=0)
    Tightness(ratio=None, grade='undefined')
    """
    if short_term_unemployed <= 0 or open_vacancies < 0:
        return Tightness(None, "undefined")
    ratio = open_vacancies / short_term_unemployed
    return Tightness(ratio, CLASSES[sum(ratio >= limit.value for limit in TIGHTNESS_LIMITS)])
