"""Forms of one's own data: what a browser sends enters, clean values leave."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class PasskeyForm(forms.Form):
    """One field: what a person calls a passkey."""

    name = forms.CharField(
        label=_("Name of the passkey"), max_length=60, help_text=_("For example: my phone.")
    )


class DetailsForm(forms.Form):
    """A person's own name and language."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        help_text=_("People you work with see it. You may leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of your mails"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
