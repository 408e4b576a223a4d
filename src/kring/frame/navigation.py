"""Navigation: apps register their items here at start-up; the items that a visitor may see leave."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Place = Literal["main", "tools", "account", "footer"]


def everyone(request: HttpRequest) -> bool:
    """Permit everybody."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One entry: its words (lazy, or a function of the request), where it leads and who may see it."""

    label: object
    url_name: str
    order: int = 100
    permission: Callable[[HttpRequest], bool] = everyone
    place: Place = "main"
    post: bool = False  # a form with a button, for what changes something (signing out)


@dataclass(frozen=True)
class Shown:
    """An item as a page shows it."""

    label: str
    url: str
    current: bool
    post: bool


_items: dict[tuple[str, str], NavItem] = {}


def register(item: NavItem) -> None:
    """Add an item; registering the same place and address again replaces it."""
    _items[(item.place, item.url_name)] = item


def registered() -> Iterable[NavItem]:
    """Return every registered item in the order in which pages show them."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


def shown(request: HttpRequest, place: Place) -> list[Shown]:
    """Return the items of a place for this visitor; an item whose page is not installed is left out."""
    found = []
    for item in registered():
        if item.place != place or not item.permission(request):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        label = item.label(request) if callable(item.label) else item.label
        found.append(Shown(str(label), url, _is_current(request.path, url), item.post))
    return found


def _is_current(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
