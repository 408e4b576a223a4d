"""Texts enter; skills that are likely in them, but not sure enough to be recognised, leave: to be asked.

1. Recognise as ``extract`` does in full mode. 2. Spans in plain words whose chance lies between
``described_likely`` and ``described_accept`` stay over. 3. Of these, what overlaps a recognised mention, was
recognised elsewhere in the text, is negated or set aside, or was refused by people leaves. 4. The surest
place of each skill is kept; the surest skill comes first.
"""

from collections.abc import Sequence

from kring.engines.skills.extraction import Extractor, extractor
from kring.engines.skills.inputs import Text, check_texts
from kring.engines.skills.results import Mention
from kring.engines.skills.vocabulary import Vocabulary


def likely(texts: Sequence[Text], vocabulary: Vocabulary, *, cues: bool = False) -> list[list[Mention]]:
    """Return for each text the skills that it may speak of, the surest first, each skill once.

    None of them is in what ``extract(..., mode="full")`` returns with the same ``cues``, nor overlaps it.
    They are to be offered to whoever wrote the text, never to be counted. Raises ``UnableTo`` with every
    problem of the texts at once.
    """
    check_texts(texts, "full")
    one = extractor(vocabulary)
    return [_likely_in(text, one, cues) for text in texts]


def _likely_in(text: Text, one: Extractor, cues: bool) -> list[Mention]:
    maybe = one.maybe_described(text)
    if not maybe:
        return []
    recognised = one.mentions(text, mode="full", cues=cues)
    seen = {mention.uri for mention in recognised}
    found = []
    for mention in maybe:
        free = all(mention.end <= other.start or other.end <= mention.start for other in recognised)
        if free and mention.uri not in seen:
            seen.add(mention.uri)
            found.append(mention)
    return found
