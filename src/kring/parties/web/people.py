"""Pages of people: invite a colleague, leave a role, the people of a region and their profiles."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.frame.undo import say_done
from kring.parties.actions.answer_role import answer_role, asked_of, withdraw_role
from kring.parties.actions.invite_person import invite_person
from kring.parties.actions.leave_role import leave_role, own_role
from kring.parties.actions.view_profile import view_profile
from kring.parties.models import Hub, Organisation, RoleInvitation
from kring.parties.permissions import may, require
from kring.parties.queries import name_of, organisation_with
from kring.parties.queries.profiles import people_near
from kring.parties.queries.task_words import ROLE_NAMES
from kring.parties.rules import ROLES_IN_ORGANISATION, Actor
from kring.parties.visitor import remember_mail, visitor
from kring.parties.web.account_forms import InviteForm
from kring.parties.web.account_words import role_sentence
from kring.parties.web.directory import language
from kring.parties.web.profile import skill_rows

PER_PAGE = 50


@dataclass(frozen=True)
class Task:
    """A role at a place that somebody may give to others."""

    code: str
    words: str
    role: str
    hub: str = ""
    organisation: Organisation | None = None


def _in(organisation: Organisation) -> list[Task]:
    return [
        Task(
            f"{role}:{organisation.pk}",
            f"{ROLE_NAMES[role]}, {organisation}",
            role,
            organisation=organisation,
        )
        for role in ROLES_IN_ORGANISATION
    ]


def tasks_to_give(actor: Actor, organisation: Organisation | None) -> list[Task]:
    """Return what the actor may invite others for: in this organisation, else in the own ones and Kring."""
    if organisation is not None:
        return _in(organisation) if may(actor, "invite_colleague", organisation) else []
    own = Organisation.objects.filter(pk__in=actor.organisations)
    found = [task for one in own if may(actor, "invite_colleague", one) for task in _in(one)]
    found += [
        Task(f"broker:{hub.code}", f"{ROLE_NAMES['broker']}, {hub.name(language())}", "broker", hub=hub.code)
        for hub in Hub.objects.all()
        if may(actor, "invite_broker", hub)
    ]
    if may(actor, "invite_person"):
        found += [Task(role, str(ROLE_NAMES[role]), role) for role in ("programme", "auditor")]
    if may(actor, "invite_administrator"):
        found.append(Task("admin", str(ROLE_NAMES["admin"]), "admin"))
    return found


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody for a role that one may give."""
    actor = visitor(request)
    require(actor, "use_account")
    organisation = organisation_with(request.GET.get("organisation", ""))
    tasks = {task.code: task for task in tasks_to_give(actor, organisation)}
    if not tasks:
        if organisation is not None:
            require(actor, "invite_colleague", organisation)
        return render(request, "parties/account/invite.html", {"form": None})
    waiting = [
        {"row": row, "words": role_sentence(row)}
        for row in RoleInvitation.objects.filter(by=actor.person_id, expires_at__gt=timezone.now())
    ]
    form = InviteForm([(task.code, task.words) for task in tasks.values()], request.POST or None)
    if request.method == "POST" and form.is_valid():
        task = tasks[form.cleaned_data["task"]]
        link = invite_person(
            actor=actor,
            email=form.cleaned_data["email"],
            role=task.role,
            hub=task.hub,
            organisation=task.organisation,
            language=form.cleaned_data["language"],
            now=timezone.now(),
        )
        remember_mail(request, f"sign-in:{link.pk}")
        say_done(request, _("The invitation is on its way."))
        return redirect(request.get_full_path())
    status = 400 if form.errors else 200
    context = {"form": form, "waiting": waiting}
    return render(request, "parties/account/invite.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, asked_id: object) -> HttpResponse:
    """Ask whether somebody takes the role that a colleague invites them for."""
    actor = visitor(request)
    if request.method == "POST":
        accept = request.POST.get("answer") == "yes"
        done = answer_role(actor=actor, asked_id=asked_id, accept=accept, now=timezone.now())
        words = _("You now have this role: {role}.") if accept else _("You said no to this role: {role}.")
        say_done(request, words.format(role=role_sentence(done)))
        return redirect("account")
    row = asked_of(actor, asked_id, now=timezone.now())
    context = {"row": row, "words": role_sentence(row), "by": name_of(row.by)}
    return render(request, "parties/account/asked.html", context)


@require_POST
def withdraw(request: HttpRequest, asked_id: object) -> HttpResponse:
    """Take an invitation back that nobody answered yet."""
    done = withdraw_role(actor=visitor(request), asked_id=asked_id)
    say_done(request, _("You took the invitation back: {role}.").format(role=role_sentence(done)))
    return redirect("invite-person")


@never_cache
@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Ask whether somebody means to leave a role; the button does it."""
    actor = visitor(request)
    if request.method == "POST":
        left = leave_role(actor=actor, membership_id=membership_id)
        say_done(request, _("You left this role: {role}.").format(role=role_sentence(left)))
        return redirect("account")
    row = own_role(actor, membership_id)
    return render(request, "parties/account/role.html", {"row": row, "words": role_sentence(row)})


@never_cache
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of one's own region who agreed to be seen by brokers, by name."""
    actor = visitor(request)
    require(actor, "list_people")
    page = Paginator(people_near(actor.hubs), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "parties/people.html", {"page": page})


@never_cache
@require_GET
def profile(request: HttpRequest, person_id: object) -> HttpResponse:
    """One person's profile as a broker sees it; for oneself, to see what they see."""
    actor = visitor(request)
    found = view_profile(actor=actor, person_id=person_id)
    context = {
        "profile": found,
        "skills": skill_rows(found.person),
        "own": actor.person_id == str(found.person.pk),
    }
    return render(request, "parties/profile.html", context)
