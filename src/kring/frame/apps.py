"""Registers the frame with Django; checks enter, problems with missing browser assets leave."""

from django.apps import AppConfig


class FrameConfig(AppConfig):
    """The Django app that holds base page, theme and components."""

    name = "kring.frame"
    label = "frame"

    def ready(self) -> None:
        from kring.frame import checks  # noqa: F401  (registers the system check)
