"""One's own data: taken along as a whole, erased as a whole, and nothing of another person with it."""

import html
import io
import json
import re
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kring.connect.models import Challenge
from kring.ledger.models import Fact
from kring.notices.jobs import mail_account_will_end
from kring.notices.models import Mail
from kring.parties.actions.erase_person import end_unused_accounts
from kring.parties.actions.merge_parties import merge_parties, undo_merge
from kring.parties.actions.request_sign_in import request_sign_in
from kring.parties.models import (
    Consent,
    Membership,
    Organisation,
    PartyImport,
    Passkey,
    Person,
    PersonSkill,
    ProviderAccount,
    SignedIn,
    Token,
)

pytestmark = pytest.mark.django_db
MARK = "wilhelmina"
ADDRESS = f"{MARK}@cast.invalid"
CODED = ("role", "kind", "means", "level", "source", "purpose", "verb", "object_kind", "state")


@pytest.fixture
def wilhelmina(cast) -> Person:
    """Somebody of whom every table holds something."""
    person, now = Person.objects.create_user(ADDRESS, name=f"{MARK} <b>Fictief</b>"), timezone.now()
    Membership.objects.create(person=person, role="member")
    Membership.objects.create(person=person, role="lecturer", organisation=cast.school)
    PersonSkill.objects.create(person=person, uri="urn:kring:ai-skill:mlops", level="user", source="own")
    Consent.objects.create(person=person, purpose="brokers", given_at=now)
    Passkey.objects.create(person=person, credential_id=f"{MARK}-key", public_key=b"x", name=f"{MARK}s phone")
    ProviderAccount.objects.create(person=person, issuer="https://id.invalid", subject=f"{MARK}-subject")
    Token.objects.create(person=person, name=f"{MARK}s site", key_hash="x", expires_at=now)
    Mail.objects.create(key=f"queue:7:{ADDRESS}", to=ADDRESS, subject=f"For {MARK}", body=f"Dear {MARK}")
    for state in ("queued", "draft"):
        Challenge.objects.create(
            text="Pompen", title=f"Pompen {state}", owner=person, state=state, contact_email=ADDRESS
        )
    Organisation.objects.filter(pk=cast.lab.pk).update(contact_email=ADDRESS, contact_name=MARK)
    PartyImport.objects.create(
        file_name="x.csv",
        stored_as="x",
        created_by=str(cast.noor.pk),
        values_before={str(cast.school.pk): {"contact_email": [ADDRESS, "x@y.invalid"], "place": ["A", "B"],
                                             "contact_name": [MARK, "X"]}},
    )  # fmt: skip
    request_sign_in(email=ADDRESS, machine="m", language="nl", next_path="", now=now)
    return person


@pytest.fixture
def client_of(wilhelmina) -> Client:
    client = Client()
    client.force_login(wilhelmina)
    return client


def exported(client: Client, language: str = "en") -> tuple[dict, str]:
    answer = client.post(reverse("export-own-data"), headers={"accept-language": language})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["kring.json", "kring.html"]
        return json.loads(archive.read("kring.json")), archive.read("kring.html").decode()


def everywhere(word: str) -> list[str]:
    """Every table and column of the database whose rows hold the word, asked of the database itself."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    f"{table}.{name}"
                    for name, value in zip(columns, row, strict=True)
                    if word in str(value).lower()
                ]
    return found


def test_everything_is_in_both_files(client_of, wilhelmina, cast) -> None:
    held, page = exported(client_of)
    assert held["account"][0]["email"] == ADDRESS
    assert [row["role"] for row in held["roles"]] == ["member", "lecturer"]
    assert held["skills"][0]["uri"] == "urn:kring:ai-skill:mlops"
    assert held["consents"][0]["purpose"] == "brokers"
    assert {row["kind"] for row in held["sign_in"]} == {"session", "passkey", "provider", "token"}
    assert held["contacts"][0]["organisation"] == cast.lab.name
    assert held["mails"][0]["body"] == f"Dear {MARK}"
    assert {row["title"] for row in held["challenges"]} == {"Pompen queued", "Pompen draft"}
    for words in (ADDRESS, "Hanze Vakschool", "Pompen queued", f"Dear {MARK}", "What you agree to"):
        assert words in page
    assert "<b>Fictief" not in page
    assert "&lt;b&gt;Fictief" in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_people_read_words_where_programs_read_codes(client_of, wilhelmina, language) -> None:
    held, page = exported(client_of, language)
    cells = {html.unescape(cell) for cell in re.findall(r"<dd>(.*?)</dd>", page, re.DOTALL)}
    rows = [row for section in held.values() if isinstance(section, list) for row in section]
    codes = {str(row[column]) for row in rows for column in CODED if row.get(column)}
    assert {"member", "session", "own", "brokers", "person_exported", "queued"} <= codes
    # In English these are called so.
    assert codes & cells - {"draft", "user"} == set()
    said = {"nl": {"Docent", "wacht op een verbinder"}, "en": {"Lecturer", "waits for a broker"}}
    assert said[language] <= cells


def test_the_page_is_whole_and_without_scripts(client_of) -> None:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open, self.seen = [], set()

        def handle_starttag(self, tag, attributes):
            self.seen.add(tag)
            if tag not in ("meta", "hr"):
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    tags = Tags()
    _, page = exported(client_of, "nl")
    tags.feed(page)
    assert tags.open == []
    assert not tags.seen & {"script", "style", "link", "img", "iframe"}
    assert 'lang="nl"' in page


def test_nobody_else_is_in_it(client_of, wilhelmina, cast) -> None:
    Mail.objects.create(key="x", to=cast.saar.email, subject="Secret", body="Secret")
    Challenge.objects.create(text="Secret", title="Secret", owner=cast.saar, state="queued")
    held, page = exported(client_of)
    assert "secret" not in (json.dumps(held) + page).lower()
    assert "saar" not in (json.dumps(held) + page).lower()


def test_an_export_is_only_for_whoever_is_signed_in_and_not_endless(client_of, client) -> None:
    assert client.post(reverse("export-own-data")).status_code == 403
    assert client_of.get(reverse("export-own-data")).status_code == 405
    statuses = [client_of.post(reverse("export-own-data")).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]


# ---- erasure ----------------------------------------------------------------------------------------


def test_looking_at_the_page_erases_nothing_and_says_what_stays(client_of, wilhelmina, cast) -> None:
    page = client_of.get(reverse("erase-account"), headers={"accept-language": "en"}).content.decode()
    assert "The log of what happened stays" in page
    assert "Challenges that you sent stay" in page
    assert f"your contact details at {cast.lab.name}" in page
    client_of.post(reverse("erase-account"), {"confirm": "no"})
    client_of.post(reverse("erase-account"))
    assert Person.objects.filter(pk=wilhelmina.pk).exists()


def test_after_erasure_no_table_names_the_person(client_of, wilhelmina, cast) -> None:
    assert len(everywhere(MARK)) > 8
    key = str(wilhelmina.pk)
    answer = client_of.post(reverse("erase-account"), {"confirm": "yes"})
    assert answer.status_code == 200
    assert everywhere(MARK) == []
    assert not SignedIn.objects.filter(person_id=key).exists()
    kept = Challenge.objects.get(title="Pompen queued")
    assert (kept.owner, kept.contact_email) == (None, "")
    assert not Challenge.objects.filter(title="Pompen draft").exists()
    assert Fact.objects.get(verb="person_erased").object_id == key
    assert {(name) for name in everywhere(key) if not name.startswith("ledger_")} <= {
        "django_tasks_db_dbtaskresult.args_kwargs"
    }
    assert client_of.get(reverse("account")).status_code == 403


def test_a_merge_that_is_undone_later_does_not_bring_the_person_back(client_of, wilhelmina, cast) -> None:
    """Neither as the contact of the organisation that comes back, nor as its member."""
    lost = Organisation.objects.create(
        name="Hanze Vak School", kind="hbo", corop="NL115", contact_email=ADDRESS, contact_name=MARK
    )
    Membership.objects.create(person=wilhelmina, role="lecturer", organisation=lost)
    Membership.objects.create(person=cast.joris, role="lecturer", organisation=lost)
    now = timezone.now()
    take = {"contact_email": "lost", "contact_name": "lost"}
    merge = merge_parties(
        actor=cast.actor("noor"), kept_id=cast.school.pk, lost_id=lost.pk, take=take, now=now
    )
    assert any(name.startswith("parties_merge.") for name in everywhere(MARK))
    client_of.post(reverse("erase-account"), {"confirm": "yes"})
    assert everywhere(MARK) == []
    undo_merge(actor=cast.actor("noor"), merge_id=merge.pk, now=now)
    back = Organisation.objects.get(pk=lost.pk)
    assert (back.contact_email, back.contact_name) == ("", "")
    assert list(back.membership_set.values_list("person", flat=True)) == [cast.joris.pk]
    assert PartyImport.objects.get().values_before == {str(cast.school.pk): {"place": ["A", "B"]}}


def test_a_second_click_is_a_clear_page(client_of) -> None:
    other = Client()
    other.cookies = client_of.cookies.copy()
    assert client_of.post(reverse("erase-account"), {"confirm": "yes"}).status_code == 200
    assert other.post(reverse("erase-account"), {"confirm": "yes"}).status_code == 403
    assert Fact.objects.filter(verb="person_erased").count() == 1


def test_waiting_mails_are_not_sent_after_erasure(client_of) -> None:
    client_of.post(reverse("erase-account"), {"confirm": "yes"})
    mails = Mail.objects.filter(to__contains="erased")
    assert mails.count() == 1
    assert set(mails.values_list("next_try_at", "body", "subject")) == {(None, "", "")}


def test_others_keep_what_is_theirs(client_of, wilhelmina, cast) -> None:
    before = {model: model.objects.count() for model in (Organisation, Person, Membership)}
    client_of.post(reverse("erase-account"), {"confirm": "yes"})
    assert Organisation.objects.count() == before[Organisation]
    assert Person.objects.count() == before[Person] - 1
    assert Membership.objects.count() == before[Membership] - 2


def test_the_last_administrator_does_not_vanish(cast) -> None:
    client = Client()
    client.force_login(cast.ada)
    answer = client.post(reverse("erase-account"), {"confirm": "yes"})
    assert answer.status_code == 400
    assert Person.objects.filter(pk=cast.ada.pk).exists()
    Membership.objects.create(person=cast.pim, role="admin")
    assert client.post(reverse("erase-account"), {"confirm": "yes"}).status_code == 200
    assert not Person.objects.filter(pk=cast.ada.pk).exists()


def test_a_role_of_the_example_country_is_not_erased(cast) -> None:
    Person.objects.filter(pk=cast.noor.pk).update(is_demo=True)
    client = Client()
    client.force_login(cast.noor)
    assert client.post(reverse("erase-account"), {"confirm": "yes"}).status_code == 400
    assert Person.objects.filter(pk=cast.noor.pk).exists()


def test_whoever_is_alone_at_an_organisation_is_told(cast) -> None:
    client = Client()
    client.force_login(cast.saar)
    assert client.get(reverse("erase-account")).context["alone"] == [cast.bakery]
    Membership.objects.create(person=cast.joris, role="member", organisation=cast.bakery)
    assert client.get(reverse("erase-account")).context["alone"] == []


def test_somebody_new_can_have_the_address_again(client_of, client, wilhelmina) -> None:
    client_of.post(reverse("erase-account"), {"confirm": "yes"})
    again = Person.objects.create_user(ADDRESS)
    assert again.pk != wilhelmina.pk
    assert not again.skills.exists()


# ---- accounts that nobody uses --------------------------------------------------------------------------


def test_an_unused_account_is_warned_and_then_erased(cast) -> None:
    now = timezone.now()
    long_ago = now - timedelta(days=800)
    Person.objects.update(joined_at=long_ago, last_visit_at=long_ago)
    Person.objects.filter(pk=cast.joris.pk).update(last_visit_at=now - timedelta(days=9))
    assert end_unused_accounts(now=now) == 0
    warned = set(Fact.objects.filter(verb="account_will_end").values_list("object_id", flat=True))
    # Joris came, he and the others with a task stay.
    assert warned == {str(cast.saar.pk), str(cast.lena.pk)}
    for fact in Fact.objects.filter(verb="account_will_end"):
        mail_account_will_end(fact)
    assert Mail.objects.filter(to=cast.saar.email).count() == 1
    Person.objects.filter(pk=cast.lena.pk).update(last_visit_at=now)
    assert end_unused_accounts(now=now + timedelta(days=29)) == 0
    assert end_unused_accounts(now=now + timedelta(days=31)) == 1
    assert not Person.objects.filter(pk=cast.saar.pk).exists()
    assert Person.objects.filter(pk=cast.lena.pk).exists()
    assert Fact.objects.filter(verb="account_will_end").count() == 2


def test_a_session_in_use_keeps_the_account(cast) -> None:
    now = timezone.now()
    Person.objects.update(joined_at=now - timedelta(days=800), last_visit_at=None)
    Client().force_login(cast.saar)
    end_unused_accounts(now=now)
    warned = set(Fact.objects.filter(verb="account_will_end").values_list("object_id", flat=True))
    assert warned == {str(cast.lena.pk)}
