"""Forms of parties: what a browser sends enters, clean values leave."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """One field: where the link goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link. You need no password."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
