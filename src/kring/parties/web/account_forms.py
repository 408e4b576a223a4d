"""Forms of one's own data: what a browser sends enters, clean values leave."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kring.parties.web.forms import must_receive_mail


class PasskeyForm(forms.Form):
    """One field: what a person calls a passkey."""

    name = forms.CharField(
        label=_("Name of the passkey"), max_length=60, help_text=_("For example: my phone.")
    )


class InviteForm(forms.Form):
    """Who is invited, and for what."""

    email = forms.EmailField(
        label=_("E-mail address of your colleague"),
        max_length=254,
        validators=[must_receive_mail],
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    task = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, tasks: list[tuple[str, str]], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["task"].choices = tasks  # type: ignore[attr-defined]
        self.fields["task"].initial = tasks[0][0]
        self.fields["language"].initial = (get_language() or "nl")[:2]


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
