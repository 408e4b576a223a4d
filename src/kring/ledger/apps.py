"""Registers the ledger domain with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The ledger domain."""

    name = "kring.ledger"
    label = "ledger"
