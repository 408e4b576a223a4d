"""A broker notes a call in ten seconds: with whom, about what, what is next; it counts as demand."""

from datetime import date, timedelta

import pytest
from django.test import Client

from kring.connect.actions.change_conversation import (
    correct_conversation,
    finish_next_step,
    reopen_next_step,
    withdraw_conversation,
)
from kring.connect.actions.empty_old_words import empty_old_words
from kring.connect.actions.log_conversation import NewParty, log_conversation
from kring.connect.models import Challenge, Conversation
from kring.connect.queries.conversations import conversations_for, is_late, open_steps
from kring.core.problems import NotAllowed, UnableTo
from kring.ledger.models import Fact
from kring.parties.models import Organisation
from kring.parties.rules import KEPT
from kring.sense.queries.signals import conversations_of
from tests.cast import NOW

NOTE = "Willen de vraag voorspellen met machine learning. Jan de Vries belt terug: 06-12345678."
SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def log(cast, who: str = "noor", **changed: object) -> Conversation:
    given = {"party": cast.bakery, "note": NOTE, "next_step": "Cursus sturen", "due": date(2026, 11, 30),
             "language": "nl", "now": NOW}  # fmt: skip
    return log_conversation(actor=cast.actor(who), **{**given, **changed})


def heard(region: str = "NL13"):
    return conversations_of(region, since=SINCE, until=UNTIL)


def signed_in(cast, who: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(getattr(cast, who))
    client.cookies["django_language"] = language
    return client


def test_a_note_keeps_its_skills_and_loses_what_names_a_person(cast) -> None:
    one = log(cast)
    assert "Jan" not in one.note and "06-12345678" not in one.note and one.taken_out == 2
    assert any("machine-learning" in uri for uri in one.skills)
    assert (one.corop, one.area, one.hub) == ("NL131", "agrifood", "noord")


def test_the_ledger_gets_ids_and_codes_and_no_words(cast) -> None:
    one = log(cast)
    fact = Fact.objects.get(verb="conversation_logged")
    assert (fact.region, fact.area, fact.skills) == ("NL131", "agrifood", one.skills)
    assert fact.details == {"organisation": str(cast.bakery.pk), "hub": "noord"}


@pytest.mark.parametrize(
    ("language", "call", "scan"),
    [
        ("nl", ("Voor verbinders", "Noteer een gesprek", "U sprak met een organisatie."),
         ("AI-scan voor kleine bedrijven", "Wat kan AI voor uw bedrijf doen?", "uw eigen bedrijf")),
        ("en", ("For brokers", "Note a call", "You spoke with an organisation."),
         ("AI scan for small firms", "What can AI do for your firm?", "your own firm")),
    ],
)  # fmt: skip
def test_a_call_and_a_scan_say_at_the_top_which_they_are(cast, language, call, scan) -> None:
    """For whom, what, and one sentence, before the first field."""
    browser = signed_in(cast, "noor", language)
    for path, told in (("/calls/new/", call), ("/scan/", scan)):
        main = browser.get(path).content.decode().partition("<main")[2].partition("<form")[0]
        kicker, title, lead = told
        assert f'<p class="k-kicker">{kicker}</p><h1>{title}</h1><p class="k-lead">' in main
        assert lead in main


def test_it_counts_as_a_signal_of_its_own_as_corrected(cast) -> None:
    one, other = log(cast), log(cast)
    log(cast, party=cast.lab)
    assert (heard().times, heard().parties) == (3, 2)
    assert heard("NL21").times == 0
    removed = one.skills[0]
    assert heard().by_skill[removed] == 3
    correct_conversation(actor=cast.actor("noor"), conversation=one, remove=removed)
    assert heard().by_skill[removed] == 2
    withdraw_conversation(actor=cast.actor("noor"), conversation=other, now=NOW)
    assert (heard().times, heard().by_skill[removed]) == (2, 1)
    other.refresh_from_db()
    assert other.note == other.next_step == ""


def test_only_what_changes_something_becomes_a_fact(cast) -> None:
    one = log(cast)
    noor = cast.actor("noor")
    correct_conversation(actor=noor, conversation=one, remove="nothing")
    correct_conversation(actor=noor, conversation=one, add=one.skills[0])
    reopen_next_step(actor=noor, conversation=one)
    assert Fact.objects.filter(object_kind="conversation").count() == 1
    with pytest.raises(UnableTo):
        correct_conversation(actor=noor, conversation=one, add="my own words")


def test_the_open_next_steps_by_date(cast) -> None:
    noor = cast.actor("noor")
    later = log(cast, due=date(2026, 12, 20), next_step="Later")
    undated = log(cast, due=None, next_step="Ooit")
    first = log(cast, due=date(2026, 11, 1), next_step="Eerst")
    log(cast, next_step="")
    assert list(open_steps(noor)) == [first, later, undated]
    assert is_late(first, NOW.date()) and not is_late(later, NOW.date()) and not is_late(undated, NOW.date())
    finish_next_step(actor=noor, conversation=first, now=NOW)
    assert first not in open_steps(noor) and not is_late(first, NOW.date())
    reopen_next_step(actor=noor, conversation=first)
    assert first in open_steps(noor)
    verbs = list(Fact.objects.filter(object_id=str(first.pk)).order_by("id").values_list("verb", flat=True))
    assert verbs == ["conversation_logged", "conversation_step_done", "conversation_step_reopened"]


def test_a_new_organisation_is_added_hidden_with_its_own_line(cast) -> None:
    one = log(cast, party=NewParty("Garage Smit", "company", "Assen", "NL131"))
    party = one.organisation
    assert (party.name, party.source, party.consent_to_be_shown) == ("Garage Smit", "call", False)
    fact = Fact.objects.get(verb="organisation_added")
    assert (fact.object_id, fact.actor, fact.reason) == (str(party.pk), str(cast.noor.pk), "call")


@pytest.mark.parametrize("who", ["saar", "joris", "pim", "tess"])
def test_who_is_no_broker_notes_and_reads_no_calls(cast, who) -> None:
    with pytest.raises(NotAllowed):
        log(cast, who)
    one = log(cast)
    client = signed_in(cast, who)
    assert client.get(f"/calls/{one.pk}/").status_code == 403
    assert client.get("/calls/").status_code == 403
    assert client.get("/calls/names/?party=korst").status_code == 403
    assert b"Calls" not in client.get(f"/parties/{cast.bakery.pk}/").content


def test_a_broker_of_another_hub_reads_only_the_own_calls(cast) -> None:
    one = log(cast)
    marijn = cast.actor("marijn")
    assert list(conversations_for(marijn)) == []
    with pytest.raises(NotAllowed):
        finish_next_step(actor=marijn, conversation=one, now=NOW)
    assert signed_in(cast, "marijn").get(f"/calls/{one.pk}/").status_code == 403
    own = log(cast, "marijn")
    assert list(conversations_for(marijn)) == [own]


def test_the_words_go_after_their_period_and_the_count_stays(cast) -> None:
    one, young = log(cast, now=NOW - KEPT["conversation_note"] - timedelta(days=1)), log(cast)
    assert empty_old_words(now=NOW) == 1
    one.refresh_from_db()
    young.refresh_from_db()
    assert (one.note, one.next_step, bool(one.skills)) == ("", "", True)
    assert young.note
    assert empty_old_words(now=NOW) == 0


def test_the_page_takes_a_known_name_as_it_is_typed(cast) -> None:
    page = signed_in(cast, "noor")
    for typed in ("Bakkerij De Korst, Assen", "bakkerij de korst bv"):
        answer = page.post("/calls/new/", {"party": typed, "note": NOTE})
        assert answer.status_code == 302, answer.content.decode()
    assert Conversation.objects.filter(organisation=cast.bakery).count() == 2
    shown = page.get(answer["Location"]).content.decode()
    assert "2 personal details were taken out" in shown and "06-12345678" not in shown
    names = page.get("/calls/names/", {"party": "korst"}).content.decode()
    assert names == '<option value="Bakkerij De Korst, Assen"></option>'


def test_a_typing_error_is_asked_back_and_a_new_one_needs_its_place(cast) -> None:
    page = signed_in(cast, "noor")
    asked = page.post("/calls/new/", {"party": "Bakerij de Korst", "note": NOTE})
    assert asked.status_code == 400 and str(cast.bakery.pk) in asked.content.decode()
    chosen = {"party": "Bakerij de Korst", "which": str(cast.bakery.pk), "note": NOTE}
    assert page.post("/calls/new/", chosen).status_code == 302
    assert Conversation.objects.get().organisation == cast.bakery
    new = {"party": "Zzyzx Techniek", "note": NOTE, "kind": "company"}
    first = page.post("/calls/new/", new)
    assert first.status_code == 400 and "Fill in its place" in first.content.decode()
    assert page.post("/calls/new/", {**new, "place": "Xyzstad"}).status_code == 400
    assert page.post("/calls/new/", {**new, "place": "Xyzstad", "corop": "NL131"}).status_code == 302
    assert Organisation.objects.get(name="Zzyzx Techniek").corop == "NL131"


def test_two_of_the_same_name_are_told_apart(cast) -> None:
    other = Organisation.objects.create(
        name="Bakkerij De Korst", kind="company", place="Emmen", corop="NL132"
    )
    page = signed_in(cast, "noor")
    asked = page.post("/calls/new/", {"party": "Bakkerij De Korst", "note": NOTE})
    assert asked.status_code == 400 and str(other.pk) in asked.content.decode()
    assert page.post("/calls/new/", {"party": "Bakkerij De Korst, Emmen", "note": NOTE}).status_code == 302
    assert Conversation.objects.get().organisation == other


@pytest.mark.parametrize(
    "bad",
    [
        {"party": ""}, {"note": ""}, {"note": "x" * 5_000}, {"due": "31-31-2026"}, {"next_step": "x" * 201},
        {"which": "00000000-0000-0000-0000-000000000007"}, {"party": "a\x00b"}, {"kind": "castle"},
    ],
)  # fmt: skip
def test_wrong_input_is_answered_on_the_page(cast, bad) -> None:
    given = {"party": "Bakkerij De Korst, Assen", "note": NOTE, **bad}
    assert signed_in(cast, "noor").post("/calls/new/", given).status_code == 400
    assert not Conversation.objects.exists()


def test_the_list_and_the_party_show_it_and_undo_takes_it_back(cast) -> None:
    page = signed_in(cast, "noor", "nl")
    page.post(
        "/calls/new/", {"party": "Bakkerij De Korst, Assen", "note": NOTE, "next_step": "Cursus sturen"}
    )
    one = Conversation.objects.get()
    for path in ("/calls/", f"/calls/?party={cast.bakery.pk}", f"/parties/{cast.bakery.pk}/", "/"):
        assert "Cursus sturen" in page.get(path).content.decode(), path
    page.post(f"/calls/{one.pk}/done/")
    assert "Cursus sturen" not in page.get("/").content.decode()
    page.post(f"/calls/{one.pk}/withdraw/")
    assert "Cursus" not in page.get(f"/parties/{cast.bakery.pk}/").content.decode()
    assert page.post(f"/calls/{one.pk}/done/").status_code == 400


def test_a_call_becomes_a_challenge_with_all_that_is_known(cast) -> None:
    page = signed_in(cast, "noor")
    one = log(cast, note="Ze willen met machine learning voorspellen hoeveel klanten er komen.")
    correct_conversation(actor=cast.actor("noor"), conversation=one, remove=one.skills[0])
    answer = page.post(f"/calls/{one.pk}/challenge/")
    draft = Challenge.objects.get()
    assert answer["Location"] == f"/challenges/draft/{draft.pk}/time/"
    assert (draft.corop, draft.area, draft.organisation_name) == ("NL131", "agrifood", "Bakkerij De Korst")
    assert draft.skill_uris == one.skills
    assert 'value="Bakkerij De Korst"' in page.get(f"/challenges/draft/{draft.pk}/send/").content.decode()
