"""The page with one's own data, and what changes it: name and language, sessions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.frame.undo import say_done
from kring.parties.actions.change_details import FIELDS, change_details
from kring.parties.actions.end_sessions import end_other_sessions, end_session
from kring.parties.models import Passkey, Person, RoleInvitation, SignedIn
from kring.parties.permissions import require
from kring.parties.queries.profiles import who_looked
from kring.parties.queries.providers import providers
from kring.parties.visitor import visitor, visitor_may
from kring.parties.web.account_forms import DetailsForm
from kring.parties.web.account_words import device_words, looks_in_words, means_word, role_sentence
from kring.parties.web.directory import region_name
from kring.parties.web.relying import named_address, passkeys_work
from kring.parties.web.sessions import present_session


def own_person(request: HttpRequest) -> Person:
    """Return the person behind the request; NotAllowed where nobody is signed in."""
    actor = visitor(request)
    require(actor, "use_account")
    return Person.objects.get(pk=actor.person_id)


@never_cache
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about oneself on one page, each part with its way to change it."""
    person = own_person(request)
    present = present_session(request)
    sessions = [
        {
            "row": row,
            "device": device_words(row),
            "means": means_word(row.means),
            "here": str(row.pk) == present,
        }
        for row in SignedIn.objects.filter(person=person)
    ]
    sessions.sort(key=lambda one: not one["here"])
    roles = person.memberships.select_related("organisation", "hub").order_by("since", "pk")
    asked = RoleInvitation.objects.select_related("organisation", "hub").filter(
        email=person.email, expires_at__gt=timezone.now()
    )
    accounts = list(person.provider_accounts.all())
    joined = {one.issuer for one in accounts}
    context = {
        "person": person,
        "asked": [{"row": row, "words": role_sentence(row)} for row in asked],
        "sessions": sessions,
        "passkeys": Passkey.objects.filter(person=person),
        "passkeys_work": passkeys_work(request),
        "providers_left": [
            (place, one.name) for place, one in enumerate(providers(), start=1) if one.issuer not in joined
        ],
        "named_address": named_address(request),
        "tokens": person.tokens.all(),
        "now": timezone.now(),
        "region": region_name(person.corop),
        "lists_people": visitor_may(request, "list_people"),
        "looks": looks_in_words(who_looked(person.pk)),
        "skill_count": person.skills.count(),
        "consent_count": person.consents.filter(withdrawn_at__isnull=True).count(),
        "provider_accounts": accounts,
        "roles": [
            {
                "row": row,
                "words": role_sentence(row),
                "may_leave": row.role != "member" or row.organisation_id,
            }
            for row in roles
        ],
    }
    return render(request, "parties/account/overview.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Change one's own name and the language of one's mails."""
    person = own_person(request)
    form = DetailsForm(request.POST or None, initial={name: getattr(person, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        change_details(actor=visitor(request), values=form.cleaned_data, now=timezone.now())
        say_done(request, _("Your data are saved."))
        return redirect("account")
    return render(request, "parties/account/details.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def end_one(request: HttpRequest, session_id: object) -> HttpResponse:
    """Sign one device out."""
    end_session(actor=visitor(request), session_id=session_id)
    say_done(request, _("That device is signed out."))
    return redirect("account")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign every device out but this one."""
    ended = end_other_sessions(actor=visitor(request), present=present_session(request))
    words = ngettext("%(n)d device is signed out.", "%(n)d devices are signed out.", ended) % {"n": ended}
    say_done(request, words if ended else _("No other device was signed in."))
    return redirect("account")
