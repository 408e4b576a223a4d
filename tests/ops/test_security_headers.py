"""Every answer has the strict headers: pages and API for every role, errors, static files, downloads."""

import re
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from kring.connect.models import Challenge
from kring.frame import middleware
from kring.site.web import views as site_views
from tests.cast import Cast
from tests.connect.conftest import cast
from tests.ops.product import Product, Visitor, copy_of
from tests.ops.strictness import inline_of, lacking
from tests.permissions.test_matrix import ROLES, lines, sent
from tests.permissions.worlds import World, our_world

__all__ = ["cast"]
pytestmark = pytest.mark.needs_npm


def client_of(cast: Cast, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if ROLES[role]:
        client.force_login(getattr(cast, ROLES[role]))
    return client


def wrong_answers(client: Client, world: World) -> Iterator[str]:
    """Ask every address with every method it has, and with one it has not."""
    for line in lines():
        for method in (*line.methods, "PUT"):
            answer = sent(client, line, method, world)
            yield from (f"{method} {line.route}: {each}" for each in lacking(answer))


@pytest.mark.parametrize(
    "role", ["visitor", *(pytest.param(r, marks=pytest.mark.full) for r in ROLES if r != "visitor")]
)
def test_every_address_of_pages_and_api_is_strict(cast: Cast, role: str) -> None:
    wrong = list(wrong_answers(client_of(cast, role), our_world(cast)))
    assert not wrong, "\n".join(wrong)


def test_the_policy_allows_nothing_inline_and_nobody_to_frame() -> None:
    said = dict(part.strip().partition(" ")[::2] for part in middleware.POLICY.split(";"))
    assert "unsafe" not in middleware.POLICY and "*" not in middleware.POLICY
    assert said["default-src"] == "'none'" and said["script-src"] == said["style-src"] == "'self'"
    assert said["frame-ancestors"] == said["base-uri"] == "'none'" and said["form-action"] == "'self'"
    assert "data:" not in said["script-src"] + said["connect-src"]


@pytest.mark.parametrize("missing", sorted(middleware.HEADERS))
def test_an_answer_without_one_of_them_is_found(missing: str) -> None:
    answer = HttpResponse("<p>x</p>")
    for name, value in middleware.HEADERS.items():
        if name != missing:
            answer[name] = value
    assert [each.partition(":")[0] for each in lacking(answer)] == [f"header {missing}"]


def test_what_a_strict_policy_blocks_is_found() -> None:
    html = '<p style="x" onclick="y"></p><script>z()</script><script src="a"></script><style></style>'
    assert len(inline_of(html)) == 4
    for part in ('<a href=" JaVa\nscript:x()">', '<iframe srcdoc="<p>">', '<p hx-on:click="x()">', "<base>"):
        assert inline_of(part), part
    assert not inline_of('<a href="/x/" data-on="y">onclick="x" style="y" javascript:</a>')


def broken(*given: object) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def throttled(client: Client) -> HttpResponse:
    for number in range(60):
        answer = client.post(reverse("sign-in"), {"email": f"a{number % 2}@kring.invalid"})
        if answer.status_code == 429:
            break
    return answer


# Only a program's call has a shape that can be wrong, and only sign-in counts attempts.
PAGES, PROGRAMS = (400, 403, 404, 405, 413, 429, 500), (400, 403, 404, 405, 413, 422, 500)


@pytest.mark.parametrize(
    ("status", "api"), [*((each, False) for each in PAGES), *((each, True) for each in PROGRAMS)]
)
def test_error_pages_are_strict_and_say_what_to_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, status: int, api: bool
) -> None:
    client = Client(raise_request_exception=False)
    strict = Client(enforce_csrf_checks=True)
    monkeypatch.setattr(site_views, "render", broken)
    monkeypatch.setattr("kring.parties.api.hubs", broken)
    big = "x" * 2_100_000
    ask = {
        (400, False): lambda: client.get("/", headers={"host": "evil.invalid"}),
        (403, False): lambda: strict.post("/frame/theme/", {"theme": "dark"}),
        (404, False): lambda: client.get("/no-such-page/"),
        (405, False): lambda: client.get("/frame/theme/"),
        (413, False): lambda: client.post("/challenges/new/", {"text": big}),
        (429, False): lambda: throttled(client),
        (500, False): lambda: client.get("/"),
        (400, True): lambda: client.get("/api/v1/me/", headers={"host": "evil.invalid"}),
        (403, True): lambda: client.get("/api/v1/queue/"),
        (404, True): lambda: client.get("/api/v1/no-such/"),
        (405, True): lambda: client.delete("/api/v1/queue/"),
        (413, True): lambda: client.post("/api/v1/drafts/", {"text": big}, "application/json"),
        (500, True): lambda: client.get("/api/v1/hubs/"),
        (422, True): lambda: client.post("/api/v1/drafts/", {"text": 7}, "application/json"),
    }[status, api]
    answer = ask()
    assert answer.status_code == status and not lacking(answer), lacking(answer)
    kind, text = answer.headers["Content-Type"], answer.content.decode()
    if api:
        assert kind == "application/problem+json" and answer.json()["status"] == status
    elif status == 400:
        assert kind.startswith("text/plain") and "niet lezen" in text, "nobody is known yet: plain words"
    else:
        assert kind.startswith("text/html") and text.count("<h1") == 1 and 'href="/"' in text


def test_downloads_are_files_and_never_pages(cast: Cast) -> None:
    Challenge.objects.all().delete()
    owner, broker = client_of(cast, "owner"), client_of(cast, "broker")
    kinds = {"csv": "text/csv", "json": "application/json", "xlsx": "application/vnd.openxml"}
    found = [(broker.get(reverse("parties-download", args=[ending])), kind) for ending, kind in kinds.items()]
    found += [
        (broker.get(reverse("parties-template", args=[ending])), kinds[ending]) for ending in ("csv", "xlsx")
    ]
    found += [
        (owner.get(reverse("capacity-csv")), "text/csv"),
        (owner.post(reverse("export-own-data")), "application/zip"),
    ]
    for answer, kind in found:
        assert answer.status_code == 200 and not lacking(answer), lacking(answer)
        assert answer.headers["Content-Type"].startswith(kind)
        assert re.fullmatch(r'attachment; filename="[\w.-]+"', answer.headers["Content-Disposition"])


def test_static_files_are_strict(tmp_path, settings, client: Client) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client()
    for name in ("frame/kring.css", "frame/kring.js", "frame/favicon.svg"):
        answer = client.get(static(name))
        assert answer.status_code == 200 and not lacking(answer), (name, lacking(answer))


@pytest.mark.full
def test_behind_https_browsers_are_told_to_stay_there(nothing_yet: Product, tmp_path) -> None:
    product = Product(copy_of(nothing_yet, tmp_path / "data"))
    with product.served("--empty", KRING_BEHIND_HTTPS="yes") as server:
        secure = Visitor(server.port)
        answer = secure.ask("GET", "/sign-in/", **{"X-Forwarded-Proto": "https"})
        assert answer.status == 200
        assert int(re.search(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])[1]) >= 31_536_000
        assert all("Secure" in line for line in answer.headers.get_all("Set-Cookie"))
        assert Visitor(server.port).get("/sign-in/").headers["Strict-Transport-Security"] is None
        for path in ("/static/frame/no-such.css", "/%ff%00", "/api/v1/none/", "/" + "a" * 9_000):
            told = Visitor(server.port).get(path)
            for name, value in middleware.HEADERS.items():
                assert told.headers[name] == value, (path, told.status, name)
