"""Registers the sense domain with Django."""

from django.apps import AppConfig


class SenseConfig(AppConfig):
    """The sense domain."""

    name = "kring.sense"
    label = "sense"

    def ready(self) -> None:
        """Let the jobs follow their facts."""
        from kring.sense import jobs  # noqa: F401
