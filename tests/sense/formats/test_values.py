"""Text, dates and industries as sources write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.core.terms import areas
from kring.sense.formats.areas import area_of
from kring.sense.formats.dates import date_of
from kring.sense.formats.html import text_of


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("<p>Een</p><p>Twee</p>", "Een\nTwee"),
        ("&lt;p&gt;R&amp;amp;D&lt;/p&gt;", "R&D"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("List<int> en a < b > c", "List<int> en a < b > c"),
        ("<ORGANIZATION> zoekt", "<ORGANIZATION> zoekt"),
        ("<script>x()</script>Werk<style>p{}</style>", "Werk"),
        ("<b>data</b>gedreven&nbsp;werk", "datagedreven werk"),
        ('<a href="mailto:hr@veen.invalid">mail ons</a>', "mail ons (hr@veen.invalid)"),
        ("C&#43;&#43; &eacute;n C#", "C++ én C#"),
        ("een\r\n\r\n\r\ntwee", "een\ntwee"),
    ],
)
def test_html(source, plain):
    assert text_of(source) == plain


@given(st.text())
def test_any_text_becomes_text(source):
    assert isinstance(text_of(source), str)


@pytest.mark.parametrize(
    "written",
    ["2025-03-01", "20250301", "2025-03-01T00:00:00Z", "2025-03-01 12:00", "01-03-2025",
     "1/3/2025", "1.3.2025",
     "1 maart 2025",
     "1 March 2025", "March 1, 2025", "1 mrt. 2025"],
)  # fmt: skip
def test_dates(written):
    assert date_of(written) == date(2025, 3, 1)


@pytest.mark.parametrize(
    "written", ["", None, "binnenkort", "2025-13-01", "31-02-2025", "1-3-25", "0001-01-01", 5, []]
)
def test_what_is_no_date(written):
    assert date_of(written) is None


@pytest.mark.parametrize(
    ("industry", "area"),
    [
        ("health", "health"), ("Gezondheid en zorg", "health"), ("86", "health"), ("SBI 01.13", "agrifood"),
        ("J", None),
        ("62.01 Software", None), ("84.24 Politie", "safety"), ("84.11", "public"), ("50.20", "maritime"),
        ("52.22", "maritime"), ("Hospital & Health Care", "health"), ("Transport en logistiek", "mobility"),
        ("Bouw en infra", "built"), ("Gemeente", "public"), ("Banking", "finance"),
        ("Machinebouw", "industry"),
        ("Information Technology", None), ("Renewable energy", "energy"), ("", None), (None, None),
    ],
)  # fmt: skip
def test_areas(industry, area):
    assert area_of(industry) == area


@given(st.text())
def test_any_industry_has_an_area_or_none(industry):
    assert area_of(industry) in {None, *areas()}
