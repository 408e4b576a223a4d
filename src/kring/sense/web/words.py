"""Figures, regions and periods enter; words in the reader's language leave."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from kring.core.periods import Quarter
from kring.core.regions import hubs, regions
from kring.core.terms import areas, levels
from kring.engines.market.back_off import Figure, Standing
from kring.engines.market.results import Reading
from kring.engines.market.sentences import one_in
from kring.frame.templatetags.frame import MONTHS, count, decimal

NUMBERS = {
    "nl": ("", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
    "en": ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
KINDS = {
    "vacancies": gettext_lazy("Vacancies"),
    "courses": gettext_lazy("Courses"),
    "examples": gettext_lazy("Examples"),
}
UNKNOWN = {
    "date": gettext_lazy("without a date"),
    "place": gettext_lazy("without a known place"),
    "employer": gettext_lazy("without an employer"),
    "provider": gettext_lazy("without a provider"),
    "organisation": gettext_lazy("without an organisation"),
    "corop": gettext_lazy("without a known place"),
    "area": gettext_lazy("without a field"),
    "year": gettext_lazy("without a year"),
}
REMOVED = {
    "name": gettext_lazy("names of people"),
    "mail": gettext_lazy("mail addresses"),
    "phone": gettext_lazy("phone numbers"),
}
STATUSES = {
    "in_gebruik": gettext_lazy("in use"),
    "in_ontwikkeling": gettext_lazy("being developed"),
    "buiten_gebruik": gettext_lazy("no longer used"),
    "in use": gettext_lazy("in use"),
}


def language() -> str:
    """Return "nl" or "en"."""
    return "nl" if (get_language() or "nl").startswith("nl") else "en"


def region_name(code: str) -> str:
    """Return the name of a region as a title: "AI-hub Noord", "Drenthe"."""
    hub = hubs().get(code.removeprefix("hub:")) if code.startswith("hub:") else None
    if hub:
        return hub.name(language())
    return regions()[code].name(language()) if code in regions() else code


def in_region(code: str) -> str:
    """Return the region with its preposition: "In de regio Noord", "In Drenthe"."""
    if code.startswith("hub:"):
        short = region_name(code).removeprefix("AI-hub ").removeprefix("AI hub ")
        return _("In the region %(name)s") % {"name": short}
    return _("In %(name)s") % {"name": region_name(code)}


def area_name(code: str) -> str:
    """Return the name of an application area; "all" has one too."""
    return areas()[code].name(language()) if code in areas() else _("all fields")


def level_name(code: str) -> str:
    """Return the name of a level; "all" has one too."""
    return levels()[code].name(language()) if code in levels() else _("all levels")


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def times(gap: float) -> str:
    """Return how many times demand is supply, as "3,8×"."""
    ratio = 2**gap
    return f"{count(round(ratio)) if ratio >= 9.95 else decimal(ratio)}×"


def times_in_words(gap: float) -> str:
    """Return "four times", "more than four times" or "almost four times"."""
    ratio = 2**gap
    if ratio >= 10.5 or ratio < 1.9:
        number = count(round(ratio)) if ratio >= 10.5 else decimal(ratio)
        return _("%(number)s times") % {"number": number}
    nearest = round(ratio)
    word = {"number": NUMBERS[language()][nearest]}
    if ratio > nearest + 0.12:
        return _("more than %(number)s times") % word
    if ratio < nearest - 0.12:
        return _("almost %(number)s times") % word
    return _("%(number)s times") % word


def value_words(reading: Reading, figure: Figure) -> str:
    """Return the value of a row; without any supply only the lower end says something."""
    if float(str(figure["y"])) > 0:
        return times(reading.gap)
    return f"> {times(reading.low)}"


def interval_words(reading: Reading) -> str:
    """Return the 95 % interval in words."""
    return _("between %(low)s and %(high)s times") % {
        "low": times(reading.low).rstrip("×"),
        "high": times(reading.high).rstrip("×"),
    }


def _one_in(hits: float, total: float) -> str:
    found = one_in(hits, total)
    return count(round(found)) if found >= 3 else decimal(found, 0 if found == round(found) else 1)


def shares(figure: Figure) -> str:
    """Return "1 op 9 vacatures, 1 op 34 cursussen"."""
    x, n, y, m, courses = (float(str(figure[name])) for name in ("x", "n", "y", "m", "courses"))
    if x > 0:
        demand = _("1 in %(n)s vacancies") % {"n": _one_in(x, n)}
    else:
        demand = _("none of %(n)s vacancies") % {"n": count(int(n))}
    if y > 0:
        supply = _("1 in %(n)s courses") % {"n": _one_in(y, m)}
    else:
        supply = _("none of %(n)s courses") % {"n": count(int(courses))}
    return f"{demand}, {supply}"


def stands_at(figure: Figure, *, asked_region: str) -> str:
    """Return where a figure stands: field, level, and the region when it is another than asked."""
    parts = [area_name(str(figure["area"])).lower(), level_name(str(figure["level"]))]
    region = str(figure["region"])
    if region != asked_region:
        parts.append(_("figure of %(region)s") % {"region": region_name(region)})
    return " · ".join(parts)


def headline(standing: Standing, skill: str) -> str:
    """Return the one sentence that opens the page."""
    figure = standing.figure or {}
    place = in_region(str(figure["region"]))
    if figure["area"] != "all":
        place = f"{place} ({area_name(str(figure['area'])).lower()})"
    if float(str(figure["y"])) <= 0:
        return _("%(place)s employers ask for %(skill)s, and no course teaches it.") % {
            "place": place,
            "skill": skill,
        }
    if standing.reading.gap <= 0:
        return _("%(place)s as much %(skill)s is taught as employers ask for.") % {
            "place": place,
            "skill": skill,
        }
    return _("%(place)s demand for %(skill)s is %(times)s supply.") % {
        "place": place,
        "skill": skill,
        "times": times_in_words(standing.reading.gap),
    }


def lead(figure: Figure, *, waiting: int, communities: int) -> str:
    """Return the sentences below the headline."""
    said = [_("%(shares)s.") % {"shares": shares(figure)}]
    growth = figure["growth"]
    if growth is not None and float(str(growth)) >= 1.15:
        said.append(
            _("Demand is %(times)s that of a year ago.")
            % {"times": _("%(number)s times") % {"number": decimal(float(str(growth)))}}
        )
    if waiting or communities:
        numbered = ngettext("%(n)s challenge waits", "%(n)s challenges wait", waiting)
        challenges = numbered % {"n": count(waiting)} if waiting else _("no challenge waits")
        numbered = ngettext("%(n)s community runs", "%(n)s communities run", communities)
        running = numbered % {"n": count(communities)} if communities else _("no community runs")
        said.append(f"{capital(challenges)}, {running}.")
    return " ".join(said)


def month(day: date) -> str:
    """Return "okt 2025"."""
    name = MONTHS[language() == "nl"][day.month - 1]
    short = {"maart": "mrt"}.get(name, name[:3])
    return f"{short} {day.year}"


def period(first: date, last: date) -> str:
    """Return "okt 2025 – sep 2026"."""
    return f"{month(first)} – {month(last)}"


def quarter(window: str) -> str:
    """Return "third quarter 2026"."""
    one = Quarter.parse(window)
    names = (
        pgettext("quarter", "first quarter"),
        pgettext("quarter", "second quarter"),
        pgettext("quarter", "third quarter"),
        pgettext("quarter", "fourth quarter"),
    )
    return f"{names[one.number - 1]} {one.year}"


def counted(counts: Mapping[str, int], words: Mapping[str, object]) -> list[tuple[str, int]]:
    """Return the counts above zero with their words, largest first."""
    rows = [(str(words[name]), number) for name, number in counts.items() if name in words and number]
    return sorted(rows, key=lambda row: -row[1])
