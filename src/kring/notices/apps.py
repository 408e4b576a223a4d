"""Registers the notices domain with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The notices domain."""

    name = "kring.notices"
    label = "notices"
