"""The worked example in the engine's README runs, and its claims hold."""

import re
from pathlib import Path

import kring.engines.matching as matching


def test_the_worked_example_runs() -> None:
    text = (Path(matching.__file__).parent / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
