"""Every constant of the matching engine, with unit, bounds, meaning and source: one readable table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One constant: its value, unit, bounds, what it means and where it comes from."""

    name: str
    value: float
    unit: str
    lowest: float
    highest: float
    meaning: str
    source: str


_HOUSE = "project decision"
_DESIGN = "design of the engines, matching"
_POLICY = "practice + education + research is the programme's definition of a learning community"


PARAMETERS: dict[str, Parameter] = {
    p.name: p
    for p in (
        Parameter("min_practice", 1, "parties", 0, 5, "practice parties a community needs", _POLICY),
        Parameter("min_education", 1, "parties", 0, 5, "education parties a community needs", _POLICY),
        Parameter("min_research", 1, "parties", 0, 5, "labs, centres or research parties needed", _POLICY),
        Parameter("min_seats", 4, "seats", 0, 200, "learners a community needs at least", _HOUSE),
        Parameter("max_seats", 24, "seats", 1, 500, "learners a community can guide at most", _HOUSE),
        Parameter("max_parties", 8, "parties", 1, 50, "parties that can still meet around one table", _HOUSE),
        Parameter("coverage_share", 0.6, "share", 0, 1, "part of the needed skills covered", _DESIGN),
        Parameter("points_open", 200, "points", 0, 10_000, "a community opens", _HOUSE),
        Parameter("points_skill", 12, "points per weight", 0, 1_000, "a needed skill is covered", _HOUSE),
        Parameter("points_seat", 1, "points per seat", 0, 100, "somebody can learn", _HOUSE),
        Parameter(
            "points_party", -10, "points per party", -1_000, 0, "time that one more party costs", _HOUSE
        ),
        Parameter("points_offer", -1, "points per offer", -100, 0, "one more thing to agree on", _HOUSE),
        Parameter("points_preference_area", 3, "points", 0, 100, "the area is one of its goals", _HOUSE),
        Parameter("points_preference_topic", 3, "points", 0, 100, "the AI topic is one of its goals", _HOUSE),
        Parameter("points_sme", 3, "points per party", 0, 100, "a small or medium firm takes part", _HOUSE),
        Parameter("points_cross_sector", 5, "points", 0, 100, "practice from another area joins", _HOUSE),
        Parameter("points_neighbour", -2, "points per offer", -100, 0, "it is one area away", _HOUSE),
        Parameter("points_province", -3, "points per offer", -100, 0, "it is in the same province", _HOUSE),
        Parameter("points_hub", -4, "points per offer", -100, 0, "it is in the same hub's region", _HOUSE),
        Parameter("points_country", -6, "points per offer", -100, 0, "it is elsewhere", _HOUSE),
        Parameter("points_wait_4_weeks", -1, "points per 4 weeks", -100, 0, "a later start", _HOUSE),
        Parameter("points_1000_euros", -1, "points per 1,000 euros", -100, 0, "what an offer costs", _HOUSE),
        Parameter("keep_points", 20, "points per party", 0, 1_000, "an earlier choice that stays", _DESIGN),
        Parameter("tie_share", 0.005, "share of score", 0, 0.1, "plans this close are called equal", _DESIGN),
        Parameter(
            "start_options", 4, "weeks", 1, 52, "start weeks weighed when many challenges compete", _HOUSE
        ),
        Parameter("community_weeks", 16, "weeks", 1, 104, "length of a community when nobody says", _HOUSE),
        Parameter(
            "time_limit_s", 10, "seconds", 0.1, 3_600, "after this the best plan so far is given", _HOUSE
        ),
        Parameter(
            "solver_threads",
            1,
            "threads",
            1,
            1,
            "one value for the whole process: HiGHS' scheduler is "
            "global, and a second value leaves the model unsolved",
            _DESIGN,
        ),
        Parameter(
            "bound_work", 40_000, "columns", 0, 1e7, "columns over all branches of a certificate", _HOUSE
        ),
        Parameter(
            "bound_leaves", 24, "linear programs", 1, 500, "branches that tighten a certificate", _HOUSE
        ),
        Parameter("edits_shown", 4, "edits", 1, 5, "different ways to make it possible", _DESIGN),
        Parameter("edit_party", 10, "effort", 1, 100, "finding one more party", _HOUSE),
        Parameter("edit_seat", 1, "effort per seat", 0, 100, "finding one more place", _HOUSE),
        Parameter("edit_skill", 6, "effort", 1, 100, "finding somebody with one skill", _HOUSE),
        Parameter("edit_region", 7, "effort", 1, 100, "asking a party to travel", _HOUSE),
        Parameter("edit_period", 8, "effort", 1, 100, "asking a party for another period", _HOUSE),
        Parameter("edit_language", 9, "effort", 1, 100, "asking a party to work in a language", _HOUSE),
        Parameter("edit_hours", 2, "effort per hour", 1, 100, "asking the owner for one more hour", _HOUSE),
        Parameter("step_join", 6, "points", 0, 100, "it runs already", _HOUSE),
        Parameter("step_reuse", 4, "points", 0, 100, "it exists already", _HOUSE),
        Parameter("step_take", 2, "points", 0, 100, "it is on offer", _HOUSE),
        Parameter("step_hours_over", -4, "points", -100, 0, "it asks more hours than there are", _HOUSE),
        Parameter(
            "step_skill", 10, "points per weight", 1, 100, "a next step deals with a needed skill", _HOUSE
        ),
        Parameter("step_same_corop", 8, "points", 0, 100, "it is in the same area", _HOUSE),
        Parameter("step_neighbour", 6, "points", 0, 100, "it is in the area next door", _HOUSE),
        Parameter("step_province", 5, "points", 0, 100, "it is in the same province", _HOUSE),
        Parameter("step_hub", 3, "points", 0, 100, "it is in the region of the same hub", _HOUSE),
        Parameter("step_area", 6, "points", 0, 100, "it is about the same application area", _HOUSE),
        Parameter("step_topic", 6, "points", 0, 100, "it is about the same AI topic", _HOUSE),
        Parameter("step_soon", 4, "points", 0, 100, "it starts within the wished weeks, or at once", _HOUSE),
        Parameter("step_hours_fit", 3, "points", 0, 100, "it asks no more hours than there are", _HOUSE),
        Parameter("step_places", 3, "points", 0, 100, "it has places left", _HOUSE),
        Parameter("step_licence", 3, "points", 0, 100, "its licence allows reuse", _HOUSE),
        Parameter("step_tested", 3, "points", 0, 100, "somebody tested it in the last three years", _HOUSE),
        Parameter("step_free", 2, "points", 0, 100, "it costs nothing", _HOUSE),
        Parameter("step_missing", -3, "points per thing", -100, 0, "something is still missing", _HOUSE),
        Parameter("step_tested_years", 3, "years", 1, 20, "how long a test counts as recent", _HOUSE),
        Parameter("step_minimum", 12, "points", 0, 1_000, "below this a step is not worth showing", _HOUSE),
    )
}


def number(name: str) -> float:
    """Return a constant's value; KeyError for an unknown name."""
    return PARAMETERS[name].value


def points(name: str) -> int:
    """Return a constant that is a whole number.

    >>> points("points_seat")
    1
    """
    return int(PARAMETERS[name].value)
