"""Template tags of the components: fields, drawings and markings for the cotton templates."""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kring.frame import figures
from kring.frame.undo import undo_url_of

register = template.Library()
register.filter("undo_url", undo_url_of)


@register.filter
def field_kind(field: BoundField) -> str:
    """Return how the field is drawn: "choices", "checkbox", "file" or "control"."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    return "file" if isinstance(widget, FileInput) else "control"


@register.simple_tag
def control(field: BoundField, hint: str = "", autocomplete: str = "") -> SafeString:
    """Render the control itself, tied to its hint and error for screen readers."""
    described = [f"{field.auto_id}_hint"] if hint or field.help_text else []
    attrs: dict[str, Any] = {"class": f"ds-input {field.field.widget.attrs.get('class', '')}".strip()}
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    return field.as_widget(attrs=attrs)


@register.filter
def choice_options(field: BoundField) -> Iterable[dict[str, Any]]:
    """Return the options of radio buttons or check boxes, ready to draw."""
    for option in field.subwidgets:
        found = option.data
        yield {
            "id": option.id_for_label,
            "type": found["type"],
            "name": found["name"],
            "value": found["value"],
            "label": found["label"],
            "checked": found["selected"],
        }


@register.filter
def first_control_id(field: BoundField) -> str:
    """Return the id that an error link jumps to (the first option of a group)."""
    return f"{field.auto_id}_0" if field_kind(field) == "choices" else str(field.id_for_label)


def _is_true(value: Any) -> bool:
    return str(value).strip().lower() in {"true", "1", "yes", "closed", "on"}


@register.simple_tag
def ring(
    practice: Any = False, education: Any = False, research: Any = False, title: str = "", size: Any = 96
) -> str:
    """Draw the ring; with a title it is an image, without one an ornament."""
    sides = {"practice": _is_true(practice), "education": _is_true(education), "research": _is_true(research)}
    return figures.ring_svg(sides, title=title, size=int(size))


@register.simple_tag
def interval(**kwargs: Any) -> str:
    """Draw an interval mark; numbers may come as text from component attributes."""
    numbers = {
        name: float(str(kwargs[name]).replace(",", "."))
        for name in ("low", "value", "high", "scale_low", "scale_high", "reference")
        if kwargs.get(name) not in (None, "")
    }
    sure = _is_true(kwargs.get("sure", True))
    words = {name: str(kwargs[name]) for name in ("label", "color") if kwargs.get(name)}
    return figures.interval_svg(**numbers, **words, sure=sure)  # type: ignore[arg-type]


@register.filter
def steps_until(current: Any, total: Any) -> list[str]:
    """Return "done", "current" or "" for every step of a form."""
    now = int(current)
    return ["done" if n < now else "current" if n == now else "" for n in range(1, int(total) + 1)]


@register.filter
def marked_skills(text: str, mentions: Iterable[Mapping[str, Any]]) -> SafeString:
    """Mark mentions ({"start", "end", "label"?, "href"?}; offsets are code points) and escape the text.

    A skill that was added by hand has no place in the text and gets no mark. Lines that begin with a sign
    of a list, two or more, become a list.
    """
    placed = sorted(
        (mention for mention in mentions if mention["start"] is not None),
        key=lambda mention: (mention["start"], -mention["end"]),
    )
    parts: list[str] = []
    for listed, lines in groupby(_lines(text, placed), key=lambda line: bool(_LISTED.match(text, *line))):
        rows = list(lines)
        if listed and len(rows) > 1:
            items = (_marked_part(text, placed, _after_sign(text, *row), row[1]) for row in rows)
            parts.append(f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>")
        else:
            parts.append(_marked_part(text, placed, rows[0][0], rows[-1][1]) + "\n")
    return mark_safe("".join(parts).removesuffix("\n"))  # noqa: S308  (every part is escaped)


_LISTED = re.compile(r"[ \t]*[*•‣–-][ \t]+(?=\S)")


def _after_sign(text: str, begin: int, end: int) -> int:
    sign = _LISTED.match(text, begin, end)
    return sign.end() if sign else begin


def _lines(text: str, placed: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """Return where each line begins and ends; a line break inside a mention ends no line."""
    inside = {at for mention in placed for at in range(mention["start"], mention["end"])}
    begin = 0
    for at, sign in enumerate(text):
        if sign == "\n" and at not in inside:
            yield begin, at
            begin = at + 1
    yield begin, len(text)


def _marked_part(text: str, placed: Iterable[Mapping[str, Any]], begin: int, end: int) -> str:
    parts: list[str] = []
    at = begin
    for mention in placed:
        if mention["start"] < at or mention["end"] > end:
            continue
        parts.append(escape(text[at : mention["start"]]))
        parts.append(_marked(text[mention["start"] : mention["end"]], mention))
        at = mention["end"]
    parts.append(escape(text[at:end]))
    return "".join(parts)


def _marked(surface: str, mention: Mapping[str, Any]) -> str:
    title = f' title="{escape(mention["label"])}"' if mention.get("label") else ""
    if mention.get("href"):
        return f'<a class="k-skill" href="{escape(mention["href"])}"{title}>{escape(surface)}</a>'
    return f'<mark class="k-skill"{title}>{escape(surface)}</mark>'


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """Return the page's own address with some query parameters changed; None or "" removes one."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.filter
def attributes(pairs: Mapping[str, Any] | None) -> SafeString:
    """Write a mapping as HTML attributes."""
    return format_html_join("", ' {}="{}"', (pairs or {}).items())


@register.filter
def day(value: datetime.date | None) -> str:
    """Write a date as "12 januari", with the year when it is not this year; a moment by the clock here."""
    if value is None:
        return _("date unknown")
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    month = MONTHS[get_language() == "nl"][value.month - 1]
    year = "" if value.year == timezone.localdate().year else f" {value.year}"
    return f"{value.day} {month}{year}"


# fmt: off
MONTHS = {
    True: ("januari", "februari", "maart", "april", "mei", "juni",
           "juli", "augustus", "september", "oktober", "november", "december"),
    False: ("January", "February", "March", "April", "May", "June",
            "July", "August", "September", "October", "November", "December"),
}
# fmt: on


@register.filter
def euros(value: float | int | None) -> str:
    """Write money as "€ 3.200" (nl) or "€3,200" (en)."""
    if value is None:
        return _("amount unknown")
    whole = f"{value:,.0f}"
    return f"€\u00a0{whole.replace(',', '.')}" if get_language() == "nl" else f"€{whole}"


@register.filter
def one_in(share: float | None) -> str:
    """Write a share as "1 op 9"; "geen" for nothing, "bijna alle" above a half."""
    if share is None:
        return pgettext("share", "unknown")
    if share <= 0:
        return pgettext("share", "none")
    if share > 2 / 3:
        return f"{round(share * 100)}%"
    return pgettext("share", "1 in %(n)d") % {"n": max(1, round(1 / share))}


@register.filter
def count(value: int | None) -> str:
    """Write a whole number with thousands separated: "24.310" (nl), "24,310" (en)."""
    whole = f"{value or 0:,}"
    return whole.replace(",", ".") if get_language() == "nl" else whole


@register.filter
def decimal(value: float | None, digits: int = 1) -> str:
    """Write a number with a decimal comma (nl) or point (en)."""
    if value is None:
        return "–"
    written = f"{value:.{digits}f}"
    return written.replace(".", ",") if get_language() == "nl" else written


@register.filter
def page_numbers(page: Any) -> Iterable[int | None]:
    """Return the page numbers to show; None stands for a gap."""
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        yield number if isinstance(number, int) else None
