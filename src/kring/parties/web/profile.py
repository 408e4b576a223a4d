"""Pages of one's own profile: skills with level and goal, and what one agrees to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kring.core.problems import NotFound, Problem, UnableTo
from kring.core.purposes import purposes
from kring.core.terms import levels
from kring.frame.problem_pages import sentences
from kring.frame.undo import say_done
from kring.parties.actions.note_skill import (
    note_skill,
    remove_skill,
    skills_of_own_challenges,
    take_goal_from_challenge,
)
from kring.parties.actions.set_consent import set_consent
from kring.parties.models import Consent, Person, PersonSkill
from kring.parties.visitor import visitor
from kring.parties.web.account import own_person
from kring.parties.web.account_forms import SkillForm
from kring.parties.web.account_words import source_word
from kring.parties.web.directory import language
from kring.taxonomy.queries.concepts import ai_skills, names, search_skills, topic_by_skill

FOUND = 12


def skill_rows(person: Person) -> list[dict[str, object]]:
    """Return the skills of a person in words, by name: nothing here is an order of people or of merit."""
    rows = list(PersonSkill.objects.filter(person=person))
    words, known = names([row.uri for row in rows], language()), levels()
    found = [
        {
            "row": row,
            "name": words[row.uri],
            "level": known[row.level].name(language()) if row.level in known else "",
            "goal": known[row.goal].name(language()) if row.goal in known else "",
            "source": source_word(row.source),
        }
        for row in rows
    ]
    return sorted(found, key=lambda one: str(one["name"]).casefold())


@never_cache
@require_GET
def skills(request: HttpRequest) -> HttpResponse:
    """One's own skills, a search for more, and those of one's own challenges."""
    person = own_person(request)
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    own = skill_rows(person)
    there = {row["row"].uri for row in own}  # type: ignore[attr-defined]
    from_challenges = [uri for uri in skills_of_own_challenges(str(person.pk)) if uri not in there]
    context = {
        "skills": own,
        "asked": asked,
        "found": [
            {"uri": uri, "name": name, "there": uri in there}
            for uri, name in search_skills(asked, language=language(), limit=FOUND)
        ],
        "from_challenges": list(names(from_challenges[:FOUND], language()).items()),
    }
    return render(request, "parties/account/skills.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def skill(request: HttpRequest) -> HttpResponse:
    """Say how well one knows a skill, or how well one wants to."""
    person = own_person(request)
    uri = request.GET.get("skill", "")
    if uri not in topic_by_skill():
        raise NotFound(Problem("no_skill", "There is no such skill.", "Search for another word."))
    row = PersonSkill.objects.filter(person=person, uri=uri).first()
    initial = {"level": row.level, "goal": row.goal} if row else {}
    form = SkillForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            note_skill(actor=visitor(request), uri=uri, now=timezone.now(), **form.cleaned_data)
        except UnableTo as error:
            form.add_error(None, " ".join(sentences(error.problems)))
        else:
            say_done(request, _("Your profile is saved."))
            return redirect("own-skills")
    found = ai_skills()[uri]
    context = {
        "form": form,
        "row": row,
        "name": found.name(language()),
        "definition": found.definition(language()),
    }
    return render(request, "parties/account/skill.html", context, status=400 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, skill_id: int) -> HttpResponse:
    """Take a skill out of one's own profile."""
    remove_skill(actor=visitor(request), skill_id=skill_id)
    say_done(request, _("The skill is out of your profile."))
    return redirect("own-skills")


@require_POST
def take_goal(request: HttpRequest) -> HttpResponse:
    """Make a skill of one's own challenge a learning goal."""
    take_goal_from_challenge(actor=visitor(request), uri=request.POST.get("skill", ""), now=timezone.now())
    say_done(request, _("It is a learning goal now."))
    return redirect("own-skills")


@never_cache
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """What one agrees to, since when, and what one agreed to before."""
    person = own_person(request)
    if request.method == "POST":
        agreed = request.POST.get("agreed") == "yes"
        changed = set_consent(
            actor=visitor(request), purpose=request.POST.get("purpose", ""), agreed=agreed, now=timezone.now()
        )
        if changed:
            say_done(request, _("You agreed to this.") if agreed else _("You no longer agree to this."))
        return redirect("own-consents")
    rows = list(Consent.objects.filter(person=person))
    context = {
        "purposes": [
            {
                "code": one.code,
                "name": one.name(language()),
                "text": one.text(language()),
                "days": one.lasts.days,
                "open": next((r for r in rows if r.purpose == one.code and r.withdrawn_at is None), None),
                "before": [r for r in rows if r.purpose == one.code and r.withdrawn_at is not None][-3:],
            }
            for one in purposes().values()
        ]
    }
    return render(request, "parties/account/consents.html", context)
