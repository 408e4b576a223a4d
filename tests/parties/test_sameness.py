"""Which organisations are suspected to be one and the same, and why; chains and departments are not."""

import pytest

from kring.core.sameness import Known, likely_same


def pairs(*parties: Known) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(pair.one, pair.other): pair.reasons for pair in likely_same(parties)}


def known(key: str, name: str, **fields: str) -> Known:
    return Known(key, name, **{"kind": "company", **fields})


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (("Bakkerij De Korst B.V.", {"place": "Assen"}), ("bakkerij de korst", {"place": "Assen"}),
         ("same_name", "same_place")),
        (("Café De Brug", {"postcode": "9401 AB"}), ("Cafe de brug", {"postcode": "9401ab"}),
         ("same_name", "same_postcode")),
        (("Bakkerij Jansen", {"place": "Assen"}), ("Bakkerij Janssen", {"place": "Assen"}),
         ("like_name", "same_place")),
        (("Bakkerij De Korst", {}), ("Bakkerij De Korst", {"place": "Assen"}), ("same_name",)),
        (("Korst Bakkers", {"website": "https://www.korst.nl/", "place": "Assen"}),
         ("Korst Bakker", {"website": "korst.nl", "place": "Emmen"}), ("like_name", "same_website")),
        (("Korst Bakkerijen", {"mail": "info@korst.nl"}), ("Korst Bakkers", {"mail": "jan@korst.nl"}),
         ("same_mail_domain",)),
    ],
)  # fmt: skip
def test_what_is_suspected_and_why(one, other, reasons) -> None:
    found = pairs(known("a", one[0], **one[1]), known("b", other[0], **other[1]))
    assert list(found) == [("a", "b")]
    assert set(reasons) <= set(found["a", "b"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Supermarkt Plus", {"place": "Assen"}), ("Supermarkt Plus", {"place": "Emmen"})),
        (("Bakkerij Jansen", {"mail": "a@gmail.com"}), ("Garage Smit", {"mail": "b@gmail.com"})),
        (("Lectoraat Zorg", {"website": "https://hanze.nl", "kind": "research-group"}),
         ("Hanzehogeschool", {"website": "https://hanze.nl", "kind": "hbo"})),
        (("Bakkerij Jansen", {"place": "Assen"}), ("Slagerij Pietersma", {"place": "Assen"})),
        (("Centrum voor Innovatief Vakmanschap Reiger", {"place": "Assen"}),
         ("Centrum voor Innovatief Vakmanschap Merel", {"place": "Assen"})),
        (("A", {"website": "https://linkedin.com/a"}), ("B", {"website": "https://linkedin.com/b"})),
        (("Garage X", {"website": "http://[bad"}), ("Garage Y", {"website": "http://[bad"})),
    ],
)  # fmt: skip
def test_what_is_not_suspected(one, other) -> None:
    assert pairs(known("a", one[0], **one[1]), known("b", other[0], **other[1])) == {}


def test_the_strongest_stand_first_and_each_pair_once() -> None:
    found = likely_same(
        [
            known("c", "Bakkerij Jansen", place="Assen"),
            known("a", "Bakkerij Janssen", place="Assen"),
            known("b", "Bakkerij Jansen BV", place="Assen", website="jansen.nl"),
            known("d", "Bakkerij Jansen", place="Emmen", website="jansen.nl"),
        ]
    )
    assert [(one.one, one.other) for one in found][:2] == [("b", "d"), ("b", "c")]
    assert len({(one.one, one.other) for one in found}) == len(found)
