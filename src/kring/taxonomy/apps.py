"""Registers the taxonomy domain with Django."""

from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """The taxonomy domain."""

    name = "kring.taxonomy"
    label = "taxonomy"
