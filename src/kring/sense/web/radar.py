"""The radar: a region and filters enter; the page of a hub, province or the country leaves."""

from dataclasses import replace
from datetime import date

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kring.core.problems import NotFound, Problem
from kring.core.regions import hubs, hubs_of, province_of, regions
from kring.core.terms import areas, levels, topics
from kring.engines.market.back_off import Standing
from kring.engines.market.sentences import sentence
from kring.frame import maps
from kring.parties.visitor import visitor_may
from kring.sense.models import GapRelease, ImportReceipt
from kring.sense.queries import radar as queries
from kring.sense.queries import signals
from kring.sense.queries.exports import is_region
from kring.sense.queries.radar import TOPIC_PREFIX, Asked, Radar, reading_of
from kring.sense.rules import key_of
from kring.sense.web import pictures, words
from kring.taxonomy.models import RegionShape
from kring.taxonomy.queries.concepts import ai_skills, names

KEPT_SECONDS = 24 * 3600
WHITE_SHOWN, WHITE_SKILLS, WHITE_REGIONS = 3, 10, 6


@require_GET
def radar(request: HttpRequest, region: str = "NL") -> HttpResponse:
    """Show a region's page; it is kept until a figure, a fact or a map behind it changes."""
    if chosen := request.GET.get("region"):
        return _redirected(request, chosen)
    if not is_region(region):
        raise NotFound(
            Problem(
                "no_region", "There is no region {code}.", "Choose one on the map.", params={"code": region}
            )
        )
    release = queries.usable_release()
    if release is None:
        return render(request, "sense/radar_empty.html", _emptiness(request))
    asked = _asked(request, region)
    page = _page(release, asked, today=date.today())
    return render(
        request,
        "sense/radar.html",
        {**page, "may_see_queue": visitor_may(request, "view_queue"), "region": region},
    )


def _redirected(request: HttpRequest, chosen: str) -> HttpResponse:
    query = request.GET.copy()
    query.pop("region")
    address = reverse("radar-region", args=[chosen if is_region(chosen) else "NL"])
    return redirect(f"{address}?{query.urlencode()}" if query else address)


def _asked(request: HttpRequest, region: str) -> Asked:
    """Read the filters; an unknown code counts as no filter."""
    area, level, skill = (request.GET.get(name, "") for name in ("area", "level", "skill"))
    known = skill in ai_skills() or skill.removeprefix(TOPIC_PREFIX) in topics()
    return Asked(
        region,
        area if area in areas() else "all",
        level if level in levels() else "all",
        skill if known else "",
    )


def _emptiness(request: HttpRequest) -> dict[str, object]:
    kinds = set(ImportReceipt.objects.standing().filter(kept__gt=0).values_list("kind", flat=True))
    return {
        "has_vacancies": "vacancies" in kinds,
        "has_courses": "courses" in kinds,
        "may_load": visitor_may(request, "import_vacancies"),
    }


def _page(release: GapRelease, asked: Asked, *, today: date) -> dict[str, object]:
    key = "radar:" + key_of(
        release.pk,
        release.at,
        asked,
        words.language(),
        signals.newest_fact(),
        RegionShape.objects.count(),
        today,
    )
    page: dict[str, object] | None = cache.get(key)
    if page is None:
        page = _built(queries.radar(release, asked, today=today))
        cache.set(key, page, KEPT_SECONDS)
    return page


def _built(seen: Radar) -> dict[str, object]:
    """Return the words above, and the rest of the page already drawn."""
    asked, release = seen.asked, seen.release
    subjects = {str(one.figure["skill"]) for one in seen.five if one.figure}
    subjects |= {*seen.conversations.most, *seen.scans.most}
    subjects |= {seen.map_skill, asked.skill, *(str(row["skill"]) for row in seen.white)} - {""}
    said = names(subjects, words.language())
    skill = said.get(seen.map_skill, "")
    first, last = queries.window_days(release.last_window)
    context = {
        "release": release,
        "asked": asked,
        "filters": pictures.filters_query(asked),
        "period": words.period(first, last),
        "skill": skill,
        "rows": [_row(one, said, seen) for one in seen.five],
        "chosen": _chosen(seen, said),
        "scale": _scale(seen),
        "maps": _maps(seen, skill),
        "legend": _legend(seen),
        "trend": pictures.trend_of(seen, skill),
        "white": _white(seen, said),
        "coverage": seen.coverage,
        "challenges": seen.challenges,
        "heard": {"conversations": _heard(seen.conversations, said), "scans": _heard(seen.scans, said)},
        "communities": seen.communities,
        "downloads": _downloads(seen),
        "choices": _choices(asked),
    }
    return {
        "kicker": f"{words.capital(words.region_name(asked.region))} · {words.quarter(release.last_window)}",
        "title": _title(seen, skill),
        "lead": _lead(seen),
        "crumbs": _crumbs(asked),
        "body": render_to_string("sense/radar_body.html", context),
    }


def _heard(signal: signals.Heard, said: dict[str, str]) -> dict[str, object]:
    most = ", ".join(said[uri] for uri in signal.most)
    return {"times": signal.times, "parties": signal.parties, "most": most}


def _title(seen: Radar, skill: str) -> str:
    if seen.headline is None:
        return _("No gap is sure enough here yet.")
    if seen.headline.figure is None:
        return _("For %(skill)s no figure is sure enough yet.") % {"skill": skill}
    named = names([str(seen.headline.figure["skill"])], words.language())
    return words.headline(seen.headline, next(iter(named.values())))


def _lead(seen: Radar) -> str:
    if seen.headline is None or seen.headline.figure is None:
        return _("There are too few vacancies or courses for this choice. Choose a wider one.")
    return words.lead(seen.headline.figure, waiting=seen.challenges.unmatched, communities=seen.communities)


def _row(one: Standing, said: dict[str, str], seen: Radar) -> dict[str, object]:
    figure = one.figure or {}
    read = one.reading
    uri = str(figure["skill"])
    return {
        "mine": uri == seen.asked.skill,
        "label": words.capital(said.get(uri) or next(iter(names([uri], words.language()).values()))),
        "href": pictures.figure_href(seen.release.pk, figure),
        "shares": words.shares(figure),
        "stands": words.stands_at(figure, asked_region=seen.asked.region),
        "widened": sentence(one.reason, words.language()) if one.given_up else "",
        "value": words.value_words(read, figure),
        "interval": words.interval_words(read),
        "low": round(read.low, 3),
        "at": round(read.gap, 3),
        "high": round(read.high, 3),
        "x": figure["x"],
        "n": figure["n"],
        "y": round(float(str(figure["y"])), 1),
        "m": round(float(str(figure["m"])), 1),
        "growth": figure["growth"],
        "region": words.region_name(str(figure["region"])),
        "map_href": pictures.region_href(seen.asked.region, replace(seen.asked, skill=uri)),
    }


def _chosen(seen: Radar, said: dict[str, str]) -> dict[str, object] | None:
    if not seen.asked.skill or seen.headline is None or seen.headline.figure is None:
        return None
    if any(one.figure and one.figure["skill"] == seen.asked.skill for one in seen.five):
        return None  # it stands in the list itself, marked
    return _row(seen.headline, said, seen)


def _scale(seen: Radar) -> dict[str, float]:
    """Return the ends of the drawn scale, in doublings: from as much as taught to the highest end shown."""
    shown = [*seen.five, *([seen.headline] if seen.headline else [])]
    highs = [one.reading.high for one in shown if one.figure and queries.taught(one)]
    lows = [one.reading.low for one in shown if one.figure]
    return {"low": min([0.0, *lows]), "high": max([1.0, *highs]) * 1.04}


def _maps(seen: Radar, skill: str) -> list[object]:
    if not skill:
        return []
    return [pictures.country_map(seen, skill), pictures.region_map(seen, skill)]


def _legend(seen: Radar) -> str:
    if not pictures.any_sure(seen):
        return maps.legend(low="", high="", name="radar")
    low, high = pictures.ends_of_scale(seen)
    return maps.legend(low=words.times(low), high=words.times(high), name="radar")


def _white(seen: Radar, said: dict[str, str]) -> dict[str, object]:
    """Group the white spots by skill; those that nobody teaches anywhere are not the first to name."""
    by_skill: dict[str, list[dict[str, object]]] = {}
    for row in seen.white:
        spot = {
            "skill": words.capital(said[str(row["skill"])]),
            "region": words.region_name(str(row["region"])),
            "value": words.value_words(reading_of(row), row),
            "href": pictures.figure_href(seen.release.pk, row),
            "taught": float(str(row["y"])) > 0,
        }
        by_skill.setdefault(str(row["skill"]), []).append(spot)
    first = sorted((spots[0] for spots in by_skill.values()), key=lambda spot: not spot["taught"])
    groups = [
        {"skill": spots[0]["skill"], "spots": spots[:WHITE_REGIONS], "more": len(spots[WHITE_REGIONS:])}
        for spots in list(by_skill.values())[:WHITE_SKILLS]
    ]
    return {"count": len(seen.white), "first": first[:WHITE_SHOWN], "groups": groups}


def _downloads(seen: Radar) -> list[tuple[str, str]]:
    query = pictures.filters_query(replace(seen.asked, skill=""))
    return [
        (name.upper(), reverse("radar-download", args=[seen.asked.region, seen.release.pk, name]) + query)
        for name in ("csv", "xlsx", "json")
    ]


def _crumbs(asked: Asked) -> list[tuple[str, str]]:
    chain = [asked.region]
    if not asked.region.startswith("hub:") and asked.region != "NL":
        province = province_of(asked.region)
        chain = list(
            dict.fromkeys([*(f"hub:{code}" for code in hubs_of(asked.region)), province, asked.region])
        )
    if asked.region != "NL":
        chain.insert(0, "NL")
    return [
        (
            words.capital(words.region_name(code)),
            "" if code == asked.region else pictures.region_href(code, asked),
        )
        for code in chain
    ]


def _choices(asked: Asked) -> dict[str, object]:
    language = words.language()
    skills = sorted(
        ((uri, one.name(language)) for uri, one in ai_skills().items() if not uri.startswith(TOPIC_PREFIX)),
        key=lambda pair: pair[1].casefold(),
    )
    return {
        "regions": [
            ("NL", words.region_name("NL")),
            *((f"hub:{code}", hub.name(language)) for code, hub in hubs().items()),
            *((one.code, one.name(language)) for one in regions().values() if one.level == "province"),
            *_own_corop(asked.region),
        ],
        "areas": [(code, one.name(language)) for code, one in areas().items()],
        "levels": [(code, one.name(language)) for code, one in levels().items()],
        "topics": [(TOPIC_PREFIX + code, one.name(language)) for code, one in topics().items()],
        "skills": skills,
    }


def _own_corop(region: str) -> list[tuple[str, str]]:
    is_corop = region in regions() and regions()[region].level == "corop"
    return [(region, words.region_name(region))] if is_corop else []
