"""The style page: example content enters, a page with every component leaves."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_GET

from kring.frame import charts, maps
from kring.frame.styleguide.forms import ExampleForm
from kring.frame.undo import say_done

TEXTS = {
    "nl": "Wij willen dat onze planning minder met de hand gaat en storingen voorspellen kan.",
    "en": "We want our planning to be less by hand and able to predict failures.",
}
MARKED = {"nl": ("met de hand", "storingen voorspellen"), "en": ("by hand", "predict failures")}


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component, with errors in the form and an undo in the messages."""
    say_done(request, pgettext("style page", "The challenge is accepted."), undo_url="/frame/styleguide/")
    messages.warning(request, pgettext("style page", "This is a warning."))
    language = "nl" if get_language() == "nl" else "en"
    text = TEXTS[language]
    return render(
        request,
        "frame/styleguide/page.html",
        {
            "demo_country": True,
            "demo_roles": {
                "action": "/frame/theme/",
                "current": pgettext("style page", "broker"),
                "choices": [
                    ("b", pgettext("style page", "broker")),
                    ("s", pgettext("style page", "lecturer")),
                ],
            },
            "form": ExampleForm({"postcode": "", "email": "x", "question": text, "hours": "4"}),
            "empty_form": ExampleForm(prefix="new"),
            "page": Paginator(range(200), 10).get_page(request.GET.get("page", 7)),
            "text": text,
            "mentions": [
                {"start": text.find(part), "end": text.find(part) + len(part)} for part in MARKED[language]
            ],
            "rows": _rows(),
            "sort": request.GET.get("sort", "-gap"),
            "crumbs": [
                ("Radar", "/"),
                ("Groningen", "/"),
                (pgettext("style page", "Predictive maintenance"), ""),
            ],
            "downloads": [("CSV", "/x.csv"), ("XLSX", "/x.xlsx")],
            "date": datetime.date(2027, 1, 12),
            **_pictures(language),
        },
    )


def _rows() -> list[dict[str, object]]:
    return [
        {
            "label": pgettext("style page", "Using language models"),
            "low": 3.1,
            "at": 3.8,
            "high": 4.5,
            "value": "3,8×",
            "sure": True,
        },
        {
            "label": pgettext("style page", "Predictive maintenance"),
            "low": 2.2,
            "at": 2.9,
            "high": 3.6,
            "value": "2,9×",
            "sure": True,
        },
        {
            "label": pgettext("style page", "Applying the AI Act"),
            "low": 0.4,
            "at": 1.4,
            "high": 2.6,
            "value": "1,4×",
            "sure": False,
        },
    ]


def _pictures(language: str) -> dict[str, object]:
    places = {code: _place(n) for n, code in enumerate(sorted(maps.tiles()))}
    provinces = {code: _place(n) for n, code in enumerate(sorted(maps.PROVINCE_CODES.values()))}
    return {
        "tile_map": maps.tile_map(places, title=pgettext("style page", "Gaps per COROP area")),
        "province_map": maps.province_map(provinces, title=pgettext("style page", "Gaps per province")),
        "attribution": maps.province_attribution(),
        "legend": maps.legend(
            low=pgettext("style page", "small gap"), high=pgettext("style page", "large gap")
        ),
        "charts": _charts(language),
    }


def _place(n: int) -> maps.Place:
    if n % 11 == 5:
        return maps.Place(f"{n}: {pgettext('style page', 'no figures')}")
    if n % 7 == 3:
        return maps.Place(
            f"{n}: {pgettext('style page', 'not sure enough yet')}", href=f"#p{n}", step=2, reliable=False
        )
    return maps.Place(f"{n}: {1 + n % 6}", href=f"#p{n}", step=1 + (n * 5) % 6)


def _charts(language: str) -> list[dict[str, object]]:
    trend = [
        charts.TrendPoint(f"2026 K{n + 1}", 1 + n * 0.4, 0.7 + n * 0.3, 1.4 + n * 0.5, f"#q{n}")
        for n in range(6)
    ]
    bars = [charts.Bar(str(row["label"]), float(str(row["at"])), str(row["value"])) for row in _rows()]
    spans = [
        charts.IntervalRow(
            str(row["label"]),
            float(str(row["at"])),
            float(str(row["low"])),
            float(str(row["high"])),
            str(row["value"]),
            bool(row["sure"]),
        )
        for row in _rows()
    ]
    drawings = (
        (
            pgettext("style page", "Trend"),
            charts.trend_chart(trend, title=pgettext("style page", "Trend"), language=language, reference=1),
        ),
        (
            pgettext("style page", "Bars"),
            charts.bar_chart(bars, title=pgettext("style page", "Bars"), color="research"),
        ),
        (
            pgettext("style page", "Intervals"),
            charts.interval_chart(
                spans, title=pgettext("style page", "Intervals"), language=language, reference=1
            ),
        ),
    )
    return [{"title": title, "svg": svg} for title, svg in drawings]
