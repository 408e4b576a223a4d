"""The directory and the import in the browser's terms: who sees what, each step, the way back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kring.ledger.models import Fact
from kring.parties.models import Organisation, PartyImport
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CSV = "Wie;Soort;Plaats;Aanbod;Toestemming\nBakkerij De Kruimel;mkb;Assen;Plek voor studenten;ja\n"
ALL = ["Bakkerij De Korst", "Fieldlab Noorderlicht", "Hanze Vakschool"]
BAD = CSV + "Circus Piste;circus;Assen;;misschien\n"


def as_person(client: Client, cast: Cast, name: str) -> Client:
    client.force_login(getattr(cast, name))
    return client


def upload(client: Client, text: str = CSV, name: str = "partijen.csv"):
    return client.post(reverse("import-parties"), {"file": SimpleUploadedFile(name, text.encode())})


def mapped(client: Client, text: str = CSV) -> PartyImport:
    """Upload, and say that the first column holds the name."""
    upload(client, text)
    record = PartyImport.objects.latest("created_at")
    url = reverse("import-parties-columns", args=[record.pk])
    fields = ("name", "kind", "place", "offers", "consent_to_be_shown")
    answer = client.post(url, {f"column_{number}": field for number, field in enumerate(fields)})
    assert answer.status_code == 302, answer.content.decode()
    return record


def test_from_file_to_organisation_and_back(cast, client) -> None:
    as_person(client, cast, "noor")
    record = mapped(client)
    preview = client.get(reverse("import-parties-preview", args=[record.pk]))
    assert "Bakkerij De Kruimel" in preview.content.decode()
    assert not Organisation.objects.filter(name="Bakkerij De Kruimel").exists()
    client.post(reverse("import-parties-load", args=[record.pk]), {"rows": "all"})
    result = client.get(reverse("import-parties-result", args=[record.pk]))
    assert "Bakkerij De Kruimel" in result.content.decode()
    client.post(reverse("import-parties-undo", args=[record.pk]), follow=True)
    assert not Organisation.objects.filter(name="Bakkerij De Kruimel").exists()


def test_the_columns_are_guessed_and_shown_with_their_first_values(cast, client) -> None:
    as_person(client, cast, "noor")
    page = client.get(upload(client)["Location"])
    form = page.context["form"]
    assert [form.fields[f"column_{n}"].initial for n in range(5)] == ["", "kind", "place", "offers",
                                                                      "consent_to_be_shown"]  # fmt: skip
    assert "Bakkerij De Kruimel" in page.content.decode()


def test_a_wrong_map_is_refused_beside_the_form(cast, client) -> None:
    as_person(client, cast, "noor")
    url = upload(client)["Location"]
    answer = client.post(url, {"column_0": "place", "column_1": "place"})
    assert answer.status_code == 400
    assert len(answer.context["form"].non_field_errors()) == 3


def test_every_problem_stands_on_one_page_and_good_rows_can_go_first(cast, client) -> None:
    as_person(client, cast, "noor")
    record = mapped(client, BAD)
    page = client.get(reverse("import-parties-preview", args=[record.pk]))
    assert page.context["problem_count"] == 2
    assert {row["line"] for row in page.context["problems"]} == {3}
    refused = client.post(reverse("import-parties-load", args=[record.pk]), {"rows": "all"})
    assert refused["Location"] == reverse("import-parties-preview", args=[record.pk])
    assert Organisation.objects.count() == 3
    client.post(reverse("import-parties-load", args=[record.pk]), {"rows": "good"})
    assert Organisation.objects.filter(name="Bakkerij De Kruimel").exists()
    assert PartyImport.objects.get(pk=record.pk).left_out == 1


def test_a_second_press_on_load_changes_nothing(cast, client) -> None:
    as_person(client, cast, "noor")
    record = mapped(client)
    for _ in range(2):
        answer = client.post(reverse("import-parties-load", args=[record.pk]), {"rows": "all"})
        assert answer["Location"] == reverse("import-parties-result", args=[record.pk])
    assert Fact.objects.filter(verb="parties_imported").count() == 1


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("a.pdf", "x", "CSV"), ("a.csv", "Naam;Soort\n", "regels"), ("a.xlsx", "geen werkboek", "XLSX")],
)
def test_a_bad_file_is_refused_on_the_same_page(cast, client, name, text, said) -> None:
    as_person(client, cast, "noor")
    answer = upload(client, text, name)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not PartyImport.objects.exists()


@pytest.mark.parametrize("name", ["saar", "joris", "tess", None])
def test_others_may_not_import(cast, client, name) -> None:
    record = PartyImport.objects.create(file_name="x", stored_as="x.csv", created_by=str(cast.noor.pk))
    if name:
        as_person(client, cast, name)
    assert client.get(reverse("import-parties")).status_code == 403
    for step in ("columns", "preview", "result"):
        assert client.get(reverse(f"import-parties-{step}", args=[record.pk])).status_code == 403
    for step in ("load", "undo"):
        assert client.post(reverse(f"import-parties-{step}", args=[record.pk])).status_code == 403


def test_a_broker_does_not_see_the_file_of_another(cast, client) -> None:
    record = PartyImport.objects.create(file_name="x", stored_as="x.csv", created_by=str(cast.noor.pk))
    as_person(client, cast, "marijn")
    assert client.get(reverse("import-parties-columns", args=[record.pk])).status_code == 404


def test_a_file_that_is_gone_says_so(cast, client) -> None:
    record = PartyImport.objects.create(file_name="x", stored_as="gone.csv", created_by=str(cast.noor.pk))
    as_person(client, cast, "noor")
    assert client.get(reverse("import-parties-columns", args=[record.pk])).status_code == 404


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_templates_and_downloads(cast, client, ending) -> None:
    assert client.get(reverse("parties-template", args=[ending])).status_code == 200
    assert client.get(reverse("parties-download", args=[ending])).status_code == 403
    as_person(client, cast, "noor")
    answer = client.get(reverse("parties-download", args=[ending]), {"q": "Korst"})
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    if ending == "csv":
        lines = raw.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert "Bakkerij De Korst" in lines[1]
    else:
        from openpyxl import load_workbook

        assert load_workbook(io.BytesIO(raw)).worksheets[0].max_row == 2


# ---- the directory ----------------------------------------------------------------------------------


@pytest.fixture
def hidden(cast) -> Organisation:
    Organisation.objects.filter(pk=cast.lab.pk).update(consent_to_be_shown=False)
    return cast.lab


@pytest.mark.parametrize(("name", "sees"), [(None, False), ("saar", False), ("noor", True), ("tess", True)])
def test_a_hidden_organisation_is_absent_for_who_may_not_see_it(cast, hidden, client, name, sees) -> None:
    if name:
        as_person(client, cast, name)
    assert (hidden.name in client.get("/parties/").content.decode()) is sees
    assert (client.get(reverse("party", args=[hidden.pk])).status_code == 200) is sees


def test_its_own_people_see_a_hidden_organisation(cast, hidden, client) -> None:
    as_person(client, cast, "lena")
    assert client.get(reverse("party", args=[hidden.pk])).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=korst", ["Bakkerij De Korst"]),
        ("kind=hbo", ["Hanze Vakschool"]),
        ("area=agrifood", ["Bakkerij De Korst"]),
        ("region=NL13", ["Bakkerij De Korst", "Fieldlab Noorderlicht"]),
        ("region=hub:noord&sort=-name", ["Hanze Vakschool", "Fieldlab Noorderlicht", "Bakkerij De Korst"]),
        ("region=hub:brainport", []),
        ("q=nergens", []),
        ("region=wrong&kind=wrong&area=wrong&sort=wrong&page=99", ALL),
        ("q=%00", ALL),
    ],
)  # fmt: skip
def test_the_list_is_filtered_and_sorted(cast, client, query, found) -> None:
    page = client.get(f"/parties/?{query}")
    assert [row["party"].name for row in page.context["rows"]] == found


def test_contacts_and_the_log_are_for_who_may_see_them(cast, client) -> None:
    url = reverse("party", args=[cast.bakery.pk])
    assert "info@korst.invalid" not in client.get(url).content.decode()
    page = as_person(client, cast, "tess").get(url)
    assert "info@korst.invalid" in page.content.decode()
    assert page.context["audit"] == []
    assert as_person(client, cast, "saar").get(url).context["audit"] == []
    assert as_person(client, cast, "joris").get(url).context["audit"] is None


def test_an_owner_changes_the_own_organisation_and_no_other(cast, client) -> None:
    as_person(client, cast, "saar")
    url = reverse("edit-party", args=[cast.bakery.pk])
    page = client.get(url)
    values = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    values |= {"offers": "Verkoopcijfers van drie jaar", "consent_to_be_shown": "on"}
    assert client.post(url, values).status_code == 302
    cast.bakery.refresh_from_db()
    assert cast.bakery.offers == "Verkoopcijfers van drie jaar"
    assert cast.bakery.corop == "NL131"
    assert Fact.objects.get(verb="organisation_changed").details == {"fields": ["offers"]}
    assert client.get(reverse("edit-party", args=[cast.school.pk])).status_code == 403


def test_a_move_brings_another_region(cast, client) -> None:
    as_person(client, cast, "noor")
    url = reverse("edit-party", args=[cast.bakery.pk])
    values = {k: "" if v is None else v for k, v in client.get(url).context["form"].initial.items()}
    client.post(url, values | {"place": "Zwolle"})
    cast.bakery.refresh_from_db()
    assert cast.bakery.corop == "NL211"
    wrong = client.post(
        url, values | {"corop": "NL211", "place": "Nergenshuizen", "available_until": "2020-01-01"}
    )
    assert wrong.status_code == 400
    assert set(wrong.context["form"].errors) == {"place", "available_until"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_empty_directory_says_what_fills_it(client, language) -> None:
    page = client.get("/parties/", headers={"accept-language": language}).content.decode()
    assert ("spreadsheet" in page) and ("import" in page)
