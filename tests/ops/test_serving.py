"""The server's own life: one port, one worker beside it, and an end that leaves nothing behind."""

import contextlib
import os
import signal
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.ops.product import Product, Served, Visitor, alive, copy_of, wait_until


@pytest.fixture
def product(nothing_yet: Product, tmp_path: Path) -> Product:
    return Product(copy_of(nothing_yet, tmp_path / "data"))


def worker_of(server: Served) -> list[int]:
    found = []
    for number in server.helpers():
        with contextlib.suppress(OSError):
            if b"kring.cli\0work" in Path(f"/proc/{number}/cmdline").read_bytes():
                found.append(number)
    return found


def nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_taken_port_is_named_before_anything_is_set_up(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = Product(tmp_path / "data").kring("serve", "--port", port)
    assert answer.returncode == 1 and answer.stdout == ""
    assert f"port {port}" in answer.stderr and "--port" in answer.stderr and "Traceback" not in answer.stderr
    assert not (tmp_path / "data" / "kring.sqlite3").exists()


def test_ctrl_c_stops_everything_quietly(product: Product) -> None:
    with product.served("--empty") as server:
        wait_until(lambda: bool(worker_of(server)), 30, "no worker")
        assert "Kring is ready" in server.log.read_text()
        helpers = server.helpers()
        # As a terminal does it: the whole group gets the signal.
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.process.wait(30) in {0, 130}
        assert not alive(helpers) and nobody_listens(server.port)
        said = server.log.read_text()
        assert "Traceback" not in said and "started again" not in said, said


@pytest.mark.full
def test_a_worker_that_dies_is_replaced_and_goes_with_a_killed_server(product: Product) -> None:
    with product.served("--empty") as server:
        wait_until(lambda: bool(worker_of(server)), 30, "no worker")
        (first,) = worker_of(server)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: worker_of(server) not in ([], [first]), 30, "the worker was not replaced")
        Visitor(server.port).challenge("Wij willen storingen aan pompen voorspellen.", "sme@kring.invalid")

        def mailed() -> bool:
            database = sqlite3.connect(product.folder / "kring.sqlite3")
            count = database.execute("SELECT count(*) FROM notices_mail").fetchone()[0]
            database.close()
            return count == 1

        wait_until(mailed, 30, "the new worker does not work")
        helpers = server.helpers()
        server.process.kill()
        wait_until(lambda: not alive(helpers), 30, "processes outlived their server")
        # The last thread of a process closes its socket a moment after the process counts as ended.
        wait_until(lambda: nobody_listens(server.port), 5, "somebody still answers on the port")


@pytest.mark.full
def test_two_servers_may_share_a_folder(product: Product) -> None:
    with product.served("--empty") as one, product.served("--empty") as other:
        path = Visitor(one.port).draft("Wij willen facturen van leveranciers automatisch laten lezen.")
        assert Visitor(other.port).get(path).status == 404, "a draft belongs to one browser"
        assert Visitor(other.port).get("/").status == 200


def test_a_command_in_a_new_folder_sets_it_up_by_itself(tmp_path: Path) -> None:
    product = Product(tmp_path / "new" / "data")
    answer = product.kring("pages")
    assert answer.returncode == 0 and answer.stdout.startswith("{")
    assert "Making the tables" in answer.stderr


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    product = Product(tmp_path / "data")
    product.folder.mkdir()
    (product.folder / "kring.sqlite3").write_text("naam,plaats\n" * 500)
    answer = product.kring("pages")
    assert answer.returncode == 1 and answer.stdout == ""
    assert "database" in answer.stderr and "restore" in answer.stderr and "Traceback" not in answer.stderr


def test_a_wrong_setting_ends_the_program_with_its_name(tmp_path: Path) -> None:
    answer = Product(tmp_path / "data").kring("pages", KRING_DEBUG="perhaps")
    assert answer.returncode == 1 and answer.stderr == "KRING_DEBUG: say yes or no, not 'perhaps'\n"


def test_a_database_server_that_is_away_is_named(tmp_path: Path) -> None:
    answer = Product(tmp_path / "data", "postgresql://kring:secret@127.0.0.1:1/kring").kring("pages")
    assert answer.returncode == 1 and "DATABASE_URL" in answer.stderr
    assert "Traceback" not in answer.stderr and "secret" not in answer.stderr
