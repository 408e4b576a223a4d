"""Registers the notices domain with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices domain."""

    name = "kring.notices"
    label = "notices"

    def ready(self) -> None:
        """Let the jobs follow facts."""
        from kring.notices import jobs  # noqa: F401
