"""Forms of one's own data: what a browser sends enters, clean values leave."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kring.core.regions import regions
from kring.core.terms import levels
from kring.parties.rules import TOKEN_DAYS
from kring.parties.web.forms import must_receive_mail

# What each level means, in words that one can choose by.
_LEVELS = {
    "aware": _("%(name)s: I know what it is"),
    "user": _("%(name)s: I use it in my work"),
    "practitioner": _("%(name)s: I make it work for others"),
    "expert": _("%(name)s: I develop it further"),
}


class PasskeyForm(forms.Form):
    """One field: what a person calls a passkey."""

    name = forms.CharField(
        label=_("Name of the passkey"), max_length=60, help_text=_("For example: my phone.")
    )


class TokenForm(forms.Form):
    """What a program is called, what it may do and for how long."""

    name = forms.CharField(
        label=_("Name of the program"), max_length=60, help_text=_("For example: our own website.")
    )
    scope = forms.ChoiceField(
        label=_("What the program may do"),
        choices=[("read", _("Only read")), ("write", _("Read, and change what you may change"))],
        initial="read",
        widget=forms.RadioSelect,
    )
    days = forms.ChoiceField(label=_("How long it works"), widget=forms.RadioSelect)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        choices = [(str(days), _("%(days)s days") % {"days": days}) for days in TOKEN_DAYS]
        self.fields["days"].choices = choices  # type: ignore[attr-defined]
        self.fields["days"].initial = str(TOKEN_DAYS[1])


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


class SkillForm(forms.Form):
    """How well somebody knows a skill, and how well they want to."""

    level = forms.ChoiceField(label=_("What I can do"), required=False, widget=forms.RadioSelect)
    goal = forms.ChoiceField(label=_("What I want to reach"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        language = (get_language() or "nl")[:2]
        named = [(code, _LEVELS[code] % {"name": term.name(language)}) for code, term in levels().items()]
        self.fields["level"].choices = [("", _("Nothing yet")), *named]  # type: ignore[attr-defined]
        self.fields["goal"].choices = [("", _("No goal")), *named]  # type: ignore[attr-defined]


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
    corop = forms.ChoiceField(
        label=_("Region where you work or learn"),
        required=False,
        help_text=_("It says which hub is near you. You may leave it open."),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        language = (get_language() or "nl")[:2]
        named = [(one.code, one.name(language)) for one in regions().values() if one.level == "corop"]
        self.fields["corop"].choices = [("", "—"), *sorted(named, key=lambda row: row[1])]  # type: ignore[attr-defined]
