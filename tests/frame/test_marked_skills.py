"""A text with recognised skills: what has a place gets a mark, what was added by hand gets none."""

from kring.frame.templatetags.frame import marked_skills


def test_a_skill_added_by_hand_has_no_place_and_no_mark() -> None:
    mentions = [{"start": 4, "end": 8, "label": "a"}, {"start": None, "end": None, "label": "b"}]
    assert marked_skills("Een plan < twee", mentions) == (
        'Een <mark class="k-skill" title="a">plan</mark> &lt; twee'
    )
