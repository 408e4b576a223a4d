"""Registers the parties domain with Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties domain."""

    name = "kring.parties"
    label = "parties"

    def ready(self) -> None:
        """Let every way of signing in keep its session."""
        from kring.parties.web import sessions  # noqa: F401
