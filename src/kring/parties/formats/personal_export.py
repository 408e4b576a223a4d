"""The sections of what Kring holds of a person enter; one zip leaves: JSON for programs, HTML for people."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from kring.parties.queries.personal_data import Section

# By column: what each of its codes means.
Codes = Mapping[str, Mapping[str, object]]
_PAGE = """<!doctype html>
<html lang="{}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title></head><body><main><h1>{}</h1><p>{}</p>
{}</main></body></html>
"""


def as_zip(
    sections: list[Section],
    *,
    title: str,
    language: str,
    labels: Mapping[str, object],
    codes: Codes,
    now: datetime,
) -> bytes:
    """Return the zip: codes as they are for programs, in words for people."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kring.json", as_json(sections, now=now))
        archive.writestr(
            "kring.html",
            as_html(sections, title=title, language=language, labels=labels, codes=codes, now=now),
        )
    return held.getvalue()


def as_json(sections: list[Section], *, now: datetime) -> str:
    """Return every row under the name of its section."""
    held = {"made_at": now, **{section.name: section.rows for section in sections}}
    return json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def as_html(
    sections: list[Section],
    *,
    title: str,
    language: str,
    labels: Mapping[str, object],
    codes: Codes,
    now: datetime,
) -> str:
    """Return one page without scripts or styles that any browser opens."""
    parts = [_section(section, labels, codes) for section in sections]
    body = SafeString("".join(parts))
    return format_html(_PAGE, language, title, title, _value(now), body)


def _section(section: Section, labels: Mapping[str, object], codes: Codes) -> SafeString:
    rows = format_html_join("", "<dl>{}</dl><hr>", ((_row(row, labels, codes),) for row in section.rows))
    return format_html("<section><h2>{}</h2>{}</section>", section.title, rows or "–")


def _row(row: Mapping[str, object], labels: Mapping[str, object], codes: Codes) -> SafeString:
    said = {name: _said(codes.get(name, {}), value) for name, value in row.items()}
    pairs = ((str(labels.get(name, name)), _value(value)) for name, value in said.items())
    return format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)


def _said(words: Mapping[str, object], value: object) -> object:
    """Return the words of a code; what has none stays as it is."""
    code = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else value
    return str(words[code]) if isinstance(code, str) and code in words else value


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, dict | list):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if value else "–"
    return "–" if value in (None, "") else str(value)
