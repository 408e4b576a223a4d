"""An organisation's people see figures of ten and more, of those who agreed, and no difference of fewer."""

import itertools
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.parties.actions.erase_person import erase_person
from kring.parties.actions.set_consent import set_consent
from kring.parties.models import Consent, Membership, Person, PersonSkill, SkillFigures
from kring.parties.queries import actor_of
from kring.taxonomy.actions.import_kring_vocabulary import import_kring_vocabulary

pytestmark = pytest.mark.django_db
NUMBERS = itertools.count()
ML, OPS = "urn:kring:ai-skill:predictive-maintenance", "urn:kring:ai-skill:mlops"


@pytest.fixture
def school(cast):
    import_kring_vocabulary(by="system")
    return cast.school


def add(school, number: int, level: str = "user", *, uri: str = ML, goal: str = "", agree: bool = True):
    """People at the school who know a skill."""
    people = []
    for _ in range(number):
        person = Person.objects.create_user(f"p{next(NUMBERS)}@school.invalid")
        Membership.objects.create(person=person, role="member", organisation=school)
        PersonSkill.objects.create(person=person, uri=uri, level=level, goal=goal, source="own")
        if agree:
            Consent.objects.create(person=person, purpose="totals")
        people.append(person)
    return people


def seen(cast, school, name: str = "joris"):
    client = Client()
    client.force_login(getattr(cast, name))
    answer = client.get(reverse("skill-totals", args=[school.pk]), headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer


def rows(cast, school) -> dict[str, tuple]:
    return {
        row["name"]: (row["total"], row["halves"], row["want"]) for row in seen(cast, school).context["rows"]
    }


def test_with_nine_people_there_is_no_figure(cast, school) -> None:
    add(school, 9)
    add(school, 5, agree=False)
    answer = seen(cast, school)
    assert answer.context["rows"] == []
    assert "Fewer than 10 people take part" in answer.content.decode()
    assert not SkillFigures.objects.exists()


def test_ten_people_make_a_figure_and_others_are_left_out(cast, school) -> None:
    add(school, 10)
    add(school, 5, agree=False)
    assert list(rows(cast, school).values()) == [(10, None, None)]


def test_a_skill_of_fewer_is_fewer_than_ten_and_splits_hide_whole(cast, school) -> None:
    add(school, 12, "user", goal="expert")
    add(school, 9, "expert")
    add(school, 9, "user", uri=OPS, goal="expert")
    page = seen(cast, school)
    text = re.sub(r"<[^>]+>", " ", page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0])
    assert [row["total"] for row in page.context["rows"]] == [21]
    assert not re.search(r"\b9\b", text)
    assert "not shown" in text
    add(school, 10, "expert")
    assert list(rows(cast, school).values()) == [(31, (12, 19), 12)]


@pytest.mark.parametrize(
    ("name", "status"),
    [("joris", 200), ("saar", 403), ("lena", 403), ("noor", 403), ("pim", 403), ("ada", 403), ("tess", 403),
     (None, 403)],
)  # fmt: skip
def test_only_the_organisation_s_own_people_see_it(cast, school, name, status) -> None:
    add(school, 12)
    client = Client()
    if name:
        client.force_login(getattr(cast, name))
    assert client.get(reverse("skill-totals", args=[school.pk])).status_code == status
    page = client.get(reverse("party", args=[school.pk])).content.decode()
    assert (reverse("skill-totals", args=[school.pk]) in page) is (status == 200)


def test_figures_stand_still_until_ten_people_changed(cast, school) -> None:
    people = add(school, 15)
    assert list(rows(cast, school).values())[0][0] == 15
    newcomers = add(school, 9)
    assert list(rows(cast, school).values())[0][0] == 15
    set_consent(actor=actor_of(newcomers[0]), purpose="totals", agreed=False, now=timezone.now())
    PersonSkill.objects.filter(person=people[0]).delete()
    assert list(rows(cast, school).values())[0][0] == 15
    add(school, 1)
    assert list(rows(cast, school).values())[0][0] == 15 + 8 - 1 + 1


def test_an_erased_person_leaves_no_mark_and_counts_as_a_change(cast, school) -> None:
    people = add(school, 15)
    rows(cast, school)
    for person in people[:2]:
        assert str(person.pk) in SkillFigures.objects.get().marks
        key = str(person.pk)
        erase_person(actor=actor_of(person), now=timezone.now())
        assert key not in str(SkillFigures.objects.get().marks)
    assert list(rows(cast, school).values())[0][0] == 15
    add(school, 7)
    assert list(rows(cast, school).values())[0][0] == 15
    add(school, 1)
    assert list(rows(cast, school).values())[0][0] == 15 - 2 + 8


def test_below_ten_again_everything_hides(cast, school) -> None:
    people = add(school, 10)
    assert rows(cast, school)
    set_consent(actor=actor_of(people[0]), purpose="totals", agreed=False, now=timezone.now())
    assert rows(cast, school) == {}


def test_no_name_and_no_address_is_on_the_page(cast, school) -> None:
    people = add(school, 12)
    page = seen(cast, school).content.decode()
    assert not [one for one in people if one.email in page or str(one.pk) in page]
