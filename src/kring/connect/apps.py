"""Registers the connect domain with Django."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """The connect domain."""

    name = "kring.connect"
    label = "connect"

    def ready(self) -> None:
        """Let the jobs follow facts."""
        from kring.connect import jobs  # noqa: F401
