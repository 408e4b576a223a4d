"""All feedback and labelled sentences enter; the trust that would follow leaves, with its measures."""

from collections.abc import Sequence
from pathlib import Path

from kring.connect.queries.skill_feedback import verdicts
from kring.engines.skills.gold import GOLD, gold_sentences
from kring.engines.skills.inputs import Concept
from kring.engines.skills.judged import Forms
from kring.engines.skills.retrust import Estimate, estimate
from kring.engines.skills.vocabulary import Vocabulary
from kring.taxonomy.queries.trust import adopted_trust, judged_of
from kring.taxonomy.queries.vocabularies import engine_concepts

# The form on which people correct skills knows this vocabulary.
VOCABULARY = "kring-ai"


def all_forms() -> Forms:
    """Return the labels of the vocabulary, those of little trust too."""
    return Forms(Vocabulary.compile(_concepts(), floor=0.0))


def estimated_trust(gold: Path | None = None) -> Estimate:
    """Return what the trust would become from all that people said until now; nothing changes."""
    version = adopted_trust()
    return estimate(
        _concepts(),
        gold_sentences(gold or GOLD),
        verdicts(),
        people_before=judged_of(version.people) if version else {},
        gold_before=judged_of(version.gold) if version else {},
    )


def _concepts() -> Sequence[Concept]:
    return engine_concepts(VOCABULARY)
