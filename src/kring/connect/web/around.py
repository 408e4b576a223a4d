"""A draft enters; what stands around its next steps leaves: who asks the same, and the gap it addresses."""

from collections.abc import Iterable

from django.utils import timezone

from kring.connect.models import Challenge
from kring.connect.queries.similar import similar_challenges
from kring.connect.steps import StepView
from kring.connect.web.gap_words import gap_words
from kring.connect.web.subsidy_words import subsidy_views
from kring.connect.web.words import STATES, word
from kring.core.regions import regions
from kring.sense.queries.gaps import cited_gap
from kring.taxonomy.queries.concepts import names


def around(draft: Challenge, *, views: Iterable[StepView], language: str) -> dict[str, object]:
    """Return similar challenges that are no next step already, the gap, and subsidies that may fit."""
    steps = list(views)
    similar = similar_challenges(draft, leave_out={one.reference.removeprefix("group:") for one in steps})
    words = names({uri for one in similar for uri in one.shared}, language)
    return {
        "similar": [
            {
                "challenge": one.challenge,
                "community": one.community,
                "skills": [words[uri] for uri in one.shared[:3]],
                "region": regions()[one.challenge.corop].name(language) if one.challenge.corop else "",
                "state": word(STATES, one.challenge.state),
            }
            for one in similar
        ],
        "subsidies": subsidy_views(
            draft,
            steps=[one.kind for one in steps],
            costs=None,
            day=timezone.localdate(),
            language=language,
        ),
        "gap": gap_words(cited_gap(draft.skill_uris, corop=draft.corop, area=draft.area), language=language),
    }
