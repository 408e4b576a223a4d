"""Registers the parties domain with Django."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The parties domain."""

    name = "kring.parties"
    label = "parties"
