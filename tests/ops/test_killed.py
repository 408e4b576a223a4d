"""kill -9 in the middle of whatever: what was acknowledged is there, nothing is half there."""

import contextlib
import functools
import http.client
import itertools
import json
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ops.product import Product, Served, Visitor, copy_of, members_of, wait_until

QUESTION = "Wij willen met machine learning storingen aan onze pompen voorspellen. Nummer {number}."


@contextlib.contextmanager
def asked(product: Product) -> Iterator[Any]:
    """A connection of our own, that has nothing of the product in it."""
    if product.database_url:
        import psycopg

        with psycopg.connect(product.database_url, autocommit=True) as connection:
            yield connection
    else:
        connection = sqlite3.connect(product.folder / "kring.sqlite3")
        yield connection
        connection.close()


def rows(product: Product, question: str) -> list[tuple[Any, ...]]:
    with asked(product) as connection:
        return connection.execute(question).fetchall()


def plain(identifier: object) -> str:
    return str(identifier).replace("-", "")


@dataclass
class Poster:
    """Somebody with a question. When the server dies in the middle, they go on with it at the next one."""

    number: int
    path: str = ""
    sent_before: bool = False
    done: bool = False
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return plain(self.path.split("/")[3])

    def post(self, port: int, drafts: set[str], posted: set[str]) -> None:
        """Do what is left to do; remember each thing that the server said it has."""
        # A machine of one's own: whoever posts a lot from one is slowed down.
        machine = f"127.{self.number // 40_000 + 1}.{self.number // 200 % 200}.{self.number % 200 + 1}"
        visitor = Visitor(port, machine=machine, cookies=self.cookies, patience=300)
        if not self.path:
            question = QUESTION.format(number=self.number)
            self.path = visitor.sent("/challenges/new/", text=question).removesuffix("place/")
            drafts.add(self.key)
        again = self.sent_before
        try:
            visitor.sent(f"{self.path}place/", place="Groningen")
            self.sent_before = True
            visitor.sent(f"{self.path}send/", email=f"v{self.number}@kring.invalid", chosen="form")
        except AssertionError:
            # It was saved in the moment in which the server died: a second time is refused.
            if not again:
                raise
        posted.add(self.key)
        self.done = True


class Crowd:
    """Posters who all begin at the same moment, until the server is gone; remembers what they were told."""

    def __init__(self, port: int, posters: list[Poster]) -> None:
        self.port = port
        self.drafts: set[str] = set()
        self.posted: set[str] = set()
        self.refused: list[str] = []
        self.start = threading.Barrier(len(posters))
        self.threads = [threading.Thread(target=self._post, args=(one,)) for one in posters]

    def _post(self, poster: Poster) -> None:
        self.start.wait()
        try:
            poster.post(self.port, self.drafts, self.posted)
        except (OSError, http.client.HTTPException):
            return
        except AssertionError as refusal:
            self.refused.append(str(refusal))

    def meets(self, server: Served, drafts: int, posted: int) -> None:
        """Post together; the server dies as soon as so many were told that theirs is saved."""
        for thread in self.threads:
            thread.start()
        wait_until(
            lambda: len(self.drafts) >= drafts and len(self.posted) >= posted, 300, "they were not answered"
        )
        assert any(thread.is_alive() for thread in self.threads), "nobody was left in the middle of a post"
        server.kill()
        for thread in self.threads:
            thread.join(310)


def settle(product: Product) -> None:
    """A database server goes on for a moment with what a killed client asked: until it has noticed."""
    if not product.database_url:
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    wait_until(lambda: rows(product, others) == [(0,)], 30, "connections of the killed server are still open")


def check(product: Product, drafts: set[str], posted: set[str]) -> None:
    states = {plain(key): state for key, state in rows(product, "SELECT id, state FROM connect_challenge")}
    assert drafts <= set(states), "a draft that was acknowledged is gone"
    assert {states[key] for key in posted} <= {"unconfirmed"}, "a post that was acknowledged is gone"
    facts = rows(product, "SELECT object_id FROM ledger_fact WHERE verb = 'challenge_posted'")
    told = sorted(plain(key) for (key,) in facts)
    assert told == sorted(key for key, state in states.items() if state == "unconfirmed"), "half a post"
    skills = dict.fromkeys(states, 0)
    for key, count in rows(
        product, "SELECT challenge_id, count(*) FROM connect_challengeskill GROUP BY challenge_id"
    ):
        skills[plain(key)] = count
    assert len(set(skills.values())) == 1 and set(skills.values()) != {0}, "a draft with half its skills"


def post_and_kill(product: Product, rounds: int, size: int) -> None:
    """Half of the times it dies among the questions, half of the times among the posts."""
    drafts: set[str] = set()
    posted: set[str] = set()
    numbers = itertools.count()
    unfinished: list[Poster] = []
    for number in range(rounds):
        turn = number // 2
        told = (0, 1 + 3 * turn) if (number + rounds) % 2 else (size // 10 + turn * size // 40, 0)
        posters = unfinished[-size // 2 :]
        posters += [Poster(next(numbers)) for _ in range(size - len(posters))]
        with product.served("--empty") as server:
            crowd = Crowd(server.port, posters)
            crowd.meets(server, *told)
        assert not crowd.refused, crowd.refused[:3]
        unfinished = [one for one in posters if one.path and not one.done]
        drafts |= crowd.drafts
        posted |= crowd.posted
        settle(product)
        check(product, drafts, posted)
    assert len(drafts) >= len(posted) > 0
    product.done("work", "--once")
    mails = rows(product, "SELECT key FROM notices_mail WHERE key LIKE 'confirm:%'")
    mailed = sorted(plain(key).removeprefix("confirm:") for (key,) in mails)
    unconfirmed = rows(product, "SELECT id FROM connect_challenge WHERE state = 'unconfirmed'")
    assert mailed == sorted(plain(key) for (key,) in unconfirmed), "every post has its one mail"


def test_posts_outlive_a_killed_server(nothing_yet: Product, tmp_path: Path) -> None:
    post_and_kill(Product(copy_of(nothing_yet, tmp_path / "data")), 1, 20)


@pytest.mark.full
def test_two_hundred_posts_at_once_outlive_twenty_killed_servers(empty: Product) -> None:
    post_and_kill(empty, 20, 200)


def vacancies(file: Path, count: int) -> Path:
    """A file of vacancies, each another one."""
    with file.open("w") as lines:
        for number in range(count):
            posting = {
                "@type": "JobPosting",
                "identifier": f"v{number}",
                "title": f"Data scientist {number}",
                "description": f"Je bouwt modellen met machine learning voor lijn {number}. " * 12,
                "datePosted": "2026-05-04",
                "hiringOrganization": {"name": f"Fabriek {number % 300}"},
                "jobLocation": {"address": {"addressLocality": "Groningen"}},
            }
            lines.write(json.dumps(posting) + "\n")
    return file


IMPORTED = """
import json
from kring.sense.models import ImportReceipt
from kring.sense.models.lake import known_keys
print(json.dumps([ImportReceipt.objects.count(), len(known_keys("vacancies"))]))
"""


def lake_of(product: Product) -> list[str]:
    lake = product.folder / "lake"
    return sorted(str(path.relative_to(lake)) for path in lake.rglob("*") if path.name != ".lock")


@pytest.mark.full
def test_an_import_that_is_killed_leaves_nothing_and_can_be_given_again(
    empty: Product, tmp_path: Path
) -> None:
    file = vacancies(tmp_path / "vacancies.jsonl", 2_500)
    unfinished = empty.folder / "lake"
    for _ in range(3):
        process = subprocess.Popen(
            empty.command("sense", "vacancies", file),
            env=empty.environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(
            lambda: any(path.stat().st_size for path in unfinished.glob(".unfinished-*/vacancies.parquet")),
            60,
            "the import wrote nothing",
        )
        process.kill()
        process.wait()
        assert json.loads(empty.said(IMPORTED)) == [0, 0]
        # Its helpers notice that they are alone.
        gone = functools.partial(members_of, process.pid)
        wait_until(lambda gone=gone: not gone(), 30, "processes of the killed import are still there")
    empty.done("sense", "vacancies", file)
    assert json.loads(empty.said(IMPORTED)) == [1, 2_500]
    left = [name for name in lake_of(empty) if name.endswith(".parquet") or ".unfinished" in name]
    assert len(left) == 2, left
    empty.done("sense", "vacancies", file)
    assert json.loads(empty.said(IMPORTED))[1] == 2_500


@pytest.mark.full
def test_of_two_imports_at_once_one_is_refused_and_none_is_harmed(empty: Product, tmp_path: Path) -> None:
    file = vacancies(tmp_path / "vacancies.jsonl", 15_000)
    other = vacancies(tmp_path / "other.jsonl", 3)
    first = subprocess.Popen(
        empty.command("sense", "vacancies", file), env=empty.environment(), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(
        lambda: any((empty.folder / "lake").glob(".unfinished-*")), 60, "the first import did not start"
    )
    answer = empty.kring("sense", "vacancies", other)
    assert answer.returncode == 1 and "Another import is running" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert first.wait(120) == 0
    assert json.loads(empty.said(IMPORTED)) == [1, 15_000]
    empty.done("sense", "vacancies", other)
