"""System check: the list of browser assets enters, a message with the remedy leaves."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from kring.frame import assets


@register("frame")
def browser_assets_are_installed(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say once, at start, which npm files are missing and how to get them."""
    missing = assets.missing_files()
    if not missing:
        return []
    return [Error(f"{len(missing)} browser assets are missing", hint=assets.remedy(missing), id="frame.E001")]
