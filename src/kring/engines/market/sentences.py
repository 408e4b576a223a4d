"""Reasons and figures enter; sentences in Dutch or English leave."""

from collections.abc import Iterable, Mapping

from kring.engines.market.back_off import Figure
from kring.engines.market.results import DEFAULT_BASIS, Caveats, Reason, reading

SENTENCES: Mapping[str, Mapping[str, str]] = {
    "asked_and_taught": {
        "nl": "1 op {demand} vacatures vraagt dit, 1 op {supply} cursussen leert het.",
        "en": "1 in {demand} vacancies asks for this, 1 in {supply} courses teaches it.",
    },
    "asked_not_taught": {
        "nl": "1 op {demand} vacatures vraagt dit, geen van de {courses} cursussen leert het.",
        "en": "1 in {demand} vacancies asks for this, none of the {courses} courses teaches it.",
    },
    "taught_not_asked": {
        "nl": "Geen van de {vacancies} vacatures vraagt dit, 1 op {supply} cursussen leert het.",
        "en": "None of the {vacancies} vacancies asks for this, 1 in {supply} courses teaches it.",
    },
    "times_more_asked": {
        "nl": "Er is {times} keer zoveel vraag als aanbod (tussen {low} en {high} keer).",
        "en": "Demand is {times} times supply (between {low} and {high} times).",
    },
    "not_reliable": {
        "nl": "Dit cijfer is nog niet zeker genoeg: er zijn te weinig vacatures of cursussen.",
        "en": "This figure is not sure enough yet: there are too few vacancies or courses.",
    },
    "leans_on_wider": {
        "nl": "Dit cijfer leunt deels op dat van een groter gebied, omdat het gebied zelf klein is.",
        "en": "This figure leans partly on that of a wider area, because the area itself is small.",
    },
    "grew": {
        "nl": "De vraag is {times} keer zo groot als een jaar eerder, bij dezelfde bronnen.",
        "en": "Demand is {times} times that of a year earlier, in the same sources.",
    },
    "stands_as_asked": {
        "nl": "Dit cijfer geldt precies voor wat u vroeg.",
        "en": "This figure holds for exactly what you asked.",
    },
    "stands_at": {
        "nl": "Dit cijfer is ruimer dan u vroeg: {widened}.",
        "en": "This figure is wider than you asked: {widened}.",
    },
    "not_reliable_anywhere": {
        "nl": "Voor deze vaardigheid is nog geen enkel cijfer zeker genoeg, ook niet landelijk.",
        "en": "No figure for this skill is sure enough yet, not even for the whole country.",
    },
    "small_firms_under_counted": {
        "nl": "Kleine bedrijven tellen te licht mee: zij plaatsen weinig vacatures.",
        "en": "Small firms are under-counted: they place few vacancies.",
    },
    "no_vacancies": {
        "nl": "Er zijn nog geen vacatures. Lees eerst een bestand met vacatures in.",
        "en": "There are no vacancies yet. Import a file of vacancies first.",
    },
    "no_window": {
        "nl": "Geen vacature heeft een datum in de gevraagde periode. Zonder datum is er geen cijfer.",
        "en": "No vacancy has a date in the period asked for. Without dates there are no figures.",
    },
    "no_skills": {
        "nl": "Er is geen lijst met vaardigheden. Zet eerst een woordenlijst klaar.",
        "en": "There is no list of skills. Prepare a vocabulary first.",
    },
    "no_courses_on_offer": {
        "nl": "Er is geen cursus met een datum in deze periode. {undated} cursussen hebben geen datum.",
        "en": "No course has a date in this period. {undated} courses have no date.",
    },
    "no_mentions": {
        "nl": "In de vacatures en cursussen is nog geen vaardigheid herkend.",
        "en": "No skill has been recognised in the vacancies and courses yet.",
    },
    "source_entered": {
        "nl": "De bron {source} is nieuw in {window} en telt niet mee in de groei.",
        "en": "The source {source} is new in {window} and does not count in the growth.",
    },
    "source_left": {
        "nl": "De bron {source} ontbreekt in {window} en telt niet mee in de groei.",
        "en": "The source {source} is missing in {window} and does not count in the growth.",
    },
    "duplicates": {
        "nl": "Van {read} vacatures zijn er {distinct} verschillend ({share} dubbel).",
        "en": "Of {read} vacancies {distinct} are distinct ({share} duplicates).",
    },
    "duplicate_rules": {
        "nl": "Dubbel: {exact_text} gelijk van tekst, {same_post} herplaatst, {near_text} bijna gelijk.",
        "en": "Duplicates: {exact_text} of equal text, {same_post} posted again, {near_text} nearly equal.",
    },
    "sources": {
        "nl": "Bronnen van de vacatures: {names}.",
        "en": "Sources of the vacancies: {names}.",
    },
    "not_followed": {
        "nl": "{count} vermeldingen gaan over vaardigheden zonder cijfer, vooral uit ESCO.",
        "en": "{count} mentions are of skills without a figure, mostly from ESCO.",
    },
    "prior_strengths": {
        "nl": "Het samengevoegde cijfer leunt op een ruimere groep, met {least} tot {most} documenten.",
        "en": "The pooled figure leans on a wider group, with {least} to {most} documents.",
    },
    "unknown_vacancies": {
        "nl": "Zonder regio: {region}, zonder datum: {date}, zonder sector: {area}, zonder niveau: {level}.",
        "en": "Without a region: {region}, a date: {date}, a sector: {area}, a level: {level}.",
    },
    "extractor": {
        "nl": "Vaardigheden herkend met methode {mode}, versie {version}; regio-indeling {vintage}.",
        "en": "Skills recognised by method {mode}, version {version}; regions as of {vintage}.",
    },
}

_WIDENED = {
    "level": {"nl": "alle niveaus", "en": "all levels"},
    "area": {"nl": "alle sectoren", "en": "all sectors"},
    "region": {"nl": "een grotere regio", "en": "a larger region"},
    "skill": {"nl": "het hele onderwerp", "en": "the whole topic"},
}


def sentence(reason: Reason, language: str) -> str:
    """Return the reason in words; any language but "nl" gives English.

    >>> sentence(Reason("stands_at", {"given_up": ("level", "region")}), "nl")
    'Dit cijfer is ruimer dan u vroeg: alle niveaus, een grotere regio.'
    """
    tongue = "nl" if language == "nl" else "en"
    params = {name: _worded(value, tongue) for name, value in reason.params.items()}
    given_up = reason.params.get("given_up", ())
    if isinstance(given_up, Iterable):
        params["widened"] = ", ".join(_WIDENED[str(name)][tongue] for name in given_up)
    return SENTENCES[reason.code][tongue].format(**params)


def figure_reasons(figure: Figure, *, basis: str = DEFAULT_BASIS) -> tuple[Reason, ...]:
    """Return what one row of the gaps says, as reasons: the shares, then how sure and how fast."""
    x, n, y, m, courses = (float(str(figure[name])) for name in ("x", "n", "y", "m", "courses"))
    demand, supply = one_in(x, n), one_in(y, m)
    if x > 0 and y > 0:
        reasons = [Reason("asked_and_taught", {"demand": demand, "supply": supply})]
    elif x > 0:
        reasons = [Reason("asked_not_taught", {"demand": demand, "courses": int(courses)})]
    else:
        reasons = [Reason("taught_not_asked", {"vacancies": int(n), "supply": supply})]
    read = reading(figure, basis=basis)
    if not read.reliable:
        reasons.append(Reason("not_reliable"))
    elif read.gap > 0:
        ends = {"times": read.gap, "low": read.low, "high": read.high}
        reasons.append(Reason("times_more_asked", {name: 2.0**value for name, value in ends.items()}))
    if basis == "pooled" and read.reliable and not figure["reliable"]:
        reasons.append(Reason("leans_on_wider"))
    if figure["growth"] is not None:
        reasons.append(Reason("grew", {"times": float(str(figure["growth"]))}))
    return tuple(reasons)


def caveat_reasons(caveats: Caveats) -> tuple[Reason, ...]:
    """Return what a table prints below itself, as reasons."""
    changes = [
        Reason(f"source_{change.change}", {"source": change.source, "window": change.window})
        for change in caveats.source_changes
    ]
    told = {
        "read": caveats.vacancies_read,
        "distinct": caveats.vacancies_distinct,
        "share": f"{caveats.duplicate_share:.0%}",
    }
    unknown = {name: caveats.unknown[f"vacancy_{name}"] for name in ("region", "date", "area", "level")}
    origin = caveats.origin
    return (
        Reason("small_firms_under_counted"),
        Reason("sources", {"names": ", ".join(caveats.sources) or "–"}),
        Reason("duplicates", told),
        Reason("duplicate_rules", caveats.duplicates_by_rule),
        Reason("unknown_vacancies", unknown),
        Reason(
            "extractor",
            {
                "mode": origin.extractor_mode,
                "version": origin.extractor_version,
                "vintage": origin.region_vintage,
            },
        ),
        Reason("not_followed", {"count": caveats.mentions_not_followed}),
        *_strengths(caveats.prior_strengths),
        *changes,
    )


def _strengths(strengths: Mapping[str, float]) -> tuple[Reason, ...]:
    """Return how much pooling adds, from the least to the most; every strength stands in the gaps file."""
    ends = [round(value) for value in strengths.values()]
    return (Reason("prior_strengths", {"least": min(ends), "most": max(ends)}),) if ends else ()


def one_in(hits: float, total: float) -> float:
    """Return the k of "1 in k": whole from ten on, else with one decimal; total + 1 without hits.

    >>> one_in(100, 905), one_in(10, 34), one_in(0, 12)
    (9.0, 3.4, 13.0)
    """
    if hits <= 0:
        return float(total + 1)
    times = total / hits
    return float(round(times)) if times >= 9 else round(times, 1)


def _worded(value: object, language: str) -> object:
    """Write numbers as the language does: 3,4 and 1.200 in Dutch."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    # As the charts round: whole from ten on, else one decimal; small shares keep a second one.
    digits = (
        0 if isinstance(value, int) or value == round(value) or value >= 9.95 else 2 if value < 0.95 else 1
    )
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text
