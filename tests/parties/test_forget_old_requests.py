"""What holds an address or names a person goes away when its period is over, and not before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.problems import UnableTo
from kring.parties.actions.forget_old_requests import forget_old_requests
from kring.parties.actions.undo_party_import import undo_party_import
from kring.parties.models import Attempts, PartyImport, SignInLink
from kring.parties.rules import KEPT, SYSTEM

pytestmark = pytest.mark.django_db
NOW = timezone.now()
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("over", "left"), [(-HOUR, 1), (HOUR, 0)])
def test_each_row_is_kept_for_its_period(over, left) -> None:
    SignInLink.objects.create(email="saar@cast.invalid", expires_at=NOW - KEPT["sign_in_link"] - over)
    Attempts.objects.create(key_hash="k", since=NOW - KEPT["attempts"] - over, count=1)
    PartyImport.objects.create(file_name="f", created_at=NOW - KEPT["party_import"] - over)
    assert forget_old_requests(now=NOW) == 3 * (1 - left)
    assert [model.objects.count() for model in (SignInLink, Attempts, PartyImport)] == [left] * 3


def test_values_before_an_import_go_and_with_them_the_way_back() -> None:
    before = {"id": {"contact_email": ["saar@cast.invalid", "pim@cast.invalid"]}}
    old, new = (
        PartyImport.objects.create(file_name="f", state="done", done_at=at, values_before=before)
        for at in (NOW - KEPT["values_before_import"] - HOUR, NOW - KEPT["values_before_import"] + HOUR)
    )
    assert forget_old_requests(now=NOW) == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.values_before, new.values_before) == ({}, before)
    assert (old.can_be_undone, new.can_be_undone) == (False, True)
    with pytest.raises(UnableTo, match="too old"):
        undo_party_import(actor=SYSTEM, record=old, now=NOW)
