"""The last line of ./test counts what happened: a crash, a missing report or a time-out is a failure."""

import sys

import pytest

from tests.promises.project import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import checks
from summary import Outcome, outcome_of_command, outcome_of_tests

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="assert 1 == 2&#10;more">trace</failure></testcase>
<testcase classname="a" name="away"><skipped message="Chromium is missing"/></testcase>
<testcase classname="a" name="torn"><error message="setup failed"/></testcase>
</testsuite></testsuites>"""
ALL_GOOD = '<testsuite><testcase classname="a" name="good"/></testsuite>'


def outcome(tmp_path, code, report) -> Outcome:
    path = tmp_path / "report.xml"
    if report is not None:
        path.write_text(report)
    return outcome_of_tests("step", code, path)


def test_every_failure_and_skip_is_named(tmp_path) -> None:
    assert outcome(tmp_path, 1, REPORT).lines() == [
        "skipped: step: a::away: Chromium is missing",
        "FAILED: step: a::bad: assert 1 == 2",
        "FAILED: step: a::torn: setup failed",
        "1 passed, 2 failed, 1 skipped",
    ]


@pytest.mark.parametrize(
    ("code", "report", "passed", "failed"),
    [
        (0, ALL_GOOD, 1, []),
        (-9, ALL_GOOD, 1, ["step: killed by signal 9"]),
        (None, None, 0, ["step: ran out of time, and it left no report"]),
        (3, "<testsuite><testca", 0, ["step: exit code 3, and it left no report"]),
        (5, "<testsuite/>", 0, ["step: no test ran"]),
        (0, "<testsuite/>", 0, ["step: no test ran"]),
    ],
)
def test_a_step_that_broke_has_failed(tmp_path, code, report, passed, failed) -> None:
    found = outcome(tmp_path, code, report)
    assert (found.passed, found.failed) == (passed, failed)


def test_a_command_counts_once() -> None:
    assert outcome_of_command("ruff", 0).lines() == ["1 passed, 0 failed, 0 skipped"]
    assert outcome_of_command("ruff", 1).lines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_a_step_that_hangs_is_ended_with_all_it_started(tmp_path) -> None:
    alive = tmp_path / "alive"
    hang = f"(while :; do touch {alive}; sleep 0.1; done) & wait"
    step = checks.Step("hangs", ["sh", "-c", hang], 1)
    assert checks.run(step, captured=True) == (None, "")
    alive.unlink()
    checks.run(checks.Step("waits", ["sleep", "0.3"], 5), captured=True)
    assert not alive.exists()
