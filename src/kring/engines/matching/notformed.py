"""Why a challenge has no community, and what would give it one: a problem enters; reasons and ways leave.

Ways come from an elastic model: the same rows, but with parties, places, skills and hours that could be
found, and with offers whose one refusing rule could be lifted by asking. Each costs effort
(parameters.py); the least effort that makes the community possible is a way, and the next solve forbids
that set of edits. Applying a way's edits makes the challenge feasible (``apply_edits``). Solver conflict
cores are unreliable and not used.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from kring.engines.matching.eligibility import Edge, Refusal, edges_of, judge, weeks_taken
from kring.engines.matching.inputs import SIDES, Challenge, Offer, Problem
from kring.engines.matching.model import Choice, Model, build, lot
from kring.engines.matching.needs import coverable, parties_per_side, sides_needed, skills_needed
from kring.engines.matching.parameters import points
from kring.engines.matching.results import Edit, NotFormed, Reason, Way
from kring.engines.matching.solve import best_whole

NEW = "new:"
_ASKABLE = {"language": "edit_language", "region": "edit_region", "travel": "edit_region",
            "period": "edit_period", "full": "edit_period"}  # fmt: skip
_MOST_ASKED = 60
_SECONDS = 5.0


def explain_not_formed(
    *,
    problem: Problem,
    edges: Sequence[Edge],
    refusals: Sequence[Refusal],
    challenges: Sequence[Challenge],
    competing: bool,
    ways: bool,
) -> tuple[NotFormed, ...]:
    """Return, for every challenge without a community, the reasons and (when asked) the ways out."""
    found = []
    for challenge in challenges:
        own = [edge for edge in edges if edge.challenge.id == challenge.id]
        refused = [refusal for refusal in refusals if refusal.challenge == challenge.id]
        if possible(problem, challenge, own):
            code = "taken" if competing else "not_worth"
            found.append(NotFormed(challenge.id, (Reason(code, {"offers": len(own)}),)))
            continue
        reasons = shortages(problem, challenge, own, refused)
        out = ways_out(problem=problem, challenge=challenge) if ways else ()
        found.append(NotFormed(challenge.id, reasons, out))
    return tuple(found)


def possible(problem: Problem, challenge: Challenge, edges: Sequence[Edge]) -> bool:
    """Return whether the challenge could have a community if nobody else wanted the same offers."""
    model = build(problem.only(challenge.id), edges, must_open=[challenge.id])
    quick = replace(model, cost=np.zeros_like(model.cost))
    return best_whole(quick, time_limit_s=_SECONDS).x is not None


def shortages(
    problem: Problem, challenge: Challenge, edges: Sequence[Edge], refused: Sequence[Refusal]
) -> tuple[Reason, ...]:
    """Return what is too little even when every eligible offer joins; else that it does not fit together."""
    offers = {offer.id: offer for offer in problem.offers}
    found = [] if edges else [Reason("no_offers", {"offers": len(problem.offers)})]
    for side, least in sides_needed(problem, challenge).items():
        there = parties_per_side(edges)[side]
        if there < least:
            rules = Counter(r.rule for r in refused if offers[r.offer].side == side)
            why = rules.most_common(1)[0] if rules else ("", 0)
            params = {"side": side, "least": least, "found": there, "rule": why[0], "refused": why[1]}
            found.append(Reason("no_side", params))
    found += _seat_shortage(problem, edges) + _skill_shortage(problem, challenge, edges)
    for pin in problem.pins:
        if pin.challenge == challenge.id and not any(pin.hits(challenge.id, e.offer) for e in edges):
            rule = next((r.rule for r in refused if pin.hits(challenge.id, offers[r.offer])), "")
            found.append(Reason("pin_refused", {"what": pin.offer or pin.organisation, "rule": rule}))
    found = found or [Reason("not_together", {"offers": len(edges)})]
    rules = Counter(refusal.rule for refusal in refused)
    return (*found, *(Reason("refused", {"rule": rule, "offers": n}) for rule, n in rules.most_common()))


def _seat_shortage(problem: Problem, edges: Sequence[Edge]) -> list[Reason]:
    most = sum(max(p.units for p in edge.placements.values()) for edge in edges if edge.offer.seats)
    least = problem.policy.min_seats
    return [Reason("too_few_seats", {"least": least, "found": most})] if most < least else []


def _skill_shortage(problem: Problem, challenge: Challenge, edges: Sequence[Edge]) -> list[Reason]:
    covered = coverable(problem, challenge, edges)
    least = skills_needed(problem, challenge)
    missing = tuple(sorted(set(challenge.skills) - covered))
    if len(covered) >= least:
        return []
    return [Reason("too_few_skills", {"least": least, "found": len(covered), "skills": missing})]


def ways_out(*, problem: Problem, challenge: Challenge, shown: int | None = None) -> tuple[Way, ...]:
    """Return up to ``shown`` different sets of edits, least effort first; each makes it possible."""
    elastic, edits = _elastic(problem.only(challenge.id), challenge)
    edges = [
        e for e in (judge(elastic, elastic.challenges[0], o) for o in elastic.offers) if isinstance(e, Edge)
    ]
    model = _priced(build(elastic, edges, must_open=[challenge.id]), edits)
    found: list[Way] = []
    for _ in range(points("edits_shown") if shown is None else shown):
        solved = best_whole(model, time_limit_s=_SECONDS)
        if solved.x is None:
            break
        used = [c for c in model.choices if c.edge.offer.id in edits and solved.x[c.joins] > 0.5]
        if not used:
            break
        start = next(
            int(str(n[2]))
            for n, x in zip(model.columns, solved.x, strict=True)
            if n[0] == "start" and x > 0.5
        )
        found.append(_way(challenge, used, solved.x, start, edits))
        model = _forbidding(model, *_same_edits(model, used, edits))
    return tuple(found)


def _elastic(problem: Problem, challenge: Challenge) -> tuple[Problem, dict[str, Edit]]:
    """Return the problem with everything that could be found or asked for, and the edit behind each offer."""
    owner = challenge.owner or f"{NEW}owner"
    changed = replace(challenge, owner=owner)
    edits = {
        edit.offer.id: edit
        for edit in (*_new_offers(problem, changed), *_asked_offers(problem, changed))
        if edit.offer is not None
    }
    kept = [offer for offer in problem.offers if offer.id not in edits]
    offers = tuple(sorted((*kept, *(e.offer for e in edits.values() if e.offer)), key=lambda o: o.id))
    return replace(problem, challenges=(changed,), offers=offers), edits


def _new_offers(problem: Problem, challenge: Challenge) -> Iterable[Edit]:
    """Yield what could be found: a party per side, places, a skill, hours of the owner."""
    weeks = challenge.last_week - challenge.first_week + challenge.weeks

    def new(name: str, **given: object) -> Offer:
        fields: dict[str, object] = {
            "id": NEW + name, "organisation": NEW + name, "side": "", "kind": "expertise",
            "region": challenge.region, "first_week": challenge.first_week, "free_units": (1,) * weeks,
        }  # fmt: skip
        return Offer(**{**fields, **given})  # type: ignore[arg-type]

    for side in SIDES:
        yield Edit("add_party", {"side": side}, points("edit_party"), new(side, side=side))
    seats = max(1, problem.policy.min_seats)
    learns = frozenset(challenge.skills) if problem.policy.cover_both else frozenset()
    places = new("seats", organisation=f"{NEW}education", side="education", kind="student_places",
                 group_max=seats, free_units=(seats,) * weeks, learns=learns)  # fmt: skip
    yield Edit("add_seats", {}, points("edit_seat"), places)
    for skill in sorted(challenge.skills):
        brings = new(f"skill:{skill}", organisation=f"{NEW}expert", brings=frozenset({skill}))
        yield Edit("add_skill", {"skill": skill}, points("edit_skill"), brings)
    if challenge.hours_per_week is not None:
        for hours in (1, 2, 4, 8, 16):
            given = new(f"hours:{hours}", organisation=challenge.owner, asks_hours_per_week=-hours)
            yield Edit("more_hours", {"hours": hours}, hours * points("edit_hours"), given)


def _asked_offers(problem: Problem, challenge: Challenge) -> list[Edit]:
    """Return refused offers with their one refusing rule lifted, the most useful first."""
    asked = []
    for offer in problem.offers:
        verdict = judge(problem, challenge, offer)
        if isinstance(verdict, Refusal) and verdict.rule in _ASKABLE:
            lifted = _lifted(challenge, offer, verdict.rule)
            if isinstance(judge(problem, challenge, lifted), Edge):
                code = {"travel": "ask_region", "full": "ask_period"}.get(verdict.rule, f"ask_{verdict.rule}")
                params = {"offer": offer.id, "organisation": offer.organisation, "kind": offer.kind}
                asked.append(Edit(code, params, points(_ASKABLE[verdict.rule]), lifted))
    needed = frozenset(challenge.skills)
    pinned = [pin for pin in problem.pins if pin.challenge == challenge.id]

    def use(edit: Edit) -> tuple[bool, float]:
        offer = edit.offer
        assert offer is not None
        worth = len(needed & (offer.brings | offer.learns)) + offer.seats + bool(offer.side)
        return not any(pin.hits(challenge.id, offer) for pin in pinned), lot(offer.id) - worth

    return sorted(asked, key=use)[:_MOST_ASKED]


def _lifted(challenge: Challenge, offer: Offer, rule: str) -> Offer:
    if rule == "language":
        return replace(offer, languages=offer.languages | {challenge.language})
    if rule in ("region", "travel"):
        return replace(offer, regions=offer.regions | {challenge.region})
    weeks = challenge.last_week - challenge.first_week + challenge.weeks
    return replace(offer, first_week=challenge.first_week, free_units=(offer.group_min,) * weeks)


def _priced(model: Model, edits: dict[str, Edit]) -> Model:
    """Return the model in which effort is all that counts."""
    cost = np.zeros_like(model.cost)
    for choice in model.choices:
        edit = edits.get(choice.edge.offer.id)
        if edit is None:
            continue
        if edit.code != "add_seats":
            cost[choice.joins] = -edit.effort
        elif choice.units is None:
            cost[choice.joins] = -points("edit_party") - edit.effort
        else:
            cost[choice.joins], cost[choice.units] = -points("edit_party"), -edit.effort
    return replace(model, cost=cost)


def _same_edits(model: Model, used: Sequence[Choice], edits: dict[str, Edit]) -> tuple[list[int], list[int]]:
    """Return the columns of the edits used; columns that mean "more hours" come apart, all of them."""

    def hours(choice: Choice) -> bool:
        edit = edits.get(choice.edge.offer.id)
        return edit is not None and edit.code == "more_hours"

    every = [choice.joins for choice in model.choices if hours(choice)] if any(map(hours, used)) else []
    return [choice.joins for choice in used if not hours(choice)], every


def _forbidding(model: Model, columns: Collection[int], any_of: Sequence[int]) -> Model:
    """Return the model in which ``columns``, together with one of ``any_of`` (if any), do not come back."""
    sets = [[*columns, other] for other in any_of] or [list(columns)]
    entries = [(row, column) for row, columns_ in enumerate(sets) for column in columns_]
    places = tuple(zip(*entries, strict=True))
    rows = csr_matrix((np.ones(len(entries)), places), shape=(len(sets), len(model.columns)))
    return replace(
        model,
        rows=(*model.rows, *(("combinations", "edits", len(model.rows) + i) for i in range(len(sets)))),
        matrix=csr_matrix(vstack([model.matrix, rows])),
        limit=np.append(model.limit, [len(columns_) - 1 for columns_ in sets]),
    )


def _way(
    challenge: Challenge, used: Sequence[Choice], x: np.ndarray, start: int, edits: dict[str, Edit]
) -> Way:
    """Return the edits of a solution, each narrowed to the weeks and units that it needs."""
    found = []
    hours = sum(int(str(edits[c.edge.offer.id].params["hours"])) for c in used
                if edits[c.edge.offer.id].code == "more_hours")  # fmt: skip
    if hours:
        given = replace(challenge, hours_per_week=(challenge.hours_per_week or 0) + hours)
        found.append(Edit("more_hours", {"hours": hours}, hours * points("edit_hours"), challenge=given))
    for choice in used:
        edit, offer = edits[choice.edge.offer.id], choice.edge.offer
        if edit.code == "more_hours":
            continue
        units = 1 if choice.units is None else int(x[choice.units])
        week, taken = choice.placements[start].week, weeks_taken(choice.edge.challenge, offer)
        effort = edit.effort if edit.code != "add_seats" else points("edit_party") + units * edit.effort
        params = {**edit.params, "week": week, "weeks": taken, "units": units}
        if edit.code != "ask_region" and edit.code != "ask_language":
            offer = replace(
                offer, first_week=week, free_units=(units,) * taken, group_max=max(units, offer.group_min)
            )
        found.append(Edit(edit.code, params, effort, offer))
    return Way(tuple(found), sum(edit.effort for edit in found))


def apply_edits(problem: Problem, edits: Iterable[Edit]) -> Problem:
    """Return the problem after the edits: new offers added, changed offers and challenges replaced."""
    challenges = {c.id: c for c in problem.challenges}
    offers = {o.id: o for o in problem.offers}
    for edit in edits:
        if edit.challenge is not None:
            challenges[edit.challenge.id] = edit.challenge
        if edit.offer is not None:
            offers[edit.offer.id] = edit.offer
    return replace(
        problem,
        challenges=tuple(challenges[name] for name in sorted(challenges)),
        offers=tuple(offers[name] for name in sorted(offers)),
    )


def refusals_of(*, problem: Problem, challenge: str) -> tuple[Refusal, ...]:
    """Return every offer that a challenge refuses, each with the rule by name."""
    return tuple(edges_of(problem.only(challenge))[1])
