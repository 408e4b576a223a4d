"""A browser and a served Kring enter; a visitor who taps, fills in and checks every page leaves."""

import re
from pathlib import Path
from typing import Any

from tests.journeys.serving import Served

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_VIOLATIONS = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"


class Visitor:
    """One person at one screen; counts taps and fields, and lets axe look at every page."""

    def __init__(self, chromium: Any, served: Served, *, width: int = 390, language: str = "nl") -> None:
        self.served = served
        self.taps = self.fields = 0
        self.context = chromium.new_context(
            viewport={"width": width, "height": 844},
            locale=language,
            reduced_motion="reduce",
            has_touch=width < 600,
        )
        self.context.add_cookies([{"name": "django_language", "value": language, "url": served.address}])
        self.page = self.context.new_page()
        self.width = width
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)

    def open(self, address: str, status: int = 200) -> None:
        """Open a page of Kring by path or whole address and look at it."""
        whole = address if address.startswith("http") else self.served.address + address
        answer = self.page.goto(whole)
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}\n{self.text()[:600]}"
        self.check()

    def tap(self, what: str, nth: int = 0) -> None:
        """Tap a button, link or choice, wait for the page that comes, and look at it."""
        place = self.page.locator(what).nth(nth)
        self.taps += 1
        place.click()
        # A draft that is being saved goes first, the form itself after it.
        self.page.wait_for_selector("form[data-autosave-busy]", state="detached")
        self.page.wait_for_load_state()
        self.check()

    def fill(self, what: str, words: str) -> None:
        """Fill in one field."""
        self.fields += 1
        self.page.locator(what).first.fill(words)

    def choose(self, name: str, value: str) -> None:
        """Choose one of the options of a field: one field and one tap."""
        self.fields += 1
        self.taps += 1
        self.page.locator(f'input[name="{name}"][value="{value}"]').check()

    def check(self) -> None:
        """No violation of WCAG 2.2 AA, nothing wider than the screen, one main heading, no complaint."""
        where = self.page.url.removeprefix(self.served.address)
        if not self.page.evaluate("window.axe !== undefined"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(_VIOLATIONS, RULES)["violations"]
        wrong = [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]
        assert wrong == [], f"{where}: {wrong}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{where} is {wide} px wide"
        assert self.page.locator("h1").count() == 1, f"{where} has no single main heading"
        assert self.complaints == [], f"{where}: {self.complaints}"

    def text(self) -> str:
        """The words on the page."""
        return str(self.page.inner_text("body"))

    def path(self) -> str:
        """Where the visitor is, without the server's address."""
        return str(self.page.url).removeprefix(self.served.address)

    def id_in_path(self) -> str:
        """The identifier in the address of the page."""
        found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", self.page.url)
        assert found is not None, self.page.url
        return found.group()

    def become(self, role: str, hub: str = "") -> None:
        """Step into a role of the demo country through the bar on top of every page."""
        rows = self.served.rows(
            "SELECT person_id FROM parties_membership m JOIN parties_person p ON p.id = m.person_id"
            " WHERE p.is_demo AND m.role = ? AND (? = '' OR m.hub_id = ?) ORDER BY p.joined_at",
            role, hub, hub,
        )  # fmt: skip
        assert rows, f"the demo country has no {role} {hub}"
        person = rows[0][0]
        dashed = f"{person[:8]}-{person[8:12]}-{person[12:16]}-{person[16:20]}-{person[20:]}"
        self.page.goto(self.served.address)
        self.page.locator("details.k-roles > summary").click()
        self.page.locator(f'details.k-roles button[value="{dashed}"]').click()
        self.page.wait_for_load_state()

    def close(self) -> None:
        """Close this visitor's browser window."""
        self.context.close()
