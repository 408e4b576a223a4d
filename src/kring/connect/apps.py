"""Registers the connect domain with Django."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """The connect domain."""

    name = "kring.connect"
    label = "connect"

    def ready(self) -> None:
        """Let the jobs follow facts, and an organisation's page show what connect knows of it."""
        from kring.connect import jobs  # noqa: F401
        from kring.connect.web.party_parts import register_parts

        register_parts()
