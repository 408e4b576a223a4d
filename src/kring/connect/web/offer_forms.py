"""Forms of offers: what a browser sends enters, clean values leave."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kring.connect.actions.publish_offer import LONGEST_TITLE, MOST_UNITS, MOST_WEEKS, Said
from kring.connect.models import Offer
from kring.connect.rules import LONGEST_TEXT
from kring.connect.web.forms import area_choices

KINDS = [
    ("student_places", _("Places for students")),
    ("staff_places", _("Places for employees")),
    ("course", _("A course or training")),
    ("lab_slot", _("Slots in a lab or workshop")),
    ("coaching", _("Coaching hours")),
    ("tool", _("A tool")),
    ("data", _("Data")),
    ("expertise", _("Expertise")),
]
REPEATS = [("", _("Once")), ("week", _("Each week")), ("semester", _("Each semester"))]


class OfferForm(forms.Form):
    """One page; five fields are enough, the rest may stay open."""

    kind = forms.ChoiceField(
        label=_("What do you offer?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you offer.")},
    )
    title = forms.CharField(
        label=_("In one line"),
        help_text=_("For example: ten students who build a chatbot with you."),
        min_length=5,
        max_length=LONGEST_TITLE,
        error_messages={
            "required": _("Say in a few words what you offer."),
            "min_length": _("This is very short. Tell a little more."),
        },
    )
    units = forms.IntegerField(
        label=_("How many places, slots or hours each time?"),
        min_value=1,
        max_value=MOST_UNITS,
        initial=1,
        error_messages={"required": _("Fill in a number.")},
    )
    starts = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Leave open when it can begin at any time."),
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=_("How many weeks does it take?"), required=False, min_value=1, max_value=MOST_WEEKS
    )
    repeats = forms.ChoiceField(
        label=_("How often?"), choices=REPEATS, required=False, initial="", widget=forms.RadioSelect
    )
    outcomes = forms.CharField(
        label=_("What can people do afterwards?"),
        help_text=_("Learning outcomes, one a line. Kring recognises the skills in them."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "k-short"}),
    )
    description = forms.CharField(
        label=_("What else should one know?"),
        help_text=_("Leave out names of people."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "k-short"}),
    )
    hours_per_week = forms.DecimalField(
        label=_("Hours a week for who takes part"), required=False, min_value=0, max_value=60,
        decimal_places=1, localize=True,
    )  # fmt: skip
    euros = forms.IntegerField(
        label=_("Costs in euros, for each time"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("Fill in 0 when it is free. Leave open when you do not know yet."),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("Field"), required=False)

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.fields["area"].choices = [("", gettext("All fields")), *area_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """What repeats needs a first day to count from."""
        values = super().clean() or {}
        if values.get("repeats") and not values.get("starts") and "starts" not in self.errors:
            self.add_error("starts", gettext("Fill in the first day: the next times are counted from it."))
        return values

    def said(self) -> Said:
        """Return what was told."""
        return Said(**{name: self.cleaned_data[name] for name in self.fields})


def initial_of(offer: Offer) -> dict[str, object]:
    """Return an offer as the form shows it."""
    names = ("kind", "title", "starts", "weeks", "repeats", "outcomes", "description", "hours_per_week",
             "euros", "area")  # fmt: skip
    return {"units": offer.units_per_week, **{name: getattr(offer, name) for name in names}}


class PlacesForm(forms.Form):
    """Two numbers."""

    filled = forms.IntegerField(
        label=_("Filled"), min_value=0, max_value=MOST_UNITS,
        error_messages={"required": _("Fill in a number.")},
    )  # fmt: skip
    refused = forms.IntegerField(
        label=_("Refused"), help_text=_("How many asked for a place and did not get one?"), min_value=0,
        max_value=MOST_UNITS, error_messages={"required": _("Fill in a number.")},
    )  # fmt: skip
