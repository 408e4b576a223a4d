"""Example form for the style page: one field of every kind."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ExampleForm(forms.Form):
    """A field of every kind that components draw."""

    question = forms.CharField(
        label=_("What do you want to solve?"),
        help_text=_("Tell it in your own words. Two sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=7)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    area = forms.ChoiceField(
        label=_("Application area"), choices=[("", _("Choose an area")), ("health", _("Health and care"))]
    )
    hours = forms.ChoiceField(
        label=_("How many hours a week do you have?"),
        choices=[("2", _("Two hours")), ("4", _("Four hours")), ("8", _("Eight hours or more"))],
        widget=forms.RadioSelect,
    )
    available = forms.MultipleChoiceField(
        label=_("What can you bring?"),
        choices=[("data", _("Data")), ("staff", _("Staff")), ("lab", _("A place to test"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(label=_("Spreadsheet"), help_text=_("CSV or XLSX, at most 10 MB."), required=False)
    agree = forms.BooleanField(label=_("Others may see our name"), required=False)
