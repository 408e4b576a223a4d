"""The form for loading a file."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from kring.sense.web.words import KINDS


class LoadForm(forms.Form):
    """What the file holds, the file, and for tables with other headings which column is what."""

    kind = forms.ChoiceField(
        label=_("What is in the file?"),
        choices=list(KINDS.items()),
        widget=forms.RadioSelect,
        initial="vacancies",
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON, JSON Lines, CSV or Parquet, also packed as gzip or zip. At most 200 MB."),
    )
    source = forms.CharField(
        label=_("Name of the source"),
        required=False,
        max_length=80,
        help_text=_("Without a name the file's name is used. Files of one source have one name."),
    )
    column_map = forms.CharField(
        label=_("Columns"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for a table with other headings. One on a line, like: text = Omschrijving"),
    )

    on_offer_from = forms.DateField(
        label=_("Courses without dates are on offer from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for courses. Without this period they count in no figure."),
    )
    on_offer_until = forms.DateField(
        label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def on_offer(self) -> tuple[date, date] | None:
        """The period in which courses without dates are on offer; None when it was not said."""
        first, last = self.cleaned_data["on_offer_from"], self.cleaned_data["on_offer_until"]
        return (first, last) if first and last else None

    def clean(self) -> dict[str, object]:
        """A period has two ends, in their order."""
        values = super().clean() or {}
        first, last = values.get("on_offer_from"), values.get("on_offer_until")
        if bool(first) != bool(last):
            self.add_error("on_offer_until" if first else "on_offer_from", _("Fill in both dates."))
        elif first and last and first > last:
            self.add_error("on_offer_until", _("The period ends before it begins."))
        return values

    def clean_column_map(self) -> dict[str, str]:
        """Read FIELD = COLUMN, one a line."""
        lines = [line.strip() for line in self.cleaned_data["column_map"].splitlines() if line.strip()]
        wrong = [line for line in lines if "=" not in line]
        if wrong:
            raise forms.ValidationError(_("Write each line as: field = column"))
        pairs = (line.split("=", 1) for line in lines)
        return {field.strip(): column.strip() for field, column in pairs}
