"""Demo people: organisations enter, one invented person for every role (a broker for every hub) leaves."""

from collections.abc import Sequence

from kring.core.regions import hubs
from kring.demo.generator import naming
from kring.demo.generator.organisations import side_of
from kring.demo.generator.records import Community, DemoPerson, Organisation
from kring.demo.generator.sources import chance


def people(
    seed: int, organisations: Sequence[Organisation], running: Sequence[Community]
) -> tuple[DemoPerson, ...]:
    """Return the people whose shoes a visitor of the demo can step into."""
    rng = chance(seed, "people")
    by_type: dict[str, list[Organisation]] = {}
    for organisation in organisations:
        by_type.setdefault(organisation.type, []).append(organisation)
    in_community = {
        member.organisation_id: member.side
        for community in running
        if community.state == "active"
        for member in community.members
    }

    def member_of(side: str, *types: str) -> Organisation:
        fitting = [o for o in organisations if o.type in types and in_community.get(o.id) == side]
        return (fitting or by_type[types[0]])[0]

    small = next(o for o in by_type["company"] if o.size_class == "small")
    roles: list[tuple[str, Organisation, str | None]] = [
        ("sme_owner", small, None),
        ("professional", member_of("practice", "company"), None),
        ("lecturer", member_of("education", "hbo", "mbo", "wo"), None),
        ("student", member_of("education", "mbo", "hbo", "wo"), None),
        ("researcher", by_type["research_group"][0], None),
        ("facilitator", member_of("research", "field_lab", "innovation_lab"), None),
        ("programme_officer", by_type["programme_office"][0], None),
        ("auditor", by_type["programme_office"][0], None),
    ]
    roles += [("broker", o, code) for code, o in zip(hubs(), by_type["regional_ai_hub"], strict=True)]
    taken: set[str] = set()
    found = []
    for number, (role, organisation, hub) in enumerate(roles, start=1):
        name = next(n for n in iter(lambda: naming.person_name(rng), "") if n not in taken)
        taken.add(name)
        mail = naming.mail_of(name, organisation.name)
        found.append(DemoPerson(f"per-{number:02d}", name, role, mail, organisation.id, hub))
    assert all(side_of(o.type) for _, o, hub in roles if hub is None and o.type != "programme_office")
    return tuple(found)
