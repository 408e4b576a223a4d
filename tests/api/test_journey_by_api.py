"""The main journey by program: post, send, confirm, accept, compare, propose, invite; and who may not."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from kring.connect.actions.confirm_challenge import confirm_challenge, confirm_token
from kring.connect.models import Challenge, Community, HourBudget
from tests.cast import NOW, QUESTION, Cast

API = "/api/v1"


def sent(client: Client, method: str, path: str, content: object = None, **headers: str):
    body = json.dumps(content if content is not None else {})
    call = getattr(client, method)
    return call(f"{API}{path}", body, content_type="application/json", headers=headers)


def begun(client: Client, **changes: object) -> dict[str, object]:
    given = {"text": QUESTION, "place": "9401 AB", "area": "agrifood", "hours_per_week": 4, **changes}
    answer = sent(client, "post", "/drafts/", given)
    assert answer.status_code == 201, answer.content
    return answer.json()


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, name))
    return client


def test_a_challenge_goes_from_words_to_invitations(cast: Cast, client: Client) -> None:
    draft = begun(client)
    assert draft["state"] == "draft" and draft["skills"] and draft["region"] == "NL131"
    steps = client.get(f"{API}/drafts/{draft['id']}/next-steps/").json()
    assert steps and all(step["reasons"] and step["facts"] for step in steps)
    assert len({step["kind"] for step in steps}) == len(steps)
    letter = {"email": "info@korst.invalid", "organisation_name": "Bakkerij De Korst", "chosen_step": "form"}
    assert sent(client, "post", f"/drafts/{draft['id']}/send/", letter).json()["state"] == "unconfirmed"
    assert client.get(f"{API}/challenges/").json()["total"] == 0
    confirm_challenge(token=confirm_token(Challenge.objects.get(pk=draft["id"])), now=NOW)
    assert client.get(f"{API}/challenges/").json()["items"][0]["id"] == draft["id"]
    noor = signed_in(cast, "noor")
    assert noor.get(f"{API}/queue/?hub=noord").json()["items"][0]["id"] == draft["id"]
    assert sent(noor, "post", f"/challenges/{draft['id']}/accept/").json()["state"] == "accepted"
    candidate = noor.get(f"{API}/challenges/{draft['id']}/candidates/").json()[0]
    assert candidate["covered"] and candidate["organisations"]
    chosen = {"organisations": candidate["organisations"]}
    proposed = sent(noor, "post", f"/challenges/{draft['id']}/proposals/", chosen)
    assert proposed.status_code == 201 and proposed.json()["gap_to_best"] is not None
    invited = sent(noor, "post", f"/proposals/{proposed.json()['id']}/invite/").json()
    assert {part["invitation"] for part in invited["parts"]} == {"sent"}


@pytest.mark.parametrize("content", ["[]", '"a"', "7", "null"])
def test_what_is_no_object_is_no_correction(cast: Cast, client: Client, content: str) -> None:
    path = f"{API}/drafts/{begun(client)['id']}/skills/"
    assert client.post(path, content, content_type="application/json").status_code in (400, 422)


def test_a_correction_is_kept_as_feedback(cast: Cast, client: Client) -> None:
    draft = begun(client)
    gone = draft["skills"][0]
    answer = sent(client, "post", f"/drafts/{draft['id']}/skills/", {"remove": gone})
    assert gone not in answer.json()["skills"]
    assert Challenge.objects.get(pk=draft["id"]).skills.get(uri=gone).removed


def test_a_draft_is_its_own_browsers_only(cast: Cast, client: Client) -> None:
    draft = begun(client)
    for other in (Client(), signed_in(cast, "saar"), signed_in(cast, "marijn")):
        assert other.get(f"{API}/drafts/{draft['id']}/next-steps/").status_code == 404
        assert (
            sent(other, "post", f"/drafts/{draft['id']}/send/", {"email": "a@b.invalid"}).status_code == 404
        )


@pytest.mark.parametrize("name", ["saar", "joris", "marijn", "pim", "tess"])
def test_who_does_not_serve_the_region_decides_nothing(cast: Cast, queued: Challenge, name: str) -> None:
    other = signed_in(cast, name)
    for path in ("accept", "requeue", "decline"):
        answer = sent(
            other, "post", f"/challenges/{queued.pk}/{path}/", {"reason": "Past niet bij ons werk."}
        )
        assert answer.status_code == 403 and answer["Content-Type"] == "application/problem+json"
    queued.refresh_from_db()
    assert queued.state == "queued"


def test_problems_come_in_the_readers_language(cast: Cast, client: Client) -> None:
    given = {"text": QUESTION, "place": "Nergenshuizen"}
    answer = sent(client, "post", "/drafts/", given, **{"Accept-Language": "nl"})
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert [line["field"] for line in answer.json()["problems"]] == ["place"]
    assert "Vul uw postcode of plaats in" in answer.content.decode()
    assert not Challenge.objects.exists()


def test_what_cannot_be_read_is_told_by_field(cast: Cast, client: Client) -> None:
    answer = sent(client, "post", "/drafts/", {"text": "x" * 9_000, "hours_per_week": 99})
    assert answer.status_code == 422
    fields = {line["field"].rsplit(".", 1)[-1] for line in answer.json()["problems"]}
    assert fields == {"text", "hours_per_week"}


def test_a_request_that_another_site_sends_is_refused(cast: Cast, queued: Challenge) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.noor)
    assert sent(browser, "post", f"/challenges/{queued.pk}/accept/").status_code == 403
    browser.get("/")
    token = browser.cookies["csrftoken"].value
    answer = sent(browser, "post", f"/challenges/{queued.pk}/accept/", **{"X-CSRFToken": token})
    assert answer.status_code == 200, answer.content


def test_contacts_are_for_hubs_and_for_the_organisation_itself(cast: Cast, client: Client) -> None:
    path = f"{API}/organisations/{cast.school.pk}/"
    assert client.get(path).json()["contact_email"] is None
    assert signed_in(cast, "noor").get(path).json()["contact_email"] == cast.school.contact_email
    assert signed_in(cast, "joris").get(path).json()["contact_email"] == cast.school.contact_email
    cast.school.consent_to_be_shown = False
    cast.school.save()
    assert client.get(path).status_code == 404
    assert signed_in(cast, "noor").get(path).status_code == 200


def test_an_organisation_changes_itself_and_no_other(cast: Cast) -> None:
    joris = signed_in(cast, "joris")
    answer = sent(
        joris, "patch", f"/organisations/{cast.school.pk}/", {"goals": "Meer stages. Bel 06-12345678."}
    )
    assert answer.json() == {"fields": ["goals"]}
    cast.school.refresh_from_db()
    assert "06-" not in cast.school.goals
    assert sent(joris, "patch", f"/organisations/{cast.lab.pk}/", {"goals": "x"}).status_code == 403
    wrong = sent(joris, "patch", f"/organisations/{cast.school.pk}/", {"area": "maan"})
    assert wrong.status_code == 422 and "area" in wrong.json()["problems"][0]["field"]


def test_texts_are_read_and_not_kept(cast: Cast, client: Client) -> None:
    given = {
        "texts": [
            {"id": "a", "text": "Wij zoeken ervaring met prompt engineering.", "lang": "nl"},
            {"id": "b", "text": ""},
        ]
    }
    answer = sent(client, "post", "/skills/extract/", given).json()
    assert [one["id"] for one in answer] == ["a", "b"] and answer[1]["mentions"] == []
    for mention in answer[0]["mentions"]:
        assert given["texts"][0]["text"][mention["start"] : mention["end"]] == mention["surface"]
    near = client.get(f"{API}/skills/near/?phrase=chatbot&k=7").json()
    assert len({one["uri"] for one in near}) == 7
    found = client.get(f"{API}/skills/?q=prompt").json()
    card = client.get(f"{API}/skills/concept/", {"uri": found[0]["uri"]}).json()
    assert {label["language"] for label in card["labels"]} >= {"nl", "en"}
    assert client.get(f"{API}/skills/concept/", {"uri": "urn:none"}).status_code == 404


def test_who_am_i(cast: Cast, client: Client) -> None:
    assert client.get(f"{API}/me/").json() == {
        "signed_in": False,
        "roles": [],
        "organisations": [],
        "hubs": [],
    }
    assert signed_in(cast, "noor").get(f"{API}/me/").json()["hubs"] == ["noord"]


def test_a_form_sent_to_an_endpoint_is_told_so(cast: Cast, client: Client) -> None:
    answer = client.post(f"{API}/skills/extract/", {"texts": "x"})
    assert answer.status_code in (400, 422) and answer["Content-Type"] == "application/problem+json"


def test_a_candidate_tells_who_has_no_hours_left_as_the_page_does(cast: Cast, queued) -> None:
    noor = signed_in(cast, "noor")
    sent(noor, "post", f"/challenges/{queued.pk}/accept/")
    path = f"{API}/challenges/{queued.pk}/candidates/"
    assert all(each["without_hours"] == [] for each in noor.get(path).json())
    budget = HourBudget.objects.create(organisation=cast.lab, hours=0)
    told = {
        row["organisation"]: row["until"] for each in noor.get(path).json() for row in each["without_hours"]
    }
    assert told == {str(cast.lab.pk): None}
    Community.objects.create(
        title="Al bezig",
        state="active",
        hours_per_week=8,
        starts=NOW.date(),
        ends=NOW.date() + timedelta(weeks=30),
    ).members.create(organisation=cast.lab, side="research")
    budget.hours = 150
    budget.save()
    for each in noor.get(path).json():
        if str(cast.lab.pk) in each["organisations"]:
            assert each["without_hours"][0]["until"] > NOW.date().isoformat()
            answer = sent(
                noor, "post", f"/challenges/{queued.pk}/proposals/", {"organisations": each["organisations"]}
            )
            refused = sent(noor, "post", f"/proposals/{answer.json()['id']}/invite/")
            assert refused.json()["problems"][0]["code"] == "no_hours_left"
            break
    else:
        pytest.fail("no candidate has the lab")
