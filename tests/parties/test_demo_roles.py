"""In the demo country one steps into an invented person; never into a real account."""

import pytest
from django.urls import reverse

from kring.core.problems import NotAllowed, NotFound
from kring.parties.actions.step_into_demo_role import demo_people, step_into_demo_role
from kring.parties.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def invented(cast) -> Person:
    return Person.objects.create_user("rol@demo.invalid", name="Verbinder in Noord", is_demo=True)


def test_the_invented_person_is_entered(invented, client) -> None:
    assert step_into_demo_role(person_id=str(invented.pk)) == invented
    client.post(reverse("step-into-demo-role"), {"role": str(invented.pk)})
    assert client.session["_auth_user_id"] == str(invented.pk)


def test_a_real_account_is_never_entered(cast, invented, client) -> None:
    with pytest.raises(NotFound):
        step_into_demo_role(person_id=str(cast.ada.pk))
    assert client.post(reverse("step-into-demo-role"), {"role": str(cast.ada.pk)}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("wrong", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_wrong_role_is_not_found(invented, wrong, client) -> None:
    assert client.post(reverse("step-into-demo-role"), {"role": wrong}).status_code == 404


def test_it_can_be_switched_off(invented, settings) -> None:
    settings.KRING_DEMO_ROLES = False
    assert demo_people() == []
    with pytest.raises(NotAllowed):
        step_into_demo_role(person_id=str(invented.pk))
