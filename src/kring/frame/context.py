"""Context processor: a request enters; navigation, language and theme for the base page leave."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from kring.frame import navigation
from kring.frame.theme import chosen_theme

LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English"}


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give base.html what it needs; the lists are made only when a page is rendered."""
    current = (get_language() or settings.LANGUAGE_CODE)[:2]
    return {
        "frame_theme": chosen_theme(request),
        "frame_language": current,
        "frame_languages": [(code, name, code == current) for code, name in LANGUAGE_NAMES.items()],
        "frame_path": request.get_full_path(),
        **{
            f"frame_{place}": SimpleLazyObject(lambda place=place: navigation.shown(request, place))
            for place in ("main", "tools", "account", "footer")
        },
    }
