"""Registers the files domain with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """The files domain."""

    name = "kring.files"
    label = "files"
