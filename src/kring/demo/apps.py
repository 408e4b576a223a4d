"""Registers the demo domain with Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo domain."""

    name = "kring.demo"
    label = "demo"
