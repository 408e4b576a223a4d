"""One's own profile: skills with level and source, consent per purpose, and who looked."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.core.purposes import purposes
from kring.core.terms import levels
from kring.ledger.actions.record_fact import record_fact
from kring.ledger.models import Fact
from kring.notices.jobs import mail_challenge_for_goals, mail_who_looked
from kring.notices.models import Mail
from kring.parties.actions.note_skill import MOST
from kring.parties.actions.set_consent import lapse_consents, set_consent
from kring.parties.models import Consent, Membership, Person, PersonSkill
from kring.parties.queries.profiles import people_who_agree
from kring.parties.rules import KEPT
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary

pytestmark = pytest.mark.django_db
ML = "urn:kring:ai-skill:predictive-maintenance"
OTHER = "urn:kring:ai-skill:mlops"


@pytest.fixture(autouse=True)
def vocabulary(db) -> None:
    import_kring_vocabulary(by="system")


def as_person(cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def note(client: Client, uri: str = ML, level: str = "user", goal: str = ""):
    return client.post(reverse("own-skill") + f"?skill={uri}", {"level": level, "goal": goal})


def agree(cast, name: str, purpose: str, agreed: bool = True, now=None) -> bool:
    return set_consent(actor=cast.actor(name), purpose=purpose, agreed=agreed, now=now or timezone.now())


# ---- skills -----------------------------------------------------------------------------------------


def test_a_skill_is_found_noted_changed_and_removed(cast) -> None:
    client = as_person(cast, "saar")
    page = client.get(reverse("own-skills"), {"q": "onderhoud"})
    uri = page.context["found"][0]["uri"]
    assert f"skill={uri}".replace(":", "%3A") in page.content.decode()
    assert note(client, uri, "user", "expert")["Location"] == reverse("own-skills")
    row = PersonSkill.objects.get()
    assert (row.level, row.goal, row.source) == ("user", "expert", "own")
    note(client, uri, "practitioner", "")
    row.refresh_from_db()
    assert (row.level, row.goal, PersonSkill.objects.count()) == ("practitioner", "", 1)
    assert client.post(reverse("remove-skill", args=[row.pk])).status_code == 302
    assert client.post(reverse("remove-skill", args=[row.pk])).status_code == 404
    assert not PersonSkill.objects.exists()


def test_the_facts_do_not_say_which_skill(cast) -> None:
    note(as_person(cast, "saar"))
    fact = Fact.objects.get(verb="profile_changed")
    assert (fact.skills, fact.details) == ([], {})


@pytest.mark.parametrize(
    ("level", "goal"),
    [("", ""), ("king", ""), ("user", "user"), ("expert", "aware"), ("user", "king"), ("x" * 5_000, ""),
     ("\x00", "")],
)  # fmt: skip
def test_a_wrong_level_or_goal_is_refused_beside_the_form(cast, level, goal) -> None:
    answer = note(as_person(cast, "saar"), level=level, goal=goal)
    assert answer.status_code == 400
    assert not PersonSkill.objects.exists()


@pytest.mark.parametrize(
    "uri", ["", "urn:kring:ai-skill:none", "urn:kring:ai-topic:text-mining", "<script>", "\x00", "x" * 9_000]
)
def test_only_skills_of_the_vocabulary_are_noted(cast, uri) -> None:
    client = as_person(cast, "saar")
    assert (
        client.post(reverse("own-skill"), {"level": "user"}, QUERY_STRING=f"skill={uri}").status_code == 404
    )
    assert client.post(reverse("take-goal"), {"skill": uri}).status_code == 404


def test_a_profile_has_a_limit(cast) -> None:
    client = as_person(cast, "saar")
    PersonSkill.objects.bulk_create(
        PersonSkill(person=cast.saar, uri=f"urn:x:{n}", level="user", source="own") for n in range(MOST)
    )
    assert note(client).status_code == 400


@pytest.mark.parametrize("name", ["joris", "ada", "noor"])
def test_nobody_removes_the_skill_of_another(cast, name) -> None:
    note(as_person(cast, "saar"))
    row = PersonSkill.objects.get()
    assert as_person(cast, name).post(reverse("remove-skill", args=[row.pk])).status_code == 404
    assert PersonSkill.objects.exists()


def test_skills_of_own_challenges_become_goals_with_their_source(cast) -> None:
    with transaction.atomic():
        for actor, skills in ((cast.saar, [ML]), (cast.joris, [OTHER])):
            record_fact(
                "challenge_confirmed", object_kind="challenge", object_id="c-1", actor=actor.pk, skills=skills
            )
    client = as_person(cast, "saar")
    page = client.get(reverse("own-skills"))
    assert [uri for uri, _ in page.context["from_challenges"]] == [ML]
    assert client.post(reverse("take-goal"), {"skill": OTHER}).status_code == 404
    for _ in range(2):
        assert client.post(reverse("take-goal"), {"skill": ML}).status_code == 302
    row = PersonSkill.objects.get()
    assert (row.source, row.source_id, row.level, row.goal) == ("challenge", "c-1", "", "user")
    note(client, ML, "user", "expert")
    row.refresh_from_db()
    assert (row.source, row.level, row.goal) == ("challenge", "user", "expert")


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", "zzzz", "\x00", "%", "x" * 500, ""])
def test_whatever_is_searched_the_page_is_clean(cast, asked) -> None:
    page = as_person(cast, "saar").get(reverse("own-skills"), {"q": asked})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


# ---- consent ----------------------------------------------------------------------------------------


def test_every_purpose_has_words_in_both_languages_and_a_period() -> None:
    assert set(purposes()) == {"brokers", "totals", "mail_challenges", "mail_views"}
    for one in purposes().values():
        assert all((one.name_nl, one.name_en, one.text_nl, one.text_en))
        assert one.lasts >= timedelta(days=30)


def test_consent_is_given_and_withdrawn_with_its_dates(cast) -> None:
    client, url = as_person(cast, "saar"), reverse("own-consents")
    assert client.get(url).context["purposes"][0]["open"] is None
    for _ in range(2):
        client.post(url, {"purpose": "brokers", "agreed": "yes"})
    assert Consent.objects.filter(person=cast.saar, withdrawn_at=None).count() == 1
    for _ in range(2):
        client.post(url, {"purpose": "brokers", "agreed": "no"})
    row = Consent.objects.get()
    assert row.given_at <= row.withdrawn_at
    client.post(url, {"purpose": "brokers", "agreed": "yes"})
    assert Consent.objects.count() == 2
    verbs = list(
        Fact.objects.filter(verb__startswith="consent").order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["consent_given", "consent_withdrawn", "consent_given"]


@pytest.mark.parametrize("purpose", ["", "everything", "\x00", "brokers'--"])
def test_a_purpose_that_does_not_exist_is_refused(cast, purpose) -> None:
    answer = as_person(cast, "saar").post(reverse("own-consents"), {"purpose": purpose, "agreed": "yes"})
    assert answer.status_code == 404
    assert not Consent.objects.exists()


def test_consent_ends_by_itself_without_a_visit(cast) -> None:
    now = timezone.now()
    long_ago = now - timedelta(days=366)
    for name in ("saar", "joris", "lena"):
        agree(cast, name, "totals", now=long_ago)
    Person.objects.filter(pk=cast.joris.pk).update(last_visit_at=now - timedelta(days=3))
    agree(cast, "lena", "totals", agreed=False, now=now - timedelta(days=100))
    assert lapse_consents(now=now) == 1
    assert set(people_who_agree("totals")) == {cast.joris}
    assert Consent.objects.get(person=cast.saar).lapsed
    assert Fact.objects.filter(verb="consent_lapsed").count() == 1
    assert lapse_consents(now=now) == 0
    assert lapse_consents(now=now + KEPT["withdrawn_consent"] + timedelta(days=1)) == 3
    assert not Consent.objects.filter(person__in=[cast.saar, cast.lena]).exists()


# ---- who sees a profile, and who looked ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sees"),
    [("noor", True), ("saar", True), ("marijn", False), ("joris", False), ("pim", False), ("ada", False),
     ("tess", False), (None, False)],
)  # fmt: skip
def test_a_broker_of_the_region_sees_a_profile_that_may_be_seen(cast, name, sees) -> None:
    note(as_person(cast, "saar"))
    agree(cast, "saar", "brokers")
    client = as_person(cast, name) if name else Client()
    answer = client.get(reverse("profile", args=[cast.saar.pk]))
    assert answer.status_code == (200 if sees else 404 if name else 403)
    listed = name and client.get(reverse("people"))
    assert bool(listed and listed.status_code == 200) is (name in ("noor", "marijn"))
    if name == "noor":
        assert reverse("profile", args=[cast.saar.pk]) in listed.content.decode()
    if name == "marijn":
        assert reverse("profile", args=[cast.saar.pk]) not in listed.content.decode()


def test_without_consent_nobody_sees_a_profile(cast) -> None:
    client, url = as_person(cast, "noor"), reverse("profile", args=[cast.saar.pk])
    assert client.get(url).status_code == 404
    agree(cast, "saar", "brokers")
    assert client.get(url).status_code == 200
    agree(cast, "saar", "brokers", agreed=False)
    assert client.get(url).status_code == 404
    assert cast.saar.name not in client.get(reverse("people")).content.decode()


def test_a_person_without_a_region_is_seen_by_no_broker(cast) -> None:
    agree(cast, "tess", "brokers")
    assert as_person(cast, "noor").get(reverse("profile", args=[cast.tess.pk])).status_code == 404
    Person.objects.filter(pk=cast.tess.pk).update(corop="NL131")
    assert as_person(cast, "noor").get(reverse("profile", args=[cast.tess.pk])).status_code == 200


def test_the_own_region_goes_before_that_of_the_organisation(cast) -> None:
    agree(cast, "saar", "brokers")
    Person.objects.filter(pk=cast.saar.pk).update(corop="NL414")
    url = reverse("profile", args=[cast.saar.pk])
    assert as_person(cast, "noor").get(url).status_code == 404
    assert as_person(cast, "marijn").get(url).status_code == 200


def test_a_person_sees_who_looked_and_when(cast) -> None:
    agree(cast, "saar", "brokers")
    own, broker = as_person(cast, "saar"), as_person(cast, "noor")
    assert own.get(reverse("account")).context["looks"] == []
    for _ in range(2):
        broker.get(reverse("profile", args=[cast.saar.pk]))
    as_person(cast, "marijn").get(reverse("profile", args=[cast.saar.pk]))
    own.get(reverse("profile", args=[cast.saar.pk]))
    looks = own.get(reverse("account")).context["looks"]
    assert [look["who"] for look in looks] == ["Noor", "Noor"]
    facts = list(Fact.objects.filter(verb="profile_viewed").values_list("actor", "object_id", "details"))
    assert facts == [(str(cast.noor.pk), str(cast.saar.pk), {})] * 2
    assert as_person(cast, "joris").get(reverse("account")).context["looks"] == []


def test_a_forged_or_closed_profile_is_absent(cast) -> None:
    broker = as_person(cast, "noor")
    assert broker.get(reverse("profile", args=[uuid.uuid4()])).status_code == 404
    agree(cast, "saar", "brokers")
    Person.objects.filter(pk=cast.saar.pk).update(is_active=False)
    assert broker.get(reverse("profile", args=[cast.saar.pk])).status_code == 404
    assert not Fact.objects.filter(verb="profile_viewed").exists()


def test_html_in_a_name_stays_words(cast) -> None:
    Person.objects.filter(pk=cast.saar.pk).update(name="<script>alert(1)</script>")
    agree(cast, "saar", "brokers")
    broker = as_person(cast, "noor")
    for url in (reverse("people"), reverse("profile", args=[cast.saar.pk])):
        assert "<script>alert" not in broker.get(url).content.decode()


# ---- mails that one asked for -------------------------------------------------------------------------


def test_a_mail_about_who_looked_comes_only_when_asked_for_and_once_a_day(cast) -> None:
    agree(cast, "saar", "brokers")
    broker = as_person(cast, "noor")
    for wanted in (False, True):
        agree(cast, "saar", "mail_views", agreed=wanted)
        broker.get(reverse("profile", args=[cast.saar.pk]))
        broker.get(reverse("profile", args=[cast.saar.pk]))
        for fact in Fact.objects.filter(verb="profile_viewed"):
            mail_who_looked(fact)
        assert Mail.objects.filter(to=cast.saar.email).count() == int(wanted)
    assert reverse("own-consents") in Mail.objects.get(to=cast.saar.email).body


def challenge_fact(skills: list[str], region: str = "NL131", actor: object = "") -> Fact:
    with transaction.atomic():
        return record_fact(
            "challenge_confirmed",
            object_kind="challenge",
            object_id=uuid.uuid4(),
            region=region,
            skills=skills,
            actor=actor,
        )


def test_a_challenge_that_fits_a_goal_is_mailed_to_who_asked_for_it(cast) -> None:
    for name in ("saar", "joris", "lena", "noor"):
        note(as_person(cast, name), ML, "", "user")
        agree(cast, name, "mail_challenges")
    note(as_person(cast, "joris"), ML, "user", "")  # knows it, has no goal
    agree(cast, "lena", "mail_challenges", agreed=False)
    Membership.objects.filter(person=cast.noor, role="broker").update(organisation=None)
    for fact in (
        challenge_fact([OTHER]),
        challenge_fact([ML], "NL414"),
        challenge_fact([ML], actor=cast.saar.pk),
    ):
        mail_challenge_for_goals(fact)
    assert not Mail.objects.exists()
    fact = challenge_fact([ML])
    mail_challenge_for_goals(fact)
    mail_challenge_for_goals(fact)
    mail = Mail.objects.get()
    assert mail.to == cast.saar.email
    assert fact.object_id in mail.body


def test_levels_on_the_form_are_those_of_the_vocabulary(cast) -> None:
    page = as_person(cast, "saar").get(reverse("own-skill"), {"skill": ML})
    assert [code for code, _ in page.context["form"].fields["level"].choices] == ["", *levels()]
