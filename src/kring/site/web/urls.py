"""Paths of the pages that cross domains."""

from django.urls import path

from kring.site.web import help_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("help/proposals/", help_pages.proposals, name="help-proposals"),
    path("help/privacy/", help_pages.privacy, name="help-privacy"),
    path("help/accessibility/", help_pages.accessibility, name="help-accessibility"),
    path("help/permissions/", help_pages.permissions, name="help-permissions"),
    path("help/api/", help_pages.for_programs, name="help-api"),
    path("help/contact/", help_pages.contact, name="help-contact"),
]
