"""Forms of connect: what a browser sends enters, clean values leave."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kring.connect import rules
from kring.connect.web.initiative_words import words_of
from kring.core.places import corop_of_postcode, place, similar_places
from kring.core.regions import regions
from kring.core.terms import areas
from kring.parties.rules import SIDE_OF_KIND
from kring.parties.web.words import KINDS

HOURS = [
    ("2", _("About 2 hours a week")),
    ("4", _("About 4 hours a week")),
    ("8", _("A day a week")),
    ("16", _("More")),
]
DATA = [
    ("yes", _("Yes, we have data about this")),
    ("some", _("A little, or it is not in order")),
    ("no", _("No")),
    ("unknown", _("I do not know")),
]
TRIALS = [
    ("yes", _("Yes, it can be tried at once")),
    ("some", _("A little, with our help")),
    ("no", _("No, not yet")),
    ("unknown", _("I do not know")),
]


def _language() -> str:
    return (get_language() or "nl")[:2]


def area_choices() -> list[tuple[str, str]]:
    """Return the areas in the reader's language."""
    return [(code, area.name(_language())) for code, area in areas().items()]


def corop_choices() -> list[tuple[str, str]]:
    """Return the COROP areas by name, with an empty first choice."""
    named = [(r.code, r.name(_language())) for r in regions().values() if r.level == "corop"]
    return [("", "—"), *sorted(named, key=lambda row: row[1])]


class QuestionForm(forms.Form):
    """Step 1: the question in one's own words."""

    text = forms.CharField(
        min_length=rules.SHORTEST_TEXT,
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"min_length": _("This is very short. Tell a little more.")},
    )

    def __init__(self, *arguments: object, initiative: str = "question", **options: object) -> None:
        super().__init__(*arguments, **options)
        words, text = words_of(initiative), self.fields["text"]
        text.label, text.help_text = words.text, words.hint
        text.error_messages["required"] = words.empty


class PlaceForm(forms.Form):
    """Step 2: where; the region follows, and can be chosen where it is not clear."""

    place = forms.CharField(
        label=_("Your postcode or place"),
        help_text=_("Then we know which hub is near you."),
        max_length=100,
        error_messages={"required": _("Fill in your postcode or place.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    corop = forms.ChoiceField(label=_("Your region"), required=False)

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["corop"].choices = corop_choices()
        self.asks_region = False
        if self.data.get("corop"):
            self.ask_region()

    def ask_region(self) -> None:
        """Show the regions: the place alone does not tell which one it is."""
        self.asks_region = True
        self.fields["corop"].required = True

    def clean(self) -> dict[str, object]:
        """Find the region that goes with the place."""
        values = super().clean() or {}
        said = str(values.get("place", ""))
        if not said or values.get("corop"):
            values["known_place"], values["postcode"] = said, ""
            return values
        found = place(said)
        by_code = corop_of_postcode(said)
        if found:
            values["corop"], values["known_place"] = found.corop, found.name
        elif by_code:
            values["corop"], values["known_place"] = by_code[0], ""
        else:
            self.ask_region()
            alike = " / ".join(similar_places(said))
            if alike:
                meant = _("We do not know this place. Do you mean {places}? Else choose your region below.")
                self.add_error("place", meant.format(places=alike))
            else:
                self.add_error("place", _("We do not know this place. Choose your region below."))
        values["postcode"] = said.upper()[:10] if by_code else ""
        return values


class AreaForm(forms.Form):
    """Asked only when the text does not show the field of work."""

    area = forms.ChoiceField(
        label=_("In which field do you work?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the field that comes closest.")},
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["area"].choices = area_choices()


class TimeForm(forms.Form):
    """Step 4: time and data."""

    hours_per_week = forms.ChoiceField(
        choices=HOURS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much time you have.")},
    )
    has_data = forms.ChoiceField(
        choices=DATA,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )

    def __init__(self, *arguments: object, initiative: str = "question", **options: object) -> None:
        super().__init__(*arguments, **options)
        words = words_of(initiative)
        self.fields["hours_per_week"].label = words.hours
        self.fields["has_data"].label, self.fields["has_data"].help_text = words.data, words.data_hint
        if initiative == "result":
            self.fields["has_data"].choices = TRIALS


class AgainForm(forms.Form):
    """Where the link goes once more."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This is no e-mail address. Write it as name@organisation.nl."),
        },
    )


class SendForm(forms.Form):
    """The last step: where the link goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link. Open it, then your hub sees your challenge."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This is no e-mail address. Write it as name@organisation.nl."),
        },
    )
    organisation_name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_may_be_shown = forms.BooleanField(
        label=_("Other parties may see the name of our organisation"),
        help_text=_("Without this they see only your type and region, until all have said yes."),
        required=False,
    )
    organisation_kind = forms.ChoiceField(
        label=_("What type of organisation are you?"),
        required=False,
        initial="company",
        choices=[(code, KINDS[code]) for code in SIDE_OF_KIND],
    )


class ReasonForm(forms.Form):
    """A reason that somebody else reads."""

    reason = forms.CharField(
        label=_("Why?"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Tell in a sentence why."),
            "min_length": _("This is very short. Tell a little more."),
        },
    )


class ForwardForm(forms.Form):
    """To whom the next steps or the proposal go."""

    to = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"inputmode": "email", "autocomplete": "off"}),
        error_messages={
            "required": _("Fill in an e-mail address."),
            "invalid": _("This is no e-mail address. Write it as name@organisation.nl."),
        },
    )
    message = forms.CharField(
        label=_("Your message"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PhaseForm(forms.Form):
    """Where a community goes, and what shows that it can."""

    target = forms.CharField(max_length=20)
    evidence = forms.CharField(
        label=_("What shows this?"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        label=_("Going on without everything? Tell why."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
