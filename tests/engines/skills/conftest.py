import pytest

from kring.engines.skills import Vocabulary
from tests.engines.skills.examples import vocabulary as compiled


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return compiled()
