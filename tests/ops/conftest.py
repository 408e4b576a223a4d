"""A small country and an empty one, each made once; every test works on a copy of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.product import Product, copy_of, new_database

DATABASES = ["SQLite", pytest.param("PostgreSQL", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def small_country(tmp_path_factory: pytest.TempPathFactory) -> Product:
    product = Product(tmp_path_factory.mktemp("country") / "data")
    product.done("demo", "load", "--scale", "0.01")
    return product


@pytest.fixture(scope="session")
def nothing_yet(tmp_path_factory: pytest.TempPathFactory) -> Product:
    """Tables, hubs and the vocabulary, and nothing else."""
    product = Product(tmp_path_factory.mktemp("nothing") / "data")
    product.done("pages")
    return product


@pytest.fixture(scope="session")
def small_country_on_postgres(
    tmp_path_factory: pytest.TempPathFactory, postgres_url: str
) -> Iterator[Product]:
    with new_database(postgres_url) as url:
        product = Product(tmp_path_factory.mktemp("country") / "data", url)
        product.done("demo", "load", "--scale", "0.01")
        yield product


@pytest.fixture(params=DATABASES)
def country(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    """The small country, on each database."""
    if request.param == "SQLite":
        yield Product(copy_of(request.getfixturevalue("small_country"), tmp_path / "data"))
        return
    made = request.getfixturevalue("small_country_on_postgres")
    with new_database(request.getfixturevalue("postgres_url"), made.database_url) as url:
        yield Product(copy_of(made, tmp_path / "data"), url)


@pytest.fixture(params=DATABASES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    """An empty Kring, on each database."""
    if request.param == "SQLite":
        yield Product(copy_of(request.getfixturevalue("nothing_yet"), tmp_path / "data"))
        return
    with new_database(request.getfixturevalue("postgres_url")) as url:
        product = Product(tmp_path / "data", url)
        product.done("pages")
        yield product
