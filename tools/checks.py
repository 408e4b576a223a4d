"""All checks of ./test: the step list enters, each step's output and one summary leave."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from summary import Outcome, outcome_of_command, outcome_of_tests  # noqa: E402
from throwaway_postgres import throwaway_postgres  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "build" / "test"
PYTHON = sys.executable
PURE_PYTHON = ROOT / ".tools" / "pure" / "bin" / "python"
WHOLE_SECONDS = {"quick": 480, "full": 3600}
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@dataclass(frozen=True)
class Step:
    """One command and how to read its outcome: by its JUnit report when ``tests``, else by exit code."""

    name: str
    command: list[str | Path]
    seconds: int
    tests: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def report(self) -> Path:
        return REPORTS / f"{self.name.replace(' ', '-')}.xml"


LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
LINT = [
    Step("ruff check", [PYTHON, "-m", "ruff", "check", "."], 60),
    Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."], 60),
    Step("import contracts", [PYTHON, "-c", LINT_IMPORTS], 120),
    Step("mypy", [PYTHON, "-m", "mypy", "src/kring"], 300),
]


def pytest_step(name: str, marks: str, seconds: int, *paths: str, workers: int = 2) -> Step:
    options = ["-m", marks, "--durations=8", *(["-n", str(workers)] if workers > 1 else [])]
    return Step(name, [PYTHON, "-m", "pytest", *options, *paths], seconds, tests=True)


PURE = Step(
    "pure engines",
    [
        PURE_PYTHON,
        "-m",
        "pytest",
        "-n",
        "2",
        "-m",
        "not full and not shared_data",
        "-W",
        "ignore",
        "tests/engines",
    ],
    240,
    tests=True,
)
QUICK = [
    pytest_step("unit tests", "not browser and not postgres and not full", 400),
    PURE,
    pytest_step("main journey", "browser and not full", 240, "tests/journeys", workers=1),
]
FULL = [
    pytest_step("unit tests", "not browser and not postgres and not full", 900),
    PURE,
    pytest_step("in the browser", "browser", 1800, workers=1),
    pytest_step("full tests", "full and not browser and not postgres", 1800, workers=1),
]
ON_POSTGRES = pytest_step("on PostgreSQL", "postgres or (not browser and not full)", 1500)


def run(step: Step, *, captured: bool) -> tuple[int | None, str]:
    """Run one step in a process group of its own, so that nothing of it outlives its time."""
    command = [str(part) for part in step.command]
    if step.tests:
        step.report.unlink(missing_ok=True)
        command += [f"--junitxml={step.report}"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **step.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if captured else None,
        stderr=subprocess.STDOUT if captured else None,
        text=True,
        start_new_session=True,
    )
    output = ""
    code: int | None = None
    try:
        output, _ = process.communicate(timeout=step.seconds)
        code = process.returncode
    except subprocess.TimeoutExpired:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return code, output or ""


def checked(step: Step, *, until: float, captured: bool = False) -> Outcome:
    """Run and report one step, in its own time or what is left of the whole run's, ``until``."""
    started = time.monotonic()
    step = replace(step, seconds=max(1, min(step.seconds, round(until - started))))
    if not captured:
        print(f"\n=== {step.name}", flush=True)
    code, output = run(step, captured=captured)
    outcome = (
        outcome_of_tests(step.name, code, step.report) if step.tests else outcome_of_command(step.name, code)
    )
    if captured:
        print(f"\n=== {step.name}", flush=True)
        if code != 0:
            print(output.rstrip())
    print(
        f"--- {step.name}: {'ok' if not outcome.failed else 'FAILED'}, {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return outcome


def lint(until: float) -> Outcome:
    """Two at a time, as a machine of two cores likes it."""
    whole = Outcome()
    with ThreadPoolExecutor(2) as pool:
        for outcome in pool.map(lambda step: checked(step, until=until, captured=True), LINT):
            whole.add(outcome)
    return whole


def on_postgres(until: float) -> Outcome:
    try:
        with throwaway_postgres() as url:
            return checked(replace(ON_POSTGRES, environment={"DATABASE_URL": url}), until=until)
    except (RuntimeError, OSError, subprocess.CalledProcessError) as problem:
        said = f"{ON_POSTGRES.name}: {str(problem).splitlines()[0]}"
        return Outcome(failed=[said]) if CI else Outcome(skipped=[said])


def all_checks(*, full: bool) -> Outcome:
    whole = Outcome()
    until = time.monotonic() + WHOLE_SECONDS["full" if full else "quick"]
    try:
        whole.add(lint(until))
        for step in FULL if full else QUICK:
            whole.add(checked(step, until=until))
        if full:
            whole.add(on_postgres(until))
    except KeyboardInterrupt:
        whole.failed.append("stopped by hand")
    except Exception as problem:  # the last line is a promise: it comes whatever breaks
        whole.failed.append(f"the checks themselves: {problem!r}")
    return whole


def main() -> int:
    full = sys.argv[1:] == ["full"]
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    started = time.monotonic()
    outcome = all_checks(full=full)
    print(f"\n=== all checks: {time.monotonic() - started:.0f} s")
    for line in outcome.lines():
        print(line)
    sys.stdout.flush()
    return 1 if outcome.failed or not outcome.passed else 0


if __name__ == "__main__":
    sys.exit(main())
