"""The outcome of a test run: the reports of all steps enter, names, reasons and one last line leave."""

import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """What a step, or a whole run, came to."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, other: "Outcome") -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def lines(self) -> list[str]:
        lines = [f"skipped: {line}" for line in self.skipped]
        lines += [f"FAILED: {line}" for line in self.failed]
        return [*lines, f"{self.passed} passed, {len(self.failed)} failed, {len(self.skipped)} skipped"]


def outcome_of_command(name: str, code: int | None) -> Outcome:
    """A step that reports by its exit code alone; None says that it ran out of time."""
    if code == 0:
        return Outcome(passed=1)
    return Outcome(failed=[f"{name}: {reason_of(code)}"])


def outcome_of_tests(name: str, code: int | None, report: Path) -> Outcome:
    """A step that wrote a JUnit report; without a readable report, or on a crash, it has failed."""
    outcome = read_report(name, report) if report.exists() else None
    if outcome is None:
        return Outcome(failed=[f"{name}: {reason_of(code)}, and it left no report"])
    if code == 0 and not (outcome.passed or outcome.skipped):
        outcome.failed.append(f"{name}: no test ran")
    if code != 0 and not outcome.failed:
        outcome.failed.append(f"{name}: {reason_of(code)}")
    return outcome


def reason_of(code: int | None) -> str:
    if code is None:
        return "ran out of time"
    if code == 5:
        return "no test ran"
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def read_report(name: str, report: Path) -> Outcome | None:
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - written by our own pytest
    except ElementTree.ParseError:
        return None
    outcome = Outcome()
    for case in cases:
        title = f"{name}: {case.get('classname', '')}::{case.get('name', '')}"
        skip = case.find("skipped")
        wrong = [each for each in (case.find("failure"), case.find("error")) if each is not None]
        if wrong:
            outcome.failed.append(f"{title}: {first_line(wrong[0])}")
        elif skip is not None:
            outcome.skipped.append(f"{title}: {first_line(skip) or 'no reason given'}")
        else:
            outcome.passed += 1
    return outcome


def first_line(element: ElementTree.Element) -> str:
    lines = (element.get("message") or "").strip().splitlines()
    return lines[0][:200] if lines else ""
