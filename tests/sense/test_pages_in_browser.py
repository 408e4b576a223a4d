"""The pages of sense in a real browser: axe, no sideways scrolling, nothing refused by the policy."""

import pytest

from kring.frame import assets
from kring.sense.models import Example
from kring.sense.queries.documents import documents

AXE = assets.node_modules() / "axe-core" / "axe.min.js"
SKILL = "urn:kring:ai-skill:predictive-maintenance"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.needs_npm,
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci in frontend/)"),
]


def addresses(release):
    key = documents("vacancy", uris=[SKILL])[0].key
    example = Example.objects.create(
        source="x", source_id="1", title="Pompen", summary="Tekst", skills=[SKILL], evidence=["pompen"]
    )
    return (
        "/radar/",
        "/radar/hub:noord/",
        f"/radar/NL131/?skill={SKILL}",
        f"/figures/{release.pk}/?skill={SKILL}&region=NL",
        f"/documents/vacancy/{key}/",
        "/examples/",
        f"/examples/{example.pk}/",
        "/help/figures/",
        "/import/",
    )


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "nl"), (1280, "light", "en")])
def test_axe_finds_nothing_and_every_page_fits(
    chromium, live_server, market, client, broker, width, scheme, language
):
    client.force_login(broker)
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    cookies = {"django_language": language, "sessionid": client.cookies["sessionid"].value}
    context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    script = AXE.read_text(encoding="utf-8")
    try:
        for address in addresses(market):
            answer = page.goto(live_server.url + address, wait_until="networkidle")
            assert answer.status == 200, address
            wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
            assert page.evaluate(wide), address
            page.evaluate(script)
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            rules = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
            assert (address, rules, complaints) == (address, [], [])
    finally:
        context.close()
