"""An address that no mail server can take is refused where it is typed, before anything is kept."""

import pytest
from django.utils import timezone

from kring.core.problems import UnableTo
from kring.parties.actions.check_address import check_address
from kring.parties.actions.invite_person import invite_person
from kring.parties.models import SignInLink
from kring.parties.rules import SYSTEM, can_receive_mail

TOO_LONG = "a@" + "ü" * 60 + ".nl"


@pytest.mark.parametrize(
    "address", [TOO_LONG, "saar", "saar@", "@cast.invalid", "a@b..nl", "x" * 250 + "@a.nl", ""]
)
def test_wrong_addresses_are_refused(address) -> None:
    with pytest.raises(UnableTo, match="no mail address"):
        check_address(address)


@pytest.mark.parametrize("address", ["Saar@Cast.invalid", " saar@cast.invalid ", "saar@münchen.de"])
def test_right_addresses_are_kept_in_small_letters(address) -> None:
    assert check_address(address) == address.strip().lower()
    assert can_receive_mail(check_address(address))


@pytest.mark.django_db
def test_no_link_is_made_for_a_wrong_address(cast, client) -> None:
    answer = client.post("/sign-in/", {"email": TOO_LONG})
    assert answer.status_code == 400
    with pytest.raises(UnableTo):
        invite_person(actor=SYSTEM, email=TOO_LONG, role="auditor", now=timezone.now())
    assert not SignInLink.objects.exists()
