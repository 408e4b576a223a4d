"""`kring pages` knows every page that can be opened: a new route is listed, or is an exception by name."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve

from kring.demo.actions.load_demo import load_demo
from kring.parties.models import Membership, Person
from kring.site.cli import _pages
from kring.site.pages import ADMINISTRATOR
from tests.ops.crawling import paths, patterns
from tests.ops.strictness import lacking

pytestmark = [
    pytest.mark.needs_npm,
    pytest.mark.django_db,
]

# Routes that answer to GET and are no page to look at.
NO_PAGE = {
    "favicon": "a picture",
    "take-draft": "leads to the next steps, which are looked at",
    "manifest": "a file for the browser",
    "language": "changes the language and goes back",
    "styleguide": "for developers, only with KRING_STYLEGUIDE",
    "parties-download": "a download",
    "capacity-csv": "a download",
    "call-party-names": "suggestions inside a page",
    "scan-result": "shown only in the browser that filled the scan in",
    "parties-template": "a download",
    "radar-download": "a download",
    "rejects": "a download",
    "passkey": "needs a device; tests/parties/test_passkeys_in_browser.py looks at it",
    "provider-sign-in": "goes to the provider, only where one is set up",
    "provider-back": "comes from the provider and goes on",
    "provider-address": "only after a provider named no address; tests/parties/test_provider_in_browser.py",
    "provider-welcome": "only after a provider sent somebody; tests/parties/test_provider_in_browser.py",
}


class Asked:
    """What the command line would say."""

    make = True


@pytest.fixture(scope="module")
def country(django_db_setup: object, django_db_blocker) -> Iterator[None]:
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(seed=1, scale=0.05)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def listed(country: None, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert _pages(Asked()) == 0  # type: ignore[arg-type]
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def routes_that_answer() -> set[str]:
    """Names of all routes but those that only take a POST; the API's own description shows its routes."""
    client = Client(raise_request_exception=False)
    names = {pattern.name for route, pattern in patterns() if not route.startswith("api/")}
    only_post = {resolve(path).url_name for path in paths(real=False) if client.get(path).status_code == 405}
    return {str(name) for name in names} - {str(name) for name in only_post}


def test_every_route_is_listed_or_is_an_exception_with_a_reason(listed: list[dict[str, object]]) -> None:
    known = {
        resolve(str(page["path"]).partition("?")[0]).url_name for page in listed if page["status"] != 404
    }
    assert routes_that_answer() - known - set(NO_PAGE) == set()
    assert set(NO_PAGE) & known == set(), "an exception that is listed all the same"


def test_every_listed_page_opens_for_its_role_and_has_one_name(listed: list[dict[str, object]]) -> None:
    names = [page["name"] for page in listed]
    assert len(names) == len(set(names)) > 90
    administrator = Person.objects.create_user("administrator@kring.invalid")
    Membership.objects.create(person=administrator, role="admin")
    wrong = []
    for page in listed:
        client = Client(raise_request_exception=False)
        if page["role"] == ADMINISTRATOR:
            client.force_login(administrator)
        elif page["role"]:
            client.force_login(Person.objects.get(pk=page["role"]))
        answer = client.get(str(page["path"]))
        if answer.status_code != page["status"]:
            wrong.append(f"{page['name']}: {answer.status_code}, not {page['status']}")
        wrong += [f"{page['name']}: {each}" for each in lacking(answer)]
    assert not wrong, "\n".join(wrong)
