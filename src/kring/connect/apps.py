"""Registers the connect domain with Django."""

from django.apps import AppConfig


class ConnectConfig(AppConfig):
    """The connect domain."""

    name = "kring.connect"
    label = "connect"
