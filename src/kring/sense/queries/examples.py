"""Skills and an area enter; examples of others that can be reused leave."""

from collections.abc import Collection

from kring.sense.models import Example


def examples_for(uris: Collection[str], *, area: str = "", most: int = 60) -> list[Example]:
    """Return the examples that share most skills; the same area first where they tie."""
    wanted = set(uris)
    ranked = []
    for pk, skills, its_area in Example.objects.values_list("pk", "skills", "area"):
        shared = len(wanted & set(skills))
        if shared:
            ranked.append((-shared, not (area and its_area == area), len(skills), str(pk)))
    chosen = [pk for *_, pk in sorted(ranked)[:most]]
    by_id = {str(example.pk): example for example in Example.objects.filter(pk__in=chosen)}
    return [by_id[pk] for pk in chosen]
