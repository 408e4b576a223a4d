"""Forms of demand that is no challenge yet: a note of a call, and the scan of four questions."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kring.connect import rules
from kring.connect.actions.log_conversation import NewParty
from kring.connect.web.forms import HOURS, PlaceForm, corop_choices
from kring.core.places import corop_of_postcode, place, similar_places
from kring.parties.models import Organisation
from kring.parties.queries import parties_called, parties_like, party_label
from kring.parties.rules import SIDE_OF_KIND
from kring.parties.web.words import KINDS

NEW = "new"
NEXT_STEP_IN = timedelta(days=7)


class CallForm(forms.Form):
    """One page: with whom, about what, and what is next. What is new about a party is asked only then."""

    party = forms.CharField(
        label=_("With whom?"),
        help_text=_("Begin with the name of the organisation. A new one may be typed too."),
        max_length=300,
        error_messages={"required": _("Fill in the organisation.")},
        widget=forms.TextInput(attrs={"list": "party-names", "autocomplete": "off", "autofocus": True}),
    )
    which = forms.ChoiceField(
        label=_("Which organisation do you mean?"), required=False, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("Type of organisation"),
        required=False,
        initial="company",
        choices=[(code, KINDS[code]) for code in SIDE_OF_KIND],
    )
    place = forms.CharField(label=_("Place or postcode"), max_length=100, required=False)
    corop = forms.ChoiceField(label=_("Region"), required=False)
    note = forms.CharField(
        label=_("What was it about?"),
        help_text=_("Names, e-mail addresses and phone numbers are taken out before this is kept."),
        min_length=rules.SHORTEST_NOTE,
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "k-short"}),
        error_messages={
            "required": _("Note in a sentence what it was about."),
            "min_length": _("This is very short. Tell a little more."),
        },
    )
    next_step = forms.CharField(
        label=_("Next step"),
        max_length=rules.LONGEST_STEP,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due = forms.DateField(
        label=_("When?"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self.asks_which = False
        self.asks_new = False
        self.asks_region = bool(self.data.get("corop"))
        self.found: Organisation | NewParty | None = None
        self.fields["corop"].choices = corop_choices()  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("due", timezone.localdate() + NEXT_STEP_IN)
        chosen = self.data.get("which", "")
        if chosen:
            self._offer(parties_called(str(self.data.get("party", ""))) or self._alike())

    def _alike(self) -> list[Organisation]:
        return parties_like(str(self.data.get("party", "")))

    def _offer(self, parties: list[Organisation]) -> None:
        """Let the broker choose: one of these, or a new organisation with this name."""
        self.asks_which = bool(parties)
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            *((str(one.pk), f"{party_label(one)} · {KINDS.get(one.kind, one.kind)}") for one in parties),
            (NEW, gettext("A new organisation: {name}").format(name=str(self.data.get("party", ""))[:80])),
        ]

    def clean(self) -> dict[str, object]:
        """Find the party; ask which one, or what a new one is, only where the name does not tell."""
        values = super().clean() or {}
        typed, chosen = str(values.get("party", "")), str(values.get("which", ""))
        if not typed:
            return values
        if chosen == NEW:
            self._read_new(typed, values)
        elif chosen:
            self.found = Organisation.objects.filter(pk=chosen).first()
        else:
            self._look_up(typed, values)
        return values

    def _look_up(self, typed: str, values: dict[str, object]) -> None:
        known = parties_called(typed)
        if len(known) == 1:
            self.found = known[0]
            return
        if known:
            self._offer(known)
            self.add_error("which", _("More organisations have this name. Choose one."))
            return
        alike = self._alike()
        if alike and not values.get("place"):
            self._offer(alike)
            self.asks_new = True
            self.add_error("which", _("We do not know this name. Choose one, or fill in the new one."))
            return
        self._read_new(typed, values)

    def _read_new(self, typed: str, values: dict[str, object]) -> None:
        self.asks_new = True
        said = str(values.get("place", ""))
        where = place(said) if said else None
        by_code = corop_of_postcode(said) if said else None
        corop = where.corop if where else by_code[0] if by_code else str(values.get("corop", ""))
        if not values.get("kind"):
            self.add_error("kind", _("Choose the type of organisation."))
        if not corop:
            self.asks_region = bool(said)
            self.add_error("place", _ask_place(said))
        if not self.errors:
            kind = str(values["kind"])
            self.found = NewParty(typed, kind, where.name if where else "" if by_code else said, corop)


def _ask_place(said: str) -> str:
    if not said:
        return gettext("This organisation is new. Fill in its place.")
    alike = " / ".join(similar_places(said))
    if alike:
        meant = gettext("We do not know this place. Do you mean {places}? Else choose the region below.")
        return meant.format(places=alike)
    return gettext("We do not know this place. Choose the region below.")


USERS = [
    ("owner", _("I myself, or one colleague")),
    ("office", _("People in the office")),
    ("floor", _("People in the workshop, in the field or at the counter")),
    ("customers", _("Our customers")),
]
KNOWS = [
    ("nothing", _("Nothing yet")),
    ("aware", _("We read or heard about it")),
    ("user", _("We use it now and then, such as a chat program")),
    ("practitioner", _("Somebody here builds or sets it up")),
]


class ScanForm(PlaceForm):
    """Four questions on one page, and optionally a place, so that the answers count in a region."""

    text = forms.CharField(
        label=_("What do you want to solve?"),
        help_text=_("One or two sentences. Leave out names of people."),
        min_length=rules.SHORTEST_TEXT,
        max_length=rules.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "k-short"}),
        error_messages={
            "required": _("Tell in one or two sentences what you want to solve."),
            "min_length": _("This is very short. Tell a little more."),
        },
    )
    users = forms.ChoiceField(
        label=_("Who would use it?"),
        choices=USERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who would use it.")},
    )
    knows = forms.ChoiceField(
        label=_("What do you know of AI?"),
        choices=KNOWS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes closest.")},
    )
    hours_per_week = forms.ChoiceField(
        label=_("How many hours do you have for it?"),
        choices=HOURS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much time you have.")},
    )
    field_order = ("text", "users", "knows", "hours_per_week", "place", "corop")

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["place"].required = False
        self.fields["place"].help_text = _("Then your answers count in your region, and you see your hub.")
