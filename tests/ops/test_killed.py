"""kill -9 in the middle of whatever: what was acknowledged is there, nothing is half there."""

import contextlib
import functools
import http.client
import json
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
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


def machine_of(round_number: int, number: int) -> str:
    """Everybody has a machine of their own: whoever posts a lot from one is slowed down."""
    return f"127.{round_number + 1}.{number // 200}.{number % 200 + 1}"


class Crowd:
    """Visitors who all post at the same moment until the server is gone; remembers what they were told."""

    def __init__(self, port: int, round_number: int, size: int) -> None:
        self.port, self.round = port, round_number
        self.drafts: set[str] = set()
        self.posted: set[str] = set()
        self.refused: list[str] = []
        self.start = threading.Barrier(size)
        self.threads = [threading.Thread(target=self._post, args=(number,)) for number in range(size)]

    def _post(self, number: int) -> None:
        visitor = Visitor(self.port, machine=machine_of(self.round, number), patience=300)
        name = f"{self.round}-{number}"
        self.start.wait()
        try:
            path = visitor.sent("/challenges/new/", text=QUESTION.format(number=name))
            key = plain(path.split("/")[3])
            self.drafts.add(key)
            path = path.removesuffix("place/")
            visitor.sent(f"{path}place/", place="Groningen")
            visitor.sent(f"{path}send/", email=f"v{name}@kring.invalid", chosen="form")
            self.posted.add(key)
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
    for number in range(rounds):
        turn = number // 2
        told = (0, 1 + 3 * turn) if number % 2 == 0 else (size // 10 + turn * size // 15, 0)
        with product.served("--empty") as server:
            crowd = Crowd(server.port, number, size)
            crowd.meets(server, *told)
        assert not crowd.refused, crowd.refused[:3]
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
