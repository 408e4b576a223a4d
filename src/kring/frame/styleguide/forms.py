"""Example form for the style page: one field of every kind."""

from django import forms
from django.utils.translation import pgettext_lazy


class ExampleForm(forms.Form):
    """A field of every kind that components draw."""

    question = forms.CharField(
        label=pgettext_lazy("style page", "What do you want to solve?"),
        help_text=pgettext_lazy("style page", "Tell it in your own words. Two sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    postcode = forms.CharField(label=pgettext_lazy("style page", "Postcode"), max_length=7)
    email = forms.EmailField(label=pgettext_lazy("style page", "E-mail address"), required=False)
    area = forms.ChoiceField(
        label=pgettext_lazy("style page", "Application area"),
        choices=[
            ("", pgettext_lazy("style page", "Choose an area")),
            ("health", pgettext_lazy("style page", "Health and care")),
        ],
    )
    hours = forms.ChoiceField(
        label=pgettext_lazy("style page", "How many hours a week do you have?"),
        choices=[
            ("2", pgettext_lazy("style page", "Two hours")),
            ("4", pgettext_lazy("style page", "Four hours")),
            ("8", pgettext_lazy("style page", "Eight hours or more")),
        ],
        widget=forms.RadioSelect,
    )
    available = forms.MultipleChoiceField(
        label=pgettext_lazy("style page", "What can you bring?"),
        choices=[
            ("data", pgettext_lazy("style page", "Data")),
            ("staff", pgettext_lazy("style page", "Staff")),
            ("lab", pgettext_lazy("style page", "A place to test")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(
        label=pgettext_lazy("style page", "Spreadsheet"),
        help_text=pgettext_lazy("style page", "CSV or XLSX, at most 10 MB."),
        required=False,
    )
    agree = forms.BooleanField(label=pgettext_lazy("style page", "Others may see our name"), required=False)
