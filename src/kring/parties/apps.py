"""Registers the parties domain with Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties domain."""

    name = "kring.parties"
    label = "parties"

    def ready(self) -> None:
        """Let every way of signing in keep its session, and say what is held of a person."""
        from kring.parties.web import sessions  # noqa: F401
        from kring.parties.web.data_words import hold_parts

        hold_parts()
