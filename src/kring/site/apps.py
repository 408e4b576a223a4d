"""Registers the site with Django and its entries with the menu."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site: pages that cross domains."""

    name = "kring.site"
    label = "site"

    def ready(self) -> None:
        """Fill the menu."""
        from kring.site.menu import fill_menu

        fill_menu()
