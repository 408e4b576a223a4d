"""The kind of an initiative enters, a question or a result to try; the words of its form leave."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Words:
    """What the pages of posting say; each may be a lazy translation."""

    progress: object
    title: object
    lead: object
    text: object
    hint: object
    empty: object
    hours: object
    data: object
    data_hint: object
    steps: object


INITIATIVES = {
    "question": Words(
        progress=_("Your challenge"),
        title=_("What do you want to solve?"),
        lead=_("Tell it in your own words. You get three next steps at once, without signing in."),
        text=_("Your question"),
        hint=_("Two or three sentences are enough. Leave out names of people."),
        empty=_("Tell in one or two sentences what you want to solve."),
        hours=_("How much time do you have for this?"),
        data=_("Do you have data about this?"),
        data_hint=_("Such as invoices, photos, reports of faults or a planning."),
        steps=_("Show my next steps"),
    ),
    "result": Words(
        progress=_("Your result"),
        title=_("What did you make, and who could use it?"),
        lead=_("A result of research, a tool or a data set. You see at once who could be its first user."),
        text=_("Your result"),
        hint=_("Tell what it does and for whom. Leave out names of people."),
        empty=_("Tell in one or two sentences what you made."),
        hours=_("How much time do you have for a first user?"),
        data=_("Can somebody try it with data or a manual?"),
        data_hint=_("Such as an example, a data set or a description."),
        steps=_("Show who could use it"),
    ),
}


def words_of(initiative: str) -> Words:
    """Return the words for this kind of initiative."""
    return INITIATIVES.get(initiative, INITIATIVES["question"])
