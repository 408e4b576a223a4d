"""Real vacancies, courses and register entries: all are read, and skills are found with their evidence."""

import pyarrow.parquet as pq
import pytest

from kring.parties.rules import SYSTEM
from kring.sense.actions.import_courses import import_courses
from kring.sense.actions.import_examples import import_examples
from kring.sense.actions.import_vacancies import import_vacancies
from kring.sense.models import Example
from kring.sense.models.lake import visible_files
from kring.sense.queries.examples import examples_for
from tests.sense.conftest import TODAY

pytestmark = pytest.mark.shared_data


def documents_with_evidence(table):
    """Check that every mention stands where it says; return how many documents have one."""
    texts = {
        row["key"]: row["text"] for path in visible_files(table) for row in pq.read_table(path).to_pylist()
    }
    mentions = [row for path in visible_files("mentions") for row in pq.read_table(path).to_pylist()]
    for one in mentions:
        assert texts[one["doc_key"]][one["start"] : one["end"]] == one["surface"]
    return len({one["doc_key"] for one in mentions})


def test_198_vacancies(sense, shared_data):
    receipt = import_vacancies(paths=[shared_data / "vacancies"], actor=SYSTEM, today=TODAY)
    assert (receipt.read, receipt.kept, receipt.rejected) == (198, 198, 0)
    assert receipt.unknown["date"] == receipt.unknown["place"] == receipt.unknown["employer"] == 198
    assert documents_with_evidence("vacancies") >= 30


def test_1433_courses(sense, shared_data):
    receipt = import_courses(paths=[shared_data / "courses"], actor=SYSTEM, today=TODAY)
    assert (receipt.read, receipt.kept, receipt.rejected) == (1433, 1433, 0)
    assert documents_with_evidence("courses") >= 100


def test_1530_register_entries_as_examples(sense, shared_data):
    receipt = import_examples(paths=[shared_data / "examples"], actor=SYSTEM)
    assert (receipt.read, receipt.kept, receipt.rejected) == (1530, 1530, 0)
    assert Example.objects.filter(licence="CC0", source="algoritmeregister").count() == 1530
    assert Example.objects.exclude(skills=[]).count() >= 300
    found = examples_for(["urn:kring:ai-skill:chatbot-development"])
    assert found and all(one.evidence for one in found)
