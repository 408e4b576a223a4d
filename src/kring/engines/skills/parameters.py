"""Every constant of the engine with its unit, bounds, meaning and source; nothing enters."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One constant: what it is worth, in which unit, within which bounds, and where it comes from."""

    value: float
    unit: str
    low: float
    high: float
    meaning: str
    source: str


PARAMETERS: dict[str, Parameter] = {
    "trust_floor": Parameter(
        0.30,
        "probability",
        0,
        1,
        "a label with less trust is left out of the matcher",
        "chosen on SkillSpan train",
    ),
    "accept_mention": Parameter(
        0.50,
        "probability",
        0,
        1,
        "a mention with a lower score is not given",
        "half: more often right than wrong",
    ),
    "own_phrase_trust": Parameter(
        0.90,
        "probability",
        0,
        1,
        "trust of a label of several words in Kring's own vocabulary",
        "set by hand",
    ),
    "own_word_trust": Parameter(
        0.80, "probability", 0, 1, "trust of a one-word label in Kring's own vocabulary", "set by hand"
    ),
    "trust_prior_strength": Parameter(
        4.0,
        "mentions",
        0,
        100,
        "annotated mentions that weigh as much as the prior",
        "chosen on SkillSpan train",
    ),
    "kept_weight": Parameter(
        0.5, "verdicts", 0, 1, "what it weighs that a person let a found skill stand", "set by hand"
    ),
    "least_drafts": Parameter(
        3,
        "drafts",
        1,
        100,
        "separate drafts that must speak of a surface before its trust changes",
        "set by hand",
    ),
    "least_voters": Parameter(
        3,
        "people",
        1,
        100,
        "separate people that must speak of a surface before its trust changes",
        "set by hand",
    ),
    "variant_factor": Parameter(
        0.95,
        "share",
        0,
        1,
        "kept of the score when the wording is an inflection or other spelling",
        "set by hand",
    ),
    "compound_factor": Parameter(
        0.85, "share", 0, 1, "kept of the score when the label is a part of a Dutch compound", "set by hand"
    ),
    "optional_factor": Parameter(
        0.80, "share", 0, 1, "kept of the score when the text calls the skill nice to have", "set by hand"
    ),
    "paraphrase_score": Parameter(
        0.75,
        "probability",
        0,
        1,
        "score of a wording that describes an AI skill without naming it",
        "set by hand",
    ),
    "cue_score": Parameter(
        0.60, "probability", 0, 1, "score of a problem that an AI skill would solve", "set by hand"
    ),
    "cue_window": Parameter(
        10, "words", 2, 40, "the widest span of a paraphrase or problem cue", "set by hand"
    ),
    "link_accept": Parameter(
        0.45, "similarity", 0, 1, "a linked concept below this is an abstention", "TECH and HOUSE validation"
    ),
    "link_mention": Parameter(
        0.55, "similarity", 0, 1, "a linked span below this gives no mention in full mode", "SkillSpan train"
    ),
    "link_word_weight": Parameter(
        0.45, "share", 0, 1, "weight of whole words against letter groups", "ESCO itself"
    ),
    "link_covered_weight": Parameter(
        0.10, "share", 0, 1, "weight of how much of a label the phrase covers", "ESCO's own descriptions"
    ),
    "link_vector_weight": Parameter(
        0.50, "share", 0, 1, "weight of learned vectors against letter groups and words", "ESCO itself"
    ),
    "link_description_share": Parameter(
        0.30, "share", 0, 1, "weight of the description in the vector of a concept", "ESCO itself"
    ),
    "rerank_candidates": Parameter(
        30, "concepts", 1, 1000, "the first concepts that the re-ranker scores again", "held out: see README"
    ),
    "rerank_share": Parameter(
        0.50, "share", 0, 1, "weight of the sentence model against the score so far", "held out: see README"
    ),
    "tagger_accept": Parameter(
        0.45, "probability", 0, 1, "a word with a lower chance belongs to no skill", "SkillSpan train"
    ),
    "tagger_piece": Parameter(
        0.30, "probability", 0, 1, "the same for a piece of a sentence that is linked", "set by hand"
    ),
    "tagger_doubt": Parameter(
        0.15,
        "probability",
        0,
        1,
        "full mode leaves out a label whose words have a lower mean chance",
        "SkillSpan train",
    ),
    "link_label_weight": Parameter(
        0.70,
        "share",
        0,
        1,
        "what a label found word for word adds to the rest up to 1, times its trust",
        "set by hand",
    ),
    "described_accept": Parameter(
        0.90,
        "probability",
        0,
        1,
        "a span in plain words with a lower chance gives no mention",
        "wordings kept apart, and the traps among the frozen sentences",
    ),
    "described_likely": Parameter(
        0.50,
        "probability",
        0,
        1,
        "a span in plain words with a lower chance is not even likely; up to described_accept it is",
        "set by hand: more often right than wrong",
    ),
    "described_look": Parameter(
        0.2,
        "probability",
        0,
        1,
        "a window of plain words that less likely describes an AI skill is not looked at closely",
        "wordings kept apart",
    ),
    "link_description_weight": Parameter(
        0.25, "share", 0, 1, "weight of the description added to the best label", "TECH and HOUSE validation"
    ),
}


def value(name: str) -> float:
    """Return the value of one parameter."""
    return PARAMETERS[name].value
