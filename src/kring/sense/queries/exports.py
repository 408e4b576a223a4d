"""A cell in words enters; the rows of a release that answer leave, with what every table prints below."""

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from kring.core.problems import NotFound, Problem
from kring.core.regions import hubs, regions
from kring.core.terms import areas, levels
from kring.engines.market.results import DEFAULT_BASIS, MEANINGS, read_figures, read_release
from kring.engines.market.sentences import caveat_reasons, sentence
from kring.sense.models import GapRelease
from kring.sense.queries.gaps import figures_of, newest_figures
from kring.taxonomy.queries.concepts import ai_skills, names, search_skills

EVERY = "every"
DICTIONARY: Mapping[str, str] = {
    "skill_name": "name of the skill or topic in the reader's language",
    **MEANINGS,
    "release": "the frozen computation that the figure belongs to (CSV only, as the rest)",
    "sources": "where the vacancies came from",
    "duplicate_share": "share of the vacancies read that were the same vacancy again",
    "extractor": "mode and version of what recognised the skills",
    "region_vintage": "year of the region codes",
}


def region_name(code: str, language: str) -> str:
    """Return the name of a region code, also of ``hub:`` codes."""
    hub = hubs().get(code.removeprefix("hub:"))
    if hub is not None and code.startswith("hub:"):
        return hub.name(language)
    region = regions().get(code)
    return region.name(language) if region else code


def is_region(code: str) -> bool:
    """Return whether figures exist for such a code."""
    return code in regions() or (code.startswith("hub:") and code.removeprefix("hub:") in hubs())


def skill_meant(words: str, *, language: str) -> str:
    """Return the URI that a URI, its last part, or words of a name stand for; NotFound when none does."""
    known = ai_skills()
    for candidate in (words, f"urn:kring:ai-skill:{words}", f"urn:kring:ai-topic:{words}"):
        if candidate in known or candidate.startswith("urn:kring:ai-topic:") and candidate == words:
            return candidate
    found = search_skills(words, language=language, limit=1)
    if not found:
        raise NotFound(
            Problem(
                "no_skill",
                "There is no AI skill called {words}.",
                "Use a part of its name.",
                params={"words": words},
            )
        )
    return found[0][0]


def _checked(field: str, value: str, allowed: Sequence[str]) -> str:
    if value in allowed:
        return value
    raise NotFound(
        Problem(
            "unknown_code",
            "{value} is no known {field}.",
            "Use one of: {allowed}.",
            params={"value": value, "field": field, "allowed": ", ".join(allowed)},
        )
    )


def rows_of(
    release: GapRelease,
    *,
    region: str = "NL",
    skill: str = "",
    area: str = "all",
    level: str = "all",
    window: str = "",
    language: str = "nl",
) -> pa.Table:
    """Return the figures of a cell with the skills' names, largest gap first; ``every`` opens a dimension."""
    wanted: dict[str, str] = {}
    places = ("NL", *(f"hub:{code}" for code in hubs()), *(code for code in regions() if code != "NL"))
    for name, value, allowed in (
        ("region", region, (EVERY, *places)),
        ("area", area, (EVERY, "all", *areas())),
        ("level", level, (EVERY, "all", *levels())),
        ("window", window or release.last_window, (EVERY, *release.windows)),
    ):
        if _checked(name, value, allowed) != EVERY:
            wanted[name] = value
    if skill and skill != EVERY:
        wanted["skill"] = skill_meant(skill, language=language)
    newest = wanted.get("window") == release.last_window
    table = read_figures(newest_figures(release) if newest else figures_of(release), **wanted)
    prefix = "pooled_" if DEFAULT_BASIS == "pooled" else ""
    return _named(table, language).sort_by(
        [(f"{prefix}reliable", "descending"), (f"{prefix}gap", "descending")]
    )


def _named(table: pa.Table, language: str) -> pa.Table:
    words = names(pc.unique(table["skill"]).to_pylist(), language)
    column = pa.array([words[uri] for uri in table["skill"].to_pylist()], pa.string())
    return table.add_column(0, "skill_name", column)


def provenance_of(release: GapRelease) -> dict[str, str]:
    """Return the caveats that fit in a cell, for tables that have no room for sentences below them."""
    held = read_release(figures_of(release)).caveats
    return {
        "release": release.pk,
        "sources": "; ".join(held.sources),
        "duplicate_share": f"{held.duplicate_share:.4f}",
        "extractor": f"{held.origin.extractor_mode} {held.origin.extractor_version}",
        "region_vintage": held.origin.region_vintage,
    }


def caveats_of(release: GapRelease, language: str) -> list[str]:
    """Return the sentences that stand below every table of a release."""
    held = read_release(figures_of(release))
    said = dict.fromkeys(sentence(one, language) for one in (*caveat_reasons(held.caveats), *held.reasons))
    return list(said)
