"""A browser window on a phone or a desk, with a virtual authenticator, that looks at every page with axe."""

from tests.journeys.walking import AXE, RULES

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class Phone:
    """A browser window with a virtual authenticator, and what axe and the policy say of each page."""

    def __init__(self, chromium, server, language="nl", width=390) -> None:
        self.server, self.complaints = server, []
        self.context = chromium.new_context(
            viewport={"width": width, "height": 844}, locale=language, reduced_motion="reduce"
        )
        self.context.add_cookies([{"name": "django_language", "value": language, "url": server.url}])
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda m: self.complaints.append(m.text) if "Policy" in m.text else None)
        self.tools = self.context.new_cdp_session(self.page)
        self.tools.send("WebAuthn.enable")
        self.device = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})[
            "authenticatorId"
        ]

    def sign_in_as(self, client, person) -> None:
        client.force_login(person)
        cookie = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.server.url}])

    def open(self, path: str) -> None:
        self.page.goto(self.server.url + path, wait_until="networkidle")
        self.page.evaluate(AXE.read_text("utf-8"))
        run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
        found = self.page.evaluate(run, RULES)["violations"]
        assert [(rule["id"], [n["target"] for n in rule["nodes"]][:3]) for rule in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.page.viewport_size["width"]

    def press(self, form: str) -> None:
        """Reach the button by keyboard and press it."""
        button = self.page.locator(f'form[data-passkey="{form}"] button')
        assert button.bounding_box()["height"] >= 44
        button.focus()
        self.page.keyboard.press("Enter")

    def forget_session(self) -> None:
        self.context.clear_cookies(name="sessionid")

    def set(self, **fields: object) -> None:
        self.tools.send("WebAuthn.setUserVerified", {"authenticatorId": self.device, **fields})

    def failed(self) -> bool:
        self.page.locator("[data-passkey-failed]").wait_for(state="visible")
        return True
