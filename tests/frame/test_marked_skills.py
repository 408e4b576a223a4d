"""A text with recognised skills: what has a place gets a mark, what was added by hand gets none."""

from kring.frame.templatetags.frame import marked_skills


def test_a_skill_added_by_hand_has_no_place_and_no_mark() -> None:
    mentions = [{"start": 4, "end": 8, "label": "a"}, {"start": None, "end": None, "label": "b"}]
    assert marked_skills("Een plan < twee", mentions) == (
        'Een <mark class="k-skill" title="a">plan</mark> &lt; twee'
    )


def test_lines_with_the_sign_of_a_list_become_a_list() -> None:
    text = "Taken\n* Je < leest\n* Je bouwt\n\nEinde"
    start = text.index("bouwt")
    marked = marked_skills(text, [{"start": start, "end": start + 5}])
    assert marked == (
        'Taken\n<ul><li>Je &lt; leest</li><li>Je <mark class="k-skill">bouwt</mark></li></ul>\nEinde'
    )


def test_one_dash_is_no_list_and_a_mention_over_two_lines_stays_whole() -> None:
    assert marked_skills("- los\neinde", []) == "- los\neinde"
    text = "* een twee\n* drie\n* vier"
    whole = marked_skills(text, [{"start": text.index("twee"), "end": text.index("drie") + 4}])
    assert whole == '<ul><li>een <mark class="k-skill">twee\n* drie</mark></li><li>vier</li></ul>'
