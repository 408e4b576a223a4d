"""The navigation registry: order, permission, the current page, and pages that are not installed."""

import pytest
from django.test import RequestFactory

from kring.frame import navigation
from kring.frame.navigation import NavItem

pytestmark = pytest.mark.urls("tests.frame.addresses")


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(navigation, "_items", {})


def labels(path="/", place="main"):
    return [item.label for item in navigation.shown(RequestFactory().get(path), place)]


def test_items_stand_in_their_order_and_place():
    navigation.register(NavItem("Map", "test-map", order=20))
    navigation.register(NavItem("Radar", "test-radar", order=10))
    navigation.register(NavItem("Sign in", "sign-in", place="account"))
    assert labels() == ["Radar", "Map"]
    assert labels(place="account") == ["Sign in"]


def test_registering_twice_replaces():
    navigation.register(NavItem("Old", "test-radar"))
    navigation.register(NavItem("New", "test-radar"))
    assert labels() == ["New"]


def test_an_item_without_permission_or_without_page_is_not_shown():
    navigation.register(NavItem("Secret", "test-radar", permission=lambda request: False))
    navigation.register(NavItem("Gone", "no-such-page"))
    assert labels() == []


def test_the_current_page_is_marked_and_labels_may_depend_on_the_request():
    navigation.register(NavItem(lambda request: f"At {request.path}", "test-radar"))
    (item,) = navigation.shown(RequestFactory().get("/radar/map/"), "main")
    assert (item.label, item.current) == ("At /radar/map/", True)
    (item,) = navigation.shown(RequestFactory().get("/offers/"), "main")
    assert item.current is False
