"""A label and what the taxonomy says about its words enter; the probability that a match is right leaves.

The probability is a logistic model over features of the surface form, corrected by what annotators
thought of that very form: (right + strength × prior) ÷ (seen + strength). Weights and counts were
learned by ``learn_trust`` from SkillSpan train alone and stand in ``tables/trust.json``.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kring.engines.skills.parameters import value
from kring.engines.skills.wordlists import ambiguous_words

TRUST_FILE = Path(__file__).parent / "tables" / "trust.json"
FEATURES = (
    "bias",
    "one_word",
    "two_words",
    "four_or_more_words",
    "alternative",
    "written_with_capital",
    "rarest_word",
    "commonest_word",
    "shared_label",
    "gerund",
    "very_short",
    "generic_word",
)


@dataclass(frozen=True)
class Surface:
    """One label as the trust model sees it; ``rarities`` holds 0 (in every description) to 1 (in none)."""

    words: Sequence[str]
    written: str
    alternative: bool
    shared: bool
    rarities: Sequence[float]


@dataclass(frozen=True)
class Trust:
    """The learned model: one weight a feature, and (right, seen) per surface form."""

    weights: Sequence[float]
    seen: Mapping[str, tuple[int, int]]

    def prior(self, surface: Surface) -> float:
        """Return the probability from the features alone."""
        total = sum(w * x for w, x in zip(self.weights, features(surface), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def of(self, surface: Surface, right: float = 0.0, seen: float = 0.0) -> float:
        """Return the probability from the features and from what annotators thought of this form.

        ``right`` of ``seen`` is what others than SkillSpan's annotators thought of it.
        """
        own_right, own_seen = self.seen.get(" ".join(surface.words), (0, 0))
        return corrected(self.prior(surface), own_right + right, own_seen + seen)


def corrected(prior: float, right: float, seen: float) -> float:
    """Return Bayes' estimate: ``right`` of ``seen`` were right, and ``prior`` was expected."""
    strength = value("trust_prior_strength")
    return (right + strength * prior) / (seen + strength) if seen else prior


def features(surface: Surface) -> list[float]:
    """Return the feature values in the order of ``FEATURES``."""
    words, count = surface.words, len(surface.words)
    generic = ambiguous_words("generic")
    return [
        1.0,
        float(count == 1),
        float(count == 2),
        float(count >= 4),
        float(surface.alternative),
        float(surface.written[:1].isupper() or surface.written.isupper()),
        max(surface.rarities, default=1.0),
        min(surface.rarities, default=1.0),
        float(surface.shared),
        float(words[0].endswith("ing")) if words else 0.0,
        float(len("".join(words)) <= 3),
        float(count == 1 and words[0] in generic),
    ]


@cache
def learned_trust() -> Trust:
    """Return the model that ships with the engine."""
    content = json.loads(TRUST_FILE.read_text(encoding="utf-8"))
    weights = [float(content["weights"][name]) for name in FEATURES]
    return Trust(weights, {form: (right, seen) for form, (right, seen) in content["seen"].items()})
