"""Browser assets: what is served, how heavy it is, and what is said when npm was not run."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders as static_finders
from django.core.management import call_command
from django.templatetags.static import static

from kring.core.problems import UnableTo
from kring.frame import assets
from kring.frame.finders import NpmFinder

FRONTEND = Path(__file__).parents[2] / "frontend"
LIMIT_BYTES = 150_000
LEFT_FOR_THE_PAGE_BYTES = 35_000


@pytest.mark.needs_npm
def test_everything_named_is_found_under_its_address():
    finder = NpmFinder()
    listed = {name: storage.path(name) for name, storage in finder.list([])}
    assert set(listed) == {*assets.FILES.values(), assets.BUNDLE}
    for name, file in listed.items():
        assert Path(file).is_file()
        assert finder.find(name) == file
    assert finder.find("frame/nothing.js") is None
    assert finder.find("frame/nothing.js", find_all=True) == []


@pytest.mark.needs_npm
def test_a_storage_opens_what_it_lists():
    for name, storage in NpmFinder().list([]):
        with storage.open(name) as file:
            assert file.read(4)


@pytest.mark.needs_npm
def test_the_style_sheet_refers_only_to_what_is_served():
    served = {*assets.FILES.values(), *(f"frame/{p.name}" for p in assets.STYLES.iterdir())}
    for address in re.findall(r'url\("?([^")]+)"?\)', assets.stylesheet()):
        assert address.startswith("data:image/svg+xml") or f"frame/{address}" in served
    assert "@import" not in assets.stylesheet()


@pytest.mark.needs_npm
def test_all_that_a_page_loads_leaves_room_for_the_page_itself():
    fonts = [n for n, to in assets.FILES.items() if to.endswith("-latin.woff2")]
    weight = sum(assets.npm_file(name).stat().st_size for name in fonts)
    texts = [assets.stylesheet(), assets.npm_file("htmx.org/dist/htmx.min.js").read_text(encoding="utf-8")]
    texts += [file.read_text(encoding="utf-8") for file in assets.STYLES.glob("*.js")]
    weight += sum(len(gzip.compress(text.encode(), 6)) for text in texts)
    assert weight < LIMIT_BYTES - LEFT_FOR_THE_PAGE_BYTES


def test_missing_packages_are_said_with_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "node_modules", lambda: tmp_path)
    assert len(assets.missing_files()) > 10
    with pytest.raises(UnableTo, match="npm ci"):
        assets.npm_file("htmx.org/dist/htmx.min.js")
    with pytest.raises(UnableTo, match="npm ci"):
        list(NpmFinder().list([]))


def test_our_own_scripts_are_small_and_every_style_file_is_in_the_bundle():
    scripts = sum(file.stat().st_size for file in assets.STYLES.glob("*.js"))
    assert scripts <= 5_000
    parts = {f"{part}.css" for part in assets.OUR_PARTS}
    assert {file.name for file in assets.STYLES.glob("*.css")} == parts
    for file in assets.STYLES.glob("*.css"):
        assert len(file.read_text(encoding="utf-8").splitlines()) < 500


def test_the_lock_names_no_host_and_the_package_is_private():
    lock = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["private"] is True
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text(encoding="utf-8")


@pytest.mark.needs_npm
def test_django_finds_the_bundle(settings):
    settings.STATICFILES_FINDERS = ["kring.frame.finders.NpmFinder"]
    static_finders.get_finder.cache_clear()
    assert static_finders.find(assets.BUNDLE)


@pytest.mark.needs_npm
def test_a_collected_file_is_kept_for_good_under_a_name_with_its_hash(tmp_path, settings, client):
    settings.STATIC_ROOT = tmp_path / "static"
    assert static("frame/kring.css") == "/static/frame/kring.css", "nothing was collected yet"
    call_command("collectstatic", verbosity=0, interactive=False)
    address = static("frame/kring.css")
    assert re.fullmatch(r"/static/frame/kring\.[0-9a-f]{12}\.css", address)
    script = (settings.STATIC_ROOT / static("frame/kring.js").removeprefix("/static/")).read_text()
    assert re.search(r'from "\./drafts\.[0-9a-f]{12}\.js"', script)
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"
