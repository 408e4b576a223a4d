"""The style page in a real browser: axe, no sideways scrolling, nothing refused, drafts that survive."""

import pytest

from kring.frame import assets

AXE = assets.node_modules() / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.frame.addresses"),
    pytest.mark.needs_npm,
]


@pytest.fixture
def opened(chromium, live_server):
    contexts = []

    def open_page(*, width=1280, scheme="light", language="nl", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{live_server.url}/style/", wait_until="networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_error_right_behind_a_legend_looks_like_every_error(opened, scheme):
    """The design system takes what stands there for a hint."""
    page = opened(scheme=scheme)
    colours = page.evaluate(
        """() => {
            const group = document.createElement("fieldset");
            group.className = "ds-fieldset";
            group.innerHTML = "<legend>a</legend><p class='ds-validation-message'>b</p>"
                + "<p class='k-hint'>c</p><p class='ds-validation-message'>d</p>";
            document.querySelector("main").append(group);
            return [...group.querySelectorAll("p")].map(one => getComputedStyle(one).color);
        }"""
    )
    assert colours[0] == colours[2] != colours[1]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed (npm ci in frontend/)")
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_the_page_fits(opened, width, scheme, language):
    page = opened(width=width, scheme=scheme, language=language)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


def test_htmx_takes_its_settings_from_the_page(opened):
    assert opened().evaluate("htmx.config.includeIndicatorCSS") is False


def test_menu_and_theme_work_without_scripts(opened):
    page = opened(width=390, java_script_enabled=False)
    page.click(".k-menu > summary")
    assert page.is_visible(".k-menu-panel")
    page.click("button[name=theme][value=dark]")
    assert page.get_attribute("html", "data-theme") == "dark"


def test_what_is_typed_survives_a_reload_and_a_lost_connection(opened):
    page = opened()

    def without_errors(route):
        answer = route.fetch()
        page_text = answer.text().replace('aria-invalid="true"', "").replace("ds-error-summary", "none")
        route.fulfill(response=answer, body=page_text)

    page.route("**/style/", without_errors)
    page.reload(wait_until="networkidle")
    page.fill("#id_question", "Onze eigen tekst")
    page.check("#id_available_1")
    page.reload(wait_until="networkidle")
    assert page.input_value("#id_question") == "Onze eigen tekst"
    assert page.is_checked("#id_available_1")
    assert page.inner_text("[data-draft-status]") != ""
    page.context.set_offline(True)
    page.wait_for_function("document.querySelector('[data-draft-status]').dataset.state === 'offline'")
    page.click("form[data-draft] button >> nth=0")
    assert page.input_value("#id_question") == "Onze eigen tekst"
