"""Forms of parties: what a browser sends enters, clean values leave."""

from collections import Counter
from collections.abc import Mapping

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kring.core.regions import regions
from kring.core.terms import areas
from kring.parties.formats.party_table import LONGEST_TEXT, MOST_HOURS, corop_of
from kring.parties.formats.party_words import REQUIRED
from kring.parties.formats.table_file import Table
from kring.parties.rules import can_receive_mail
from kring.parties.web.words import FIELDS, KINDS, SIZES


def _language() -> str:
    return (get_language() or "nl")[:2]


def must_receive_mail(value: str) -> None:
    """Refuse beside the field what no mail server could take."""
    if not can_receive_mail(value):
        raise forms.ValidationError(EmailValidator.message, code="invalid")


class SignInForm(forms.Form):
    """One field: where the link goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link. You need no password."),
        max_length=254,
        validators=[must_receive_mail],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


class UploadForm(forms.Form):
    """One field: the spreadsheet."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, XLSX or JSON (ROR, OOAPI version 5), at most 20 MB."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose a file with rows in it."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.json"}),
    )


class ColumnsForm(forms.Form):
    """One choice per column of the file: which field it holds."""

    def __init__(self, table: Table, chosen: Mapping[str, int], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.table = table
        known = [(name, label) for name, label in FIELDS.items() if name != "corop"]
        by_column = {position: name for name, position in chosen.items()}
        for position, header in enumerate(table.headers):
            self.fields[f"column_{position}"] = forms.ChoiceField(
                label=header or _("Column %(number)d") % {"number": position + 1},
                help_text=" · ".join(value[:60] for value in table.sample(position)),
                choices=[("", _("Do not read")), *known],
                initial=by_column.get(position, ""),
                required=False,
            )

    def clean(self) -> dict[str, object]:
        """Refuse a field in two columns, and a file without the fields that every organisation has."""
        chosen = [name for name in (super().clean() or {}).values() if name]
        for name, times in Counter(chosen).items():
            if times > 1:
                self.add_error(None, _("Two columns hold “%(field)s”. Choose one.") % {"field": FIELDS[name]})
        for name in REQUIRED:
            if name not in chosen:
                self.add_error(None, _("Choose the column that holds “%(field)s”.") % {"field": FIELDS[name]})
        if not {"place", "postcode"} & set(chosen):
            self.add_error(None, _("Choose the column that holds the place or the postcode."))
        return self.cleaned_data

    def columns(self) -> dict[str, int]:
        """Return which column holds which field."""
        return {name: int(key.removeprefix("column_")) for key, name in self.cleaned_data.items() if name}


class PartyForm(forms.Form):
    """An organisation as its owner or hub changes it."""

    name = forms.CharField(label=FIELDS["name"], max_length=200)
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=[*KINDS.items()])
    size_class = forms.ChoiceField(
        label=FIELDS["size_class"], choices=[("", "—"), *SIZES.items()], required=False
    )
    place = forms.CharField(label=FIELDS["place"], max_length=100, required=False)
    postcode = forms.CharField(label=FIELDS["postcode"], max_length=10, required=False)
    corop = forms.ChoiceField(
        label=FIELDS["corop"], required=False, help_text=_("Leave open to let the place tell.")
    )
    area = forms.ChoiceField(label=FIELDS["area"], required=False)
    goals = forms.CharField(
        label=FIELDS["goals"],
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In your own words, without names of people."),
    )
    offers = forms.CharField(
        label=FIELDS["offers"],
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example places for students, a lab, coaching, a tool or data."),
    )
    available_from = forms.DateField(
        label=FIELDS["available_from"], required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    available_until = forms.DateField(
        label=FIELDS["available_until"], required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    hours_per_week = forms.DecimalField(
        label=FIELDS["hours_per_week"],
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
        decimal_places=1,
        localize=True,
    )
    contact_name = forms.CharField(label=FIELDS["contact_name"], max_length=120, required=False)
    contact_email = forms.EmailField(
        label=FIELDS["contact_email"], required=False, validators=[must_receive_mail]
    )
    contact_phone = forms.CharField(label=FIELDS["contact_phone"], max_length=40, required=False)
    website = forms.URLField(
        label=FIELDS["website"], max_length=200, required=False, assume_scheme="https", widget=forms.TextInput
    )
    consent_to_be_shown = forms.BooleanField(
        label=FIELDS["consent_to_be_shown"],
        required=False,
        help_text=_("Without this only the hub sees the organisation."),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        named = [(one.code, one.name(_language())) for one in regions().values() if one.level == "corop"]
        self.fields["corop"].choices = [("", "—"), *sorted(named, key=lambda row: row[1])]  # type: ignore[attr-defined]
        self.fields["area"].choices = [  # type: ignore[attr-defined]
            ("", _("All fields")),
            *((code, term.name(_language())) for code, term in areas().items()),
        ]

    def clean(self) -> dict[str, object]:
        """Let the place tell the region, and keep the two dates in order."""
        values = super().clean() or {}
        starts, ends = values.get("available_from"), values.get("available_until")
        if starts and ends and ends < starts:
            self.add_error("available_until", _("The end is before the start."))
        moved = {"place", "postcode"} & set(self.changed_data)
        if "corop" not in self.changed_data and (moved or not values.get("corop")):
            values["corop"] = corop_of(str(values.get("place") or ""), str(values.get("postcode") or ""))
            if not values["corop"]:
                self.add_error("place", _("This place is not known. Choose the region below."))
        return values
