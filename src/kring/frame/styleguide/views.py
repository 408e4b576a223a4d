"""The style page: example content enters, a page with every component leaves."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

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
    say_done(request, _("The challenge is accepted."), undo_url="/frame/styleguide/")
    messages.warning(request, _("This is a warning."))
    language = "nl" if get_language() == "nl" else "en"
    text = TEXTS[language]
    return render(
        request,
        "frame/styleguide/page.html",
        {
            "demo_country": True,
            "demo_roles": {
                "action": "/frame/theme/",
                "current": _("broker"),
                "choices": [("b", _("broker")), ("s", _("lecturer"))],
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
            "crumbs": [("Radar", "/"), ("Groningen", "/"), (_("Predictive maintenance"), "")],
            "downloads": [("CSV", "/x.csv"), ("XLSX", "/x.xlsx")],
            "date": datetime.date(2027, 1, 12),
            **_pictures(language),
        },
    )


def _rows() -> list[dict[str, object]]:
    return [
        {
            "label": _("Using language models"),
            "low": 3.1,
            "at": 3.8,
            "high": 4.5,
            "value": "3,8×",
            "sure": True,
        },
        {
            "label": _("Predictive maintenance"),
            "low": 2.2,
            "at": 2.9,
            "high": 3.6,
            "value": "2,9×",
            "sure": True,
        },
        {
            "label": _("Applying the AI Act"),
            "low": 0.4,
            "at": 1.4,
            "high": 2.6,
            "value": "1,4×",
            "sure": False,
        },
    ]


def _pictures(language: str) -> dict[str, object]:
    return {}
