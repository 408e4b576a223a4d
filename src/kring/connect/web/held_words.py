"""Places that a school holds for a challenge enter; a sentence leaves."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import ngettext

from kring.connect.models import Adoption
from kring.connect.queries.shown_name import shown_name


def held_words(one: Adoption) -> str:
    """Return what a school holds for a challenge: how many places, of whom, and when."""
    said = ngettext(
        "{name} holds {units} place, {first} to {last}",
        "{name} holds {units} places, {first} to {last}",
        one.units,
    )
    last = one.starts + timedelta(weeks=one.weeks, days=-1)
    return said.format(
        name=shown_name(one.offer.organisation),
        units=one.units,
        first=date_format(one.starts, "j F"),
        last=date_format(last, "j F"),
    )
