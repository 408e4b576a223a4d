"""What the journeys share: a small demo country, an empty Kring, and visitors who walk through them."""

import shutil

import pytest

from tests.conftest import missing
from tests.journeys.serving import load_small_demo, serving
from tests.journeys.walking import AXE, Visitor


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """The data folder of a small demo country, made once; copy it, never change it."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    load_small_demo(folder)
    return folder


@pytest.fixture(scope="module")
def demo(demo_folder, tmp_path_factory):
    """Kring with a demo country of this module's own."""
    folder = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(demo_folder, folder)
    with serving(folder) as (served, _):
        yield served


@pytest.fixture
def empty(tmp_path):
    """Kring without anything in it, and what it said while starting."""
    with serving(tmp_path / "data", "--empty") as both:
        yield both


@pytest.fixture
def visit(chromium):
    """Make visitors; each has a browser window that closes after the test."""
    if not AXE.is_file():
        missing("axe-core (npm ci in frontend/)")
    made = []

    def _visit(served, **options):
        made.append(Visitor(chromium, served, **options))
        return made[-1]

    yield _visit
    for visitor in made:
        visitor.close()
