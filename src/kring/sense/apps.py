"""Registers the sense domain with Django."""

from django.apps import AppConfig


class SenseConfig(AppConfig):
    """The sense domain."""

    name = "kring.sense"
    label = "sense"
