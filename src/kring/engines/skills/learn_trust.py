"""SkillSpan's training part and ESCO enter; the small file of trust parameters leaves.

    python -m kring.engines.skills.learn_trust --gold train.json --esco esco.zip --out trust.json

1. Compile ESCO without a floor. 2. Match every training advertisement. 3. A match is right when half
of it lies inside gold spans. 4. Fit the weights: logistic regression, every surface form weighs the
square root of how often it occurs. 5. Keep the counts of forms that were seen.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kring.engines.skills.inputs import Concept
from kring.engines.skills.labels import Form, forms_of
from kring.engines.skills.matching import Matcher
from kring.engines.skills.published import GoldText, esco_concepts, is_right, skillspan_texts
from kring.engines.skills.segments import CueMatcher
from kring.engines.skills.trust import FEATURES, Surface, Trust, features
from kring.engines.skills.vocabulary import Vocabulary, surface_of, word_rarity
from kring.engines.skills.words import CodedText

RIDGE = 1.0
ROUNDS = 60


def learn(concepts: Sequence[Concept], texts: Sequence[GoldText]) -> Trust:
    """Return the trust model learned from annotated texts."""
    certain = Trust([40.0] + [0.0] * (len(FEATURES) - 1), {})
    vocabulary = Vocabulary.compile(concepts, trust=certain, floor=0.0)
    seen = judge(vocabulary, texts)
    surfaces = _surfaces(concepts)
    forms = [form for form in seen if form in surfaces]
    rows = np.array([features(surfaces[form]) for form in forms])
    counts = np.array([seen[form] for form in forms], dtype=float)
    weights = fit(rows, counts)
    return Trust(
        [round(float(weight), 4) for weight in weights], {form: seen[form] for form in sorted(forms)}
    )


def judge(vocabulary: Vocabulary, texts: Sequence[GoldText]) -> dict[str, tuple[int, int]]:
    """Return (right, seen) for every surface form that matched outside passages set aside."""
    matcher, cues = Matcher(vocabulary), CueMatcher(vocabulary.coder)
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for gold in texts:
        coded = CodedText(gold.text, vocabulary.coder)
        passages = cues.passages(coded)
        for match in matcher.matches(coded):
            if not any(kind.touches(match.first, match.last) for kind in (passages.aside, passages.negated)):
                right = is_right(gold, *coded.span(match.first, match.last))
                counts[match.form][0] += right
                counts[match.form][1] += 1
    return {form: (right, seen) for form, (right, seen) in counts.items()}


def _surfaces(concepts: Sequence[Concept]) -> dict[str, Surface]:
    forms: list[Form] = [form for number, one in enumerate(concepts) for form in forms_of(number, one)]
    owners: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    for form in forms:
        owners[form.words].add(form.concept)
    rarity = word_rarity(concepts)
    found: dict[str, Surface] = {}
    for form in forms:
        found.setdefault(" ".join(form.words), surface_of(form, owners, rarity))
    return found


def fit(rows: npt.NDArray[np.float64], counts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return logistic weights (Newton's method, ridge on all but the bias).

    ``rows`` is forms × features; ``counts`` is forms × (right, seen).
    """
    weights = np.zeros(rows.shape[1])
    share = counts[:, 0] / counts[:, 1]
    mass = np.sqrt(counts[:, 1])
    ridge = np.full(rows.shape[1], RIDGE)
    ridge[0] = 1e-6
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (mass * (share - likely)) - ridge * weights
        curve = (rows * (mass * likely * (1 - likely))[:, None]).T @ rows + np.diag(ridge)
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def main(arguments: Sequence[str] | None = None) -> int:
    """Learn, and write the parameters file."""
    parser = argparse.ArgumentParser(description="Learn the trust of surface forms from annotated texts.")
    parser.add_argument("--gold", type=Path, required=True, help="SkillSpan train.json")
    parser.add_argument("--esco", type=Path, required=True, help="ESCO's zip of CSV files, English")
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    trust = learn(esco_concepts(chosen.esco), skillspan_texts(chosen.gold))
    content = {
        "source": "SkillSpan train (MIT), ESCO 1.1.1 English; made by learn_trust",
        "weights": dict(zip(FEATURES, trust.weights, strict=True)),
        "seen": {form: list(counts) for form, counts in trust.seen.items()},
    }
    chosen.out.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(trust.seen)} surface forms", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
