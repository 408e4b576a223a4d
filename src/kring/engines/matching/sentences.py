"""The engine's reasons in words: a code with parameters enters; a Dutch or English sentence leaves.

Ids (skills, offers, organisations, areas) are replaced by the names that the caller gives. Dutch is B1:
no sentence over 20 words.
"""

import re
from collections.abc import Mapping

from kring.core.regions import regions
from kring.core.terms import areas, topics
from kring.engines.matching.weeks import monday_of

SENTENCES: dict[str, dict[str, str]] = {
    # why this community
    "covers": {
        "nl": "Van de {needed} nodige vaardigheden zijn er {covered} gedekt.",
        "en": "Of the {needed} skills needed, {covered} are covered.",
    },
    "side": {"nl": "Voor {side} doet mee: {parties}.", "en": "For {side}, this takes part: {parties}."},
    "seats": {
        "nl": "Er is plek voor {seats} mensen die willen leren.",
        "en": "There is room for {seats} people who want to learn.",
    },
    "starts": {
        "nl": "De start is in de week van {week}. Het duurt {weeks} weken.",
        "en": "It starts in the week of {week} and takes {weeks} weeks.",
    },
    "brings": {"nl": "{offer} brengt kennis van {skill} mee.", "en": "{offer} brings knowledge of {skill}."},
    "learns": {
        "nl": "De plekken van {offer} zijn om {skill} te leren.",
        "en": "The places of {offer} are for learning {skill}.",
    },
    "role_only": {
        "nl": "{offer} doet mee voor {side}, maar dekt geen van de vaardigheden.",
        "en": "{offer} takes part for {side}, but covers none of the skills.",
    },
    "distance_corop": {
        "nl": "{organisation} zit in dezelfde regio.",
        "en": "{organisation} is in the same region.",
    },
    "distance_neighbour": {
        "nl": "{organisation} zit in een regio ernaast.",
        "en": "{organisation} is in the region next door.",
    },
    "distance_province": {
        "nl": "{organisation} zit in dezelfde provincie.",
        "en": "{organisation} is in the same province.",
    },
    "distance_hub": {
        "nl": "{organisation} hoort bij dezelfde AI-hub.",
        "en": "{organisation} belongs to the same AI hub.",
    },
    "distance_country": {
        "nl": "{organisation} zit verder weg, maar werkt ook voor deze regio.",
        "en": "{organisation} is further away, but works for this region too.",
    },
    "preference_area": {
        "nl": "{organisation} wil werken in dit toepassingsgebied.",
        "en": "{organisation} wants to work in this application area.",
    },
    "preference_topic": {
        "nl": "{organisation} wil werken aan dit AI-onderwerp.",
        "en": "{organisation} wants to work on this AI topic.",
    },
    "sme": {
        "nl": "{organisation} is een klein of middelgroot bedrijf.",
        "en": "{organisation} is a small or medium-sized firm.",
    },
    "cross_sector": {
        "nl": "Er doet ook praktijk mee van buiten {area}.",
        "en": "Practice from outside {area} takes part too.",
    },
    "gap": {
        "nl": "Dit vraagstuk telt zwaarder, want in de regio ontbreken deze vaardigheden.",
        "en": "This challenge weighs more, because the region lacks these skills.",
    },
    "missing": {"nl": "Nog niemand dekt {skill}.", "en": "Nobody covers {skill} yet."},
    "tight_coverage": {
        "nl": "Er zijn precies genoeg vaardigheden gedekt: {least}.",
        "en": "Exactly enough skills are covered: {least}.",
    },
    "tight_seats": {
        "nl": "Er zijn precies genoeg plekken: {least}.",
        "en": "There are exactly enough places: {least}.",
    },
    "tight_hours": {
        "nl": "Alle {hours} uren per week die u heeft, zijn nodig.",
        "en": "All {hours} hours a week that you have are needed.",
    },
    "tight_parties": {
        "nl": "Er is geen ruimte voor nog een partij. Het maximum is {most}.",
        "en": "There is no room for one more party. The most is {most}.",
    },
    # parts of the score
    "part_open": {"nl": "Er komt een leergemeenschap.", "en": "A community opens."},
    "part_gap": {"nl": "In de regio ontbreken deze vaardigheden.", "en": "The region lacks these skills."},
    "part_wait_4_weeks": {"nl": "De start is later dan kan.", "en": "It starts later than possible."},
    "part_skill": {"nl": "{what} is gedekt.", "en": "{what} is covered."},
    "part_seat": {"nl": "{what} geeft plekken om te leren.", "en": "{what} gives places to learn."},
    "part_offer": {"nl": "Over {what} zijn afspraken nodig.", "en": "{what} has to be agreed on."},
    "part_neighbour": {
        "nl": "{what} komt uit een regio ernaast.",
        "en": "{what} comes from the region next door.",
    },
    "part_province": {
        "nl": "{what} komt uit dezelfde provincie.",
        "en": "{what} comes from the same province.",
    },
    "part_hub": {
        "nl": "{what} komt uit het gebied van dezelfde AI-hub.",
        "en": "{what} comes from the area of the same AI hub.",
    },
    "part_country": {"nl": "{what} komt van verder weg.", "en": "{what} comes from further away."},
    "part_1000_euros": {"nl": "{what} kost geld.", "en": "{what} costs money."},
    "part_party": {
        "nl": "Elke partij erbij kost tijd om af te stemmen: {what}.",
        "en": "Every party more takes time to align: {what}.",
    },
    "part_preference_area": {
        "nl": "Het gebied past bij de doelen van {what}.",
        "en": "The area fits the goals of {what}.",
    },
    "part_preference_topic": {
        "nl": "Het onderwerp past bij de doelen van {what}.",
        "en": "The topic fits the goals of {what}.",
    },
    "part_sme": {
        "nl": "{what} is een klein of middelgroot bedrijf.",
        "en": "{what} is a small or medium-sized firm.",
    },
    "part_cross_sector": {
        "nl": "Er doet praktijk mee uit een ander gebied.",
        "en": "Practice from another area takes part.",
    },
    # why not this offer
    "rule_banned": {"nl": "Een verbinder heeft {offer} uitgesloten.", "en": "A broker ruled {offer} out."},
    "rule_language": {
        "nl": "{offer} werkt niet in deze taal: {language}.",
        "en": "{offer} does not work in this language: {language}.",
    },
    "rule_region": {
        "nl": "{offer} ligt te ver weg volgens de regels.",
        "en": "{offer} is too far away for the rules.",
    },
    "rule_travel": {"nl": "{offer} reist niet zo ver.", "en": "{offer} does not travel this far."},
    "rule_period": {
        "nl": "{offer} is er niet in deze periode.",
        "en": "{offer} is not there in this period.",
    },
    "rule_full": {"nl": "{offer} is in deze periode vol.", "en": "{offer} is full in this period."},
    "with_no_group": {
        "nl": "Met {offer} erbij is geen groep mogelijk die aan alle regels voldoet.",
        "en": "With {offer}, no group keeps all the rules.",
    },
    "no_group": {
        "nl": "Met of zonder {offer} is er geen groep mogelijk.",
        "en": "With or without {offer}, no group is possible.",
    },
    "costs_points": {
        "nl": "Met {offer} erbij scoort de beste groep {points} punten lager.",
        "en": "With {offer}, the best group scores {points} points less.",
    },
    "as_good": {
        "nl": "Met {offer} is er een groep die even goed is.",
        "en": "With {offer}, a group is just as good.",
    },
    # why no community
    "no_offers": {"nl": "Geen enkel aanbod past bij dit vraagstuk.", "en": "No offer fits this challenge."},
    "no_side": {
        "nl": "Voor {side} zijn {least} partijen nodig. Er zijn er {found} die passen.",
        "en": "For {side}, {least} parties are needed. {found} fit.",
    },
    "too_few_seats": {
        "nl": "Er zijn {least} plekken nodig. Er zijn er {found}.",
        "en": "{least} places are needed. There are {found}.",
    },
    "too_few_skills": {
        "nl": "Te weinig vaardigheden zijn gedekt. Nog niemand dekt {skills}.",
        "en": "Too few skills are covered. Nobody covers {skills}.",
    },
    "pin_refused": {
        "nl": "U wilt {what} erbij, maar een regel houdt dat tegen.",
        "en": "You want {what} in, but a rule forbids it.",
    },
    "not_together": {
        "nl": "Er is genoeg aanbod, maar niet samen op één moment.",
        "en": "There is enough on offer, but not together at one time.",
    },
    "taken": {
        "nl": "Het aanbod dat past, is al nodig voor andere vraagstukken.",
        "en": "The offers that fit are needed for other challenges.",
    },
    "not_worth": {
        "nl": "Een groep is mogelijk, maar kost meer dan zij oplevert.",
        "en": "A group is possible, but costs more than it gives.",
    },
    "refused": {
        "nl": "Aanbod dat afvalt: {offers}. Reden: {rule}.",
        "en": "Offers left out: {offers}. Reason: {rule}.",
    },
    "floor_lowered": {
        "nl": "In {region} waren {asked} leergemeenschappen gevraagd. Er zijn er {reached} mogelijk.",
        "en": "In {region}, {asked} communities were asked for. {reached} are possible.",
    },
    # what would help
    "add_party": {
        "nl": "Zoek één partij voor {side}, vanaf de week van {week}.",
        "en": "Find one party for {side}, from the week of {week}.",
    },
    "add_seats": {
        "nl": "Zoek een opleiding met {units} plekken, vanaf de week van {week}.",
        "en": "Find a school with {units} places, from the week of {week}.",
    },
    "add_skill": {
        "nl": "Zoek één partij die {skill} kan, vanaf de week van {week}.",
        "en": "Find one party that can do {skill}, from the week of {week}.",
    },
    "more_hours": {
        "nl": "Maak {hours} uur per week meer vrij.",
        "en": "Make {hours} more hours a week free.",
    },
    "ask_region": {
        "nl": "Vraag {organisation} om ook in deze regio te werken.",
        "en": "Ask {organisation} to work in this region too.",
    },
    "ask_period": {
        "nl": "Vraag {organisation} om ruimte in de week van {week}. Het gaat om {weeks} weken.",
        "en": "Ask {organisation} for room in the week of {week}, for {weeks} weeks.",
    },
    "ask_language": {
        "nl": "Vraag {organisation} of het ook in deze taal kan.",
        "en": "Ask {organisation} whether it can work in this language too.",
    },
    # next steps
    "kind_join": {"nl": "Doe mee", "en": "Join"},
    "kind_reuse": {"nl": "Gebruik wat er al is", "en": "Reuse"},
    "kind_take": {"nl": "Volg een training", "en": "Take a course"},
    "kind_form": {"nl": "Begin samen iets nieuws", "en": "Start something new together"},
    "step_skill": {"nl": "Het gaat over {skill}.", "en": "It deals with {skill}."},
    "step_area": {
        "nl": "Het gaat over dezelfde sector: {area}.",
        "en": "It is about the same area: {area}.",
    },
    "step_topic": {
        "nl": "Het gaat over hetzelfde AI-onderwerp: {topic}.",
        "en": "It is about the same AI topic: {topic}.",
    },
    "step_same_corop": {
        "nl": "Het is in uw eigen regio: {region}.",
        "en": "It is in your own region: {region}.",
    },
    "step_neighbour": {
        "nl": "Het is in de regio naast u: {region}.",
        "en": "It is in the region next to you: {region}.",
    },
    "step_province": {"nl": "Het is in uw provincie: {region}.", "en": "It is in your province: {region}."},
    "step_hub": {
        "nl": "Het is in het gebied van uw AI-hub: {region}.",
        "en": "It is in the area of your AI hub: {region}.",
    },
    "step_soon": {
        "nl": "Het start in de weken die u noemt: {week}.",
        "en": "It starts in the weeks you named: {week}.",
    },
    "step_at_once": {"nl": "U kunt meteen beginnen.", "en": "You can start at once."},
    "step_hours_fit": {
        "nl": "Het vraagt {hours} uur per week. Die heeft u.",
        "en": "It asks {hours} hours a week, which you have.",
    },
    "step_hours_over": {
        "nl": "Het vraagt {hours} uur per week. Dat is meer dan u heeft.",
        "en": "It asks {hours} hours a week, more than you have.",
    },
    "step_places": {"nl": "Er zijn nog {places} plekken vrij.", "en": "There are {places} places left."},
    "step_free": {"nl": "Het kost niets.", "en": "It costs nothing."},
    "step_licence": {"nl": "U mag het opnieuw gebruiken ({licence}).", "en": "You may reuse it ({licence})."},
    "step_tested": {"nl": "Het is getest in {year}.", "en": "It was tested in {year}."},
    "step_missing": {"nl": "Dit ontbreekt nog: {what}.", "en": "This is still missing: {what}."},
    "step_join": {"nl": "Deze groep werkt al.", "en": "This group is working already."},
    "step_reuse": {"nl": "Iemand als u deed dit al.", "en": "Someone like you did this already."},
    "step_take": {"nl": "Deze training bestaat al.", "en": "This training exists already."},
    "none_fits": {
        "nl": "Niets past nu. De AI-hub kijkt met u mee. Uw vraag telt als vraag uit de regio.",
        "en": "Nothing fits now. The AI hub will look with you. Your question counts as demand.",
    },
    # how good the plan is
    "gap_at_most": {
        "nl": "Dit plan is hooguit {percent} procent minder dan het best mogelijke plan.",
        "en": "This plan is at most {percent} per cent from the best possible plan.",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "practice": {"nl": "praktijk", "en": "practice"},
    "education": {"nl": "onderwijs", "en": "education"},
    "research": {"nl": "onderzoek of lab", "en": "research or lab"},
    "banned": {"nl": "uitgesloten", "en": "ruled out"},
    "language": {"nl": "taal", "en": "language"},
    "region": {"nl": "te ver weg", "en": "too far away"},
    "travel": {"nl": "reist niet zo ver", "en": "does not travel this far"},
    "period": {"nl": "andere periode", "en": "another period"},
    "full": {"nl": "vol", "en": "full"},
    "and": {"nl": "en", "en": "and"},
}

# Dutch counts its hours and weeks in the singular already ("1 uur"); English does not.
_ONE = re.compile(r"(?<![\d.,])1 (hour|week|place|day)s\b")

_MONTHS = {
    "nl": (
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def say(
    code: str,
    params: Mapping[str, object] | None = None,
    *,
    language: str = "nl",
    names: Mapping[str, str] | None = None,
) -> str:
    """Return a reason's sentence; KeyError for an unknown code.

    ``names`` says what ids are called. Weeks become the date of their Monday.

    >>> say("add_party", {"side": "research", "week": 105820}, language="nl")
    'Zoek één partij voor onderzoek of lab, vanaf de week van 29 januari.'
    """
    tongue = "nl" if language == "nl" else "en"
    said = {key: _word(key, value, tongue, names or {}) for key, value in (params or {}).items()}
    sentence = _ONE.sub(r"1 \1", SENTENCES[code][tongue].format(**said))
    return sentence[:1].upper() + sentence[1:]


def _word(key: str, value: object, language: str, names: Mapping[str, str]) -> str:
    if key == "week" and isinstance(value, int):
        day = monday_of(value)
        return f"{day.day} {_MONTHS[language][day.month - 1]}"
    if isinstance(value, tuple | list | frozenset):
        words = [_word("", one, language, names) for one in value]
        last = f" {WORDS['and'][language]} ".join(words[-2:])
        return ", ".join([*words[:-2], last])
    text = str(value)
    if text in names:
        return names[text]
    if key == "region" and text in regions():
        return regions()[text].name(language)
    if key == "area" and text in areas():
        return areas()[text].name(language).lower() if language == "en" else areas()[text].name(language)
    if key == "topic" and text in topics():
        return topics()[text].name(language)
    if key in ("side", "rule") and text in WORDS:
        return WORDS[text][language]
    return text
