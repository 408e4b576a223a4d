"""A visitor who has no mouse: Tab leads to everything, the focus is seen, Enter and Space do the rest."""

from typing import Any

from tests.journeys.walking import Visitor

MOST_TABS = 150
_FOCUS = """el => {
  if (el !== document.activeElement) return null;
  const look = getComputedStyle(el), box = el.getBoundingClientRect();
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  const label = el.labels && el.labels[0];
  return {
    drawn: (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    uncovered: middle !== null && (el.contains(middle) || middle.contains(el) || label === middle),
  };
}"""


class KeyboardVisitor(Visitor):
    """Reaches every control by Tab alone; each Enter or Space on one counts as a click."""

    def reach(self, what: str, nth: int = 0) -> Any:
        """Tab until the control has the focus; its focus must be drawn, on the screen and not covered."""
        place = self.page.locator(what).nth(nth)
        place.wait_for()
        for _ in range(MOST_TABS):
            found = place.evaluate(_FOCUS)
            if found is not None:
                assert found == {"drawn": True, "inside": True, "uncovered": True}, f"{what}: {found}"
                return place
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{MOST_TABS} times Tab do not lead to {what} on {self.path()}")

    def press(self, what: str, nth: int = 0) -> None:
        """Go to a link or button and press Enter; look at the page that comes."""
        self.reach(what, nth)
        self.taps += 1
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.check()

    def press_here(self, what: str) -> None:
        """Press a button that does its work on this page."""
        self.reach(what)
        self.taps += 1
        self.page.keyboard.press("Enter")
        self.check()

    def tick(self, what: str, nth: int = 0) -> None:
        """Go to a box and tick it with the space bar."""
        self.reach(what, nth)
        self.taps += 1
        self.page.keyboard.press("Space")

    def write(self, what: str, words: str) -> None:
        """Go to a field and type."""
        self.reach(what)
        self.fields += 1
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
