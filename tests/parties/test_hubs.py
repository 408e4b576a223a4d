"""Hubs and their areas are data: an edit counts everywhere at once, an area may have no hub, or two."""

import pytest
from django.test import Client

from kring.core import regions
from kring.core.problems import NotAllowed, NotFound, UnableTo
from kring.core.regions import ask_which_hubs, corop_areas_of, hubs, hubs_of, shipped_hubs, tell_hubs
from kring.engines.matching.nearby import covers, distance_class
from kring.ledger.models import Fact
from kring.parties.actions.change_hub import HubSaid, add_hub, change_hub
from kring.parties.models import Hub, Organisation

DRENTHE = ("NL131", "NL132", "NL133")


@pytest.fixture(autouse=True)
def as_shipped_after():
    yield
    ask_which_hubs(False)
    tell_hubs(None)


def said(areas: object, **changed: str) -> HubSaid:
    given = {"name_nl": "AI-hub Noord", "name_en": "AI hub North", "phone": "", "email": ""}
    return HubSaid(**{**given, **changed}, areas=tuple(areas))  # type: ignore[arg-type]


def change(cast, areas: object, code: str = "noord", who: str = "ada", **changed: str) -> list[str]:
    return change_hub(actor=cast.actor(who), code=code, said=said(areas, **changed))


def test_an_edit_counts_at_once_everywhere(cast) -> None:
    assert hubs_of("NL131") == ("noord",) and distance_class("NL131", "NL128") == "hub"
    assert change(cast, [area for area in corop_areas_of("hub:noord") if area != "NL131"]) == ["areas"]
    assert hubs_of("NL131") == () and hubs_of("NL132") == ("noord",)
    assert not covers("hub:noord", "NL131") and covers("hub:noord", "NL132")
    assert distance_class("NL131", "NL128") == "country"
    assert Organisation.objects.get(pk=cast.bakery.pk).hub_codes == ()
    # Half a province is no province any more.
    assert hubs_of("NL13") == () and hubs_of("NL11") == ("noord",)


def test_an_area_may_have_two_hubs(cast) -> None:
    change(
        cast,
        [*corop_areas_of("hub:oost"), *DRENTHE],
        code="oost",
        name_nl="AI-hub Oost",
        name_en="AI hub East",
    )
    assert set(hubs_of("NL132")) == {"noord", "oost"} and set(hubs_of("NL13")) == {"noord", "oost"}


def test_the_ledger_says_who_and_which_areas(cast) -> None:
    change(cast, [area for area in corop_areas_of("hub:noord") if area != "NL131"], phone="050 1")
    fact = Fact.objects.get(verb="hub_changed")
    assert (fact.actor, fact.object_id) == (str(cast.ada.pk), "noord")
    assert fact.details == {"fields": ["phone", "areas"], "added": [], "removed": ["NL131"]}
    assert change(cast, corop_areas_of("hub:noord"), phone="050 1") == []
    assert Fact.objects.filter(verb="hub_changed").count() == 1


def test_another_process_sees_it_with_its_next_request(cast) -> None:
    Hub.objects.filter(pk="noord").update(areas=["NL131"])
    assert hubs_of("NL132") == ("noord",), "nobody asked yet"
    Client().get("/help/contact/")
    assert hubs_of("NL132") == () and hubs_of("NL131") == ("noord",)


def test_a_new_hub_serves_and_filters(cast) -> None:
    add_hub(actor=cast.actor("ada"), code="zeeland", said=said(["NL341", "NL342"], name_nl="AI-hub Zeeland"))
    assert hubs_of("NL34") == ("zeeland",) and "zeeland" in hubs()
    Organisation.objects.create(name="Werf", kind="company", corop="NL341", consent_to_be_shown=True)
    page = Client().get("/parties/", {"region": "hub:zeeland"}).content.decode()
    assert "Werf" in page and "Hanze" not in page
    for code in ("zeeland", "noord", "Z!", "a", "x" * 31):
        with pytest.raises(UnableTo):
            add_hub(actor=cast.actor("ada"), code=code, said=said([]))


@pytest.mark.parametrize("who", ["noor", "pim", "tess", "saar"])
def test_only_an_administrator_edits_hubs(cast, who) -> None:
    with pytest.raises(NotAllowed):
        change(cast, [], who=who)
    client = Client()
    client.force_login(getattr(cast, who))
    for path in ("/hubs/", "/hubs/new/", "/hubs/noord/"):
        assert client.get(path).status_code == 403
    assert hubs() == shipped_hubs()


def test_wrong_input_changes_nothing(cast) -> None:
    with pytest.raises(UnableTo):
        change(cast, ["NL999"])
    with pytest.raises(UnableTo):
        change(cast, ["NL13"])
    with pytest.raises(UnableTo):
        change(cast, [], name_nl=" ")
    with pytest.raises(NotFound):
        change(cast, [], code="nowhere")
    assert not Fact.objects.filter(object_kind="hub").exists()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_changes_and_shows_gaps_and_doubles(cast, language) -> None:
    client = Client()
    client.force_login(cast.ada)
    client.cookies["django_language"] = language
    form = {"name_nl": "AI-hub Noord", "name_en": "AI hub North", "areas": ["NL131", "NL132"]}
    assert client.post("/hubs/noord/", {**form, "areas": ["NL999"]}).status_code == 400
    assert client.post("/hubs/noord/", {**form, "email": "no mail"}).status_code == 400
    assert client.post("/hubs/noord/", form)["Location"] == "/hubs/"
    listed = client.get("/hubs/")
    assert "Groningen" in listed.context["without"] and "Zuidwest-Drenthe" in listed.context["without"]
    history = client.get("/hubs/noord/").content.decode()
    assert "Ada, " in history and "Zuidwest-Drenthe" in history
    assert client.get("/hubs/nowhere/").status_code == 404
    new = {**form, "code": "drenthe", "areas": ["NL132"]}
    assert client.post("/hubs/new/", {**new, "code": "noord"}).status_code == 400
    assert client.post("/hubs/new/", new).status_code == 302
    assert client.get("/hubs/").context["double"] == regions.regions()["NL132"].name(language)
