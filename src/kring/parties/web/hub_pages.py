"""Pages of hubs: which hub serves which areas, and the form with which an administrator changes that."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.regions import hubs, province_of, regions, whole_provinces
from kring.frame.problem_words import in_words
from kring.frame.undo import say_done
from kring.ledger.queries import facts_about
from kring.parties.actions.change_hub import HubSaid, add_hub, change_hub
from kring.parties.models import Hub
from kring.parties.permissions import require
from kring.parties.visitor import visitor
from kring.parties.web.audit import audit_lines
from kring.parties.web.forms import must_receive_mail
from kring.parties.web.words import event_word


def _language() -> str:
    return (get_language() or "nl")[:2]


def _area_names(codes: object) -> str:
    return ", ".join(regions()[code].name(_language()) for code in whole_provinces(codes))  # type: ignore[arg-type]


class HubForm(forms.Form):
    """A hub; its areas stand by province."""

    code = forms.CharField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy("Small letters, digits or dashes. It stays the same."),
        max_length=30,
    )
    name_nl = forms.CharField(label=gettext_lazy("Name in Dutch"), max_length=100)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=100)
    phone = forms.CharField(label=gettext_lazy("Phone number"), max_length=40, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False, validators=[must_receive_mail]
    )
    areas = forms.MultipleChoiceField(
        label=gettext_lazy("COROP areas that it serves"),
        help_text=gettext_lazy("An area may have no hub, or two."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *arguments: object, **options: object) -> None:
        is_new = options.pop("is_new", False)
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        if not is_new:
            del self.fields["code"]
        self.fields["areas"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{regions()[province_of(one.code)].name(_language())}: {one.name(_language())}")
            for one in regions().values()
            if one.level == "corop"
        ]

    def said(self) -> HubSaid:
        """Return what was told."""
        values = {name: self.cleaned_data[name] for name in ("name_nl", "name_en", "phone", "email")}
        return HubSaid(**values, areas=tuple(self.cleaned_data["areas"]))


@require_GET
def hub_list(request: HttpRequest) -> HttpResponse:
    """Every hub with its areas; areas without a hub, and with more than one."""
    require(visitor(request), "edit_hubs")
    known = {hub.code: hub for hub in Hub.objects.all()}
    corops = [one.code for one in regions().values() if one.level == "corop"]
    serving = {code: [hub for hub in hubs().values() if code in hub.areas] for code in corops}
    context = {
        "rows": [
            {
                "code": code,
                "name": hub.name(_language()),
                "areas": _area_names(hub.areas),
                "phone": known[code].phone if code in known else "",
                "email": known[code].email if code in known else "",
            }
            for code, hub in hubs().items()
        ],
        "without": _area_names([code for code, found in serving.items() if not found]),
        "double": _area_names([code for code, found in serving.items() if len(found) > 1]),
    }
    return render(request, "parties/hubs.html", context)


@require_http_methods(["GET", "POST"])
def edit_hub(request: HttpRequest, code: str) -> HttpResponse:
    """Change a hub."""
    require(visitor(request), "edit_hubs")
    hub = Hub.objects.filter(pk=code).first()
    if hub is None or code not in hubs():
        raise NotFound(Problem("no_hub", "There is no such hub.", "Look in the list."))
    initial = {
        "name_nl": hub.name_nl, "name_en": hub.name_en, "phone": hub.phone, "email": hub.email,
        "areas": list(hubs()[code].areas),
    }  # fmt: skip
    form = HubForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = change_hub(actor=visitor(request), code=code, said=form.said())
        say_done(request, _("The hub was changed.") if changed else _("Nothing was changed."))
        return redirect("hubs")
    facts = facts_about("hub", code)
    context = {
        "form": form,
        "hub": hub,
        "name": hub.name(_language()),
        "audit": audit_lines(
            facts,
            word=lambda fact: event_word(fact.verb),
            detail=lambda fact: _area_changes(fact.details),
        ),
    }
    return render(request, "parties/hub.html", context, status=400 if form.errors else 200)


def _area_changes(details: dict[str, object]) -> str:
    added, removed = _area_names(details.get("added", [])), _area_names(details.get("removed", []))
    parts = [
        _("now also {areas}").format(areas=added) if added else "",
        _("no longer {areas}").format(areas=removed) if removed else "",
    ]
    return ", ".join(part for part in parts if part)


@require_http_methods(["GET", "POST"])
def new_hub(request: HttpRequest) -> HttpResponse:
    """Add a hub."""
    require(visitor(request), "edit_hubs")
    form = HubForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            add_hub(actor=visitor(request), code=form.cleaned_data["code"].strip(), said=form.said())
        except UnableTo as error:
            for problem in error.problems:
                form.add_error(problem.field or None, in_words(problem))
        else:
            say_done(request, _("The hub was added."))
            return redirect("hubs")
    return render(request, "parties/hub.html", {"form": form}, status=400 if form.errors else 200)
