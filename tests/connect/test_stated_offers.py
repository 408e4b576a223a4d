"""What a party says it offers becomes an offer: after an import, after a change, and never twice."""

from django.utils import timezone

from kring.connect.actions.publish_stated_offer import publish_stated_offer
from kring.connect.models import Offer
from kring.ledger.models import Fact
from kring.parties.actions.change_party import change_party
from kring.parties.actions.import_parties import import_parties
from kring.parties.actions.undo_party_import import undo_party_import
from kring.parties.formats.party_words import column_map
from kring.parties.formats.table_file import read_table
from kring.parties.models import Organisation
from kring.parties.rules import SYSTEM


def load(tmp_path, text):
    path = tmp_path / "p.csv"
    path.write_text(text, "utf-8")
    table = read_table(path)
    return import_parties(actor=SYSTEM, table=table, columns=column_map(table.headers), now=timezone.now())


ROW = "Naam;Soort;Plaats;Biedt;Vanaf;Tot;Uren\nVakschool Ster;mbo;Zwolle;{offers};1-2-2027;1-7-2027;8\n"


def test_an_imported_party_gets_its_offer(cast, jobs, tmp_path) -> None:
    load(tmp_path, ROW.format(offers="Studenten die chatbots bouwen met machine learning"))
    jobs()
    offer = Offer.objects.get(organisation__name="Vakschool Ster")
    assert (offer.kind, offer.side, offer.corop) == ("student_places", "education", "NL211")
    assert "urn:kring:ai-skill:machine-learning" in offer.skills_learned
    assert str(offer.starts) == "2027-02-01"


def test_every_fact_makes_the_same_single_offer(cast, jobs, tmp_path) -> None:
    load(tmp_path, ROW.format(offers="Studenten die chatbots bouwen"))
    load(tmp_path, ROW.format(offers="Studenten die beelden herkennen met computer vision"))
    jobs()
    offer = Offer.objects.get(organisation__name="Vakschool Ster")
    assert "computer vision" in offer.title
    assert Fact.objects.filter(verb="offer_published", object_id=str(offer.pk)).count() == 1


def test_the_offer_closes_with_the_words_and_opens_with_them(cast, jobs) -> None:
    change_party(actor=SYSTEM, organisation=cast.lab, values={"offers": ""}, now=timezone.now())
    jobs()
    assert Offer.objects.get(organisation=cast.lab).open is False
    change_party(
        actor=SYSTEM, organisation=cast.lab, values={"offers": "Een lab voor robots"}, now=timezone.now()
    )
    jobs()
    assert Offer.objects.get(organisation=cast.lab).open is True


def test_no_name_of_a_person_stands_in_an_offer(cast) -> None:
    Organisation.objects.filter(pk=cast.lab.pk).update(offers="Vraag naar Sanne de Vries, 06-12345678.")
    offer = publish_stated_offer(organisation=Organisation.objects.get(pk=cast.lab.pk))
    assert offer is not None
    assert "Sanne" not in offer.title + offer.description


def test_an_import_is_undone_with_its_offers_unless_they_are_used(cast, jobs, proposal, tmp_path) -> None:
    text = ROW.format(offers="Studenten die chatbots bouwen") + "Ander Lab;lab;Assen;Een lab voor robots;;;\n"
    done = load(tmp_path, text)
    jobs()
    used = Offer.objects.get(organisation__name="Ander Lab")
    used.reservations.create(proposal=proposal, units=1, starts=timezone.now().date(), weeks=3)
    assert undo_party_import(actor=SYSTEM, record=done, now=timezone.now()) == (1, 1)
    assert not Organisation.objects.filter(name="Vakschool Ster").exists()
    assert not Offer.objects.filter(organisation__name="Vakschool Ster").exists()
    assert Organisation.objects.filter(name="Ander Lab").exists()
