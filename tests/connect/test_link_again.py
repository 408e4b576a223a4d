"""A wrong address or a link that came too late costs nobody their question: the link goes again."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from kring.connect.actions.confirm_challenge import confirm_challenge, confirm_token
from kring.connect.actions.send_link_again import send_link_again
from kring.connect.models import Challenge
from kring.connect.queries.lists import visible_challenges
from kring.core.problems import NotAllowed, UnableTo
from kring.notices.models import Mail
from kring.parties.actions.limit_attempts import TooMany
from kring.parties.rules import ANYBODY
from tests.cast import NOW, QUESTION
from tests.connect.conftest import draft, post, token_for


def mails_of(challenge: Challenge) -> list[str]:
    rows = Mail.objects.filter(key__startswith=f"confirm:{challenge.pk}").order_by("created_at", "pk")
    return list(rows.values_list("to", flat=True))


def again(challenge: Challenge, email: str, **options: object) -> str:
    return send_link_again(
        actor=ANYBODY, challenge=challenge, email=email, **{"machine": "m", "now": NOW, **options}
    )


def sent_by(client: Client, email: str = "jna@korst.invalid") -> Challenge:
    client.post("/challenges/new/", {"text": QUESTION})
    key = client.session["drafts"][-1]
    client.post(f"/challenges/draft/{key}/place/", {"place": "Assen"})
    client.post(f"/challenges/draft/{key}/send/", {"email": email, "organisation_name": "Korstje"})
    return Challenge.objects.get(pk=key)


def test_a_mended_address_gets_the_link_and_the_first_link_is_void(cast, jobs, client) -> None:
    challenge = sent_by(client)
    jobs()
    old = token_for(challenge)
    path = f"/challenges/draft/{challenge.pk}/sent/"
    assert "jna@korst.invalid" in client.get(path).content.decode()
    assert client.post(path, {"email": "geen adres"}).status_code == 400
    assert client.post(path, {"email": "Jan@korst.invalid"}).status_code == 302
    jobs()
    assert mails_of(challenge) == ["jna@korst.invalid", "jan@korst.invalid"]
    challenge.refresh_from_db()
    for method in (client.get, client.post):
        assert method(f"/challenges/confirm/{old}/").status_code == 403
    assert not visible_challenges().exists()
    new = confirm_challenge(token=token_for(challenge), now=timezone.now())
    assert (new.state, new.owner.email) == ("queued", "jan@korst.invalid")
    assert client.get(path).url == f"/challenges/{challenge.pk}/"
    assert client.get(f"/challenges/confirm/{old}/").status_code == 200, "of no use any more"


def test_the_same_link_goes_again_and_both_work(cast, jobs) -> None:
    challenge = draft()
    post(challenge)
    jobs()
    assert again(challenge, "info@korst.invalid") != f"confirm:{challenge.pk}"
    jobs()
    jobs()
    assert mails_of(challenge) == ["info@korst.invalid"] * 2
    assert confirm_challenge(token=token_for(challenge), now=NOW).state == "queued"
    with pytest.raises(UnableTo, match="link was opened"):
        again(challenge, "info@korst.invalid")


def test_who_holds_a_link_cannot_use_it_for_the_address_of_another(cast) -> None:
    """Else somebody could post, name the address of a firm, and speak for it with their own link."""
    challenge = draft()
    post(challenge, email="vreemd@elders.invalid")
    mine = confirm_token(challenge)
    again(challenge, "info@korst.invalid")
    with pytest.raises(NotAllowed, match="another address"):
        confirm_challenge(token=mine, now=NOW)


def test_nobody_floods_a_mail_box(cast) -> None:
    challenge = draft()
    post(challenge)
    for _ in range(4):
        again(challenge, "info@korst.invalid")
    with pytest.raises(TooMany):
        again(challenge, "info@korst.invalid")


def test_only_the_browser_that_sent_it_mends_the_address(cast, client) -> None:
    challenge = sent_by(client)
    answer = Client().post(f"/challenges/draft/{challenge.pk}/sent/", {"email": "dief@elders.invalid"})
    assert answer.status_code == 404
    challenge.refresh_from_db()
    assert challenge.contact_email == "jna@korst.invalid"


def test_a_link_that_is_too_old_offers_a_new_one(cast, jobs, client, monkeypatch) -> None:
    challenge = sent_by(client, "info@korst.invalid")
    jobs()
    token = token_for(challenge)
    really = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: really + timedelta(days=4).total_seconds())
    page = Client().get(f"/challenges/confirm/{token}/").content.decode()
    assert 'name="again"' in page
    assert Client().post(f"/challenges/confirm/{token}/").status_code == 403
    page = Client().post(f"/challenges/confirm/{token}/", {"again": "1"}).content.decode()
    assert "info@korst.invalid" not in page
    jobs()
    assert len(mails_of(challenge)) == 2
    challenge.refresh_from_db()
    assert confirm_challenge(token=token_for(challenge), now=timezone.now()).state == "queued"


def test_going_back_after_sending_leads_to_where_the_link_went(cast, client) -> None:
    challenge = sent_by(client)
    path = f"/challenges/draft/{challenge.pk}"
    for answer in (
        client.get(f"{path}/send/"),
        client.post(f"{path}/send/", {"email": "x@y.invalid"}),
    ):
        assert answer.url == f"{path}/sent/"
    unsent = draft()
    session = client.session
    session["drafts"] = [str(unsent.pk)]
    session.save()
    assert client.get(f"/challenges/draft/{unsent.pk}/sent/").url.endswith("/next-steps/")
