"""Registers the parties domain with Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties domain."""

    name = "kring.parties"
    label = "parties"

    def ready(self) -> None:
        """Let sign-ins keep their session, say what is held of a person, and who has the hubs as edited."""
        from kring.core.regions import read_hubs_with
        from kring.parties.hub_data import edited_hubs
        from kring.parties.web import sessions  # noqa: F401
        from kring.parties.web.data_words import hold_parts

        hold_parts()
        read_hubs_with(edited_hubs)
