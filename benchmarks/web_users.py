"""People who use Kring at once: an address and a number of users enter, how long each page took leaves.

A closed loop: every user asks a page, reads it for a while, and asks the next one that its role would ask.
"""

import gzip
import http.client
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

THINK_SECONDS = (1.0, 5.0)
# Of fifty: most look around, some post, a few work at a hub or the programme.
MIX = ("visitor",) * 5 + ("owner",) * 2 + ("broker",) * 2 + ("programme",)
LINK = re.compile(r'href="(/[^"#]*)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ROLES = re.compile(r'<button[^>]*name="role"[^>]*value="([^"]+)"[^>]*>(.*?)</button>', re.DOTALL)
QUESTIONS = (
    "Wij plannen onze monteurs met de hand en willen storingen aan pompen voorspellen.",
    "We want to sort incoming questions of tenants with a language model and answer them faster.",
    "Elke week gooien wij brood weg. We willen voorspellen hoeveel klanten er komen.",
)
LOOKED_AT = (
    "/", "/radar/", "/radar/hub:noord/", "/challenges/", "/offers/", "/communities/", "/parties/",
    "/examples/", "/search/?q=onderhoud",
)  # fmt: skip
PLACES = ("9401", "7511 AA", "Utrecht", "Eindhoven", "3011")


@dataclass
class Record:
    """What all users together saw."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, name: str, seconds: float, error: str = "") -> None:
        """Keep one answer."""
        with self.lock:
            self.taken[name].append(seconds)
            if error:
                self.errors[f"{name}: {error}"] += 1


class Browser:
    """One user's connection, cookies and last page."""

    def __init__(self, port: int, number: int, record: Record) -> None:
        self.port, self.record = port, record
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.path = "/"
        # Each user is a machine of its own behind the proxy, as in life: limits count per machine.
        self.machine = f"198.51.100.{number % 250 + 1}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, name: str, path: str, form: dict[str, str] | None = None) -> bool:
        """Ask one page and follow where it leads; return whether it answered as it should."""
        method, body = ("GET", None)
        if form is not None:
            method, body = "POST", urlencode({"csrfmiddlewaretoken": self._token(), **form})
        started = time.perf_counter()
        try:
            status, location = self._once(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.record.add(name, time.perf_counter() - started, type(error).__name__)
            return False
        self.record.add(name, time.perf_counter() - started, "" if status < 400 else str(status))
        if location:
            return self.ask(name + " →" if not name.endswith("→") else name, location)
        return status < 400

    def _token(self) -> str:
        found = TOKEN.search(self.page)
        return found[1] if found else ""

    def _once(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        host = "kring.test"
        headers = {
            "Host": host, "Accept-Encoding": "gzip", "Accept-Language": "nl", "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.machine, "Referer": f"https://{host}{self.path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }  # fmt: skip
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if "html" in answer.headers.get("Content-Type", "") and answer.status < 400:
            self.page, self.path = content.decode(), path
        where = urlsplit(answer.headers.get("Location", ""))
        return answer.status, where.path + (f"?{where.query}" if where.query else "")

    def links(self, begin: str) -> list[str]:
        """Return the links of the last page that begin so."""
        return [found.replace("&amp;", "&") for found in LINK.findall(self.page) if found.startswith(begin)]


def step_into(browser: Browser, word: str) -> None:
    """Become somebody of the demo country whose button holds this word."""
    browser.ask("first page", "/")
    for value, label in ROLES.findall(browser.page):
        if word in label:
            browser.ask("step into a role", "/demo-role/", {"role": value, "next": "/"})
            return


def _look_around(browser: Browser, dice: random.Random) -> None:
    page = dice.choice(LOOKED_AT)
    browser.ask(page, page)


def _open_something(browser: Browser, dice: random.Random) -> None:
    begin = dice.choice(("/figures/", "/challenges/", "/communities/", "/parties/", "/examples/"))
    browser.ask("list", "/radar/" if begin == "/figures/" else begin)
    found = [one for one in browser.links(begin) if len(one) > 30 and "download" not in one]
    if found:
        browser.ask(f"{begin}one", dice.choice(found))


def _post(browser: Browser, dice: random.Random, pause: Callable[[], None]) -> None:
    """Journey 1 up to the next steps: the optimiser runs for them."""
    browser.ask("question", "/challenges/new/")
    pause()
    if not browser.ask("question sent", "/challenges/new/", {"text": dice.choice(QUESTIONS)}):
        return
    pause()
    place = browser.path
    if not browser.ask("place sent", place, {"place": dice.choice(PLACES)}):
        return
    draft = place.rsplit("/", 2)[0]
    if browser.path.endswith("/area/"):
        browser.ask("field sent", f"{draft}/area/", {"area": "industry"})
    pause()
    browser.ask("next steps", f"{draft}/time/", {"hours_per_week": "4", "has_data": "some"})


def _broker(browser: Browser, dice: random.Random) -> None:
    browser.ask("/queue/", "/queue/")
    found = [one for one in browser.links("/challenges/") if one.count("/") == 3 and len(one) > 30]
    if found:
        browser.ask("challenge of the queue", dice.choice(found))
        compare = [one for one in browser.links("/challenges/") if one.endswith("/candidates/")]
        if compare:
            browser.ask("candidates", compare[0])


def live(browser: Browser, role: str, seed: int, until: float) -> None:
    """Use Kring until the time is over."""
    dice = random.Random(seed)

    def pause() -> None:
        time.sleep(min(dice.uniform(*THINK_SECONDS), max(0.0, until - time.monotonic())))

    time.sleep(dice.uniform(0, THINK_SECONDS[1]))
    words = {"owner": "werkt bij", "broker": "verbinder", "programme": "programma"}
    if role in words:
        step_into(browser, words[role])
    while time.monotonic() < until:
        chance = dice.random()
        if role == "broker" and chance < 0.5:
            _broker(browser, dice)
        elif role in ("owner", "visitor") and chance < 0.12:
            _post(browser, dice, pause)
        elif chance < 0.55:
            _look_around(browser, dice)
        else:
            _open_something(browser, dice)
        pause()


def users_at_once(port: int, users: int, seconds: float) -> dict[str, object]:
    """Return p50 and p95 of all answers in milliseconds, the slowest pages, and what went wrong."""
    record = Record()
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=live, args=(Browser(port, n, record), MIX[n % len(MIX)], n, until))
        for n in range(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = sorted(one for taken in record.taken.values() for one in taken)
    slowest = sorted(record.taken, key=lambda name: _at(record.taken[name], 0.95), reverse=True)[:6]
    return {
        "users": users,
        "seconds": round(seconds),
        "answers": len(everything),
        "errors": sum(record.errors.values()),
        "what_went_wrong": dict(record.errors.most_common(6)),
        "p50_ms": _ms(everything, 0.5),
        "p95_ms": _ms(everything, 0.95),
        "p99_ms": _ms(everything, 0.99),
        "slowest_p95_ms": {name: _ms(record.taken[name], 0.95) for name in slowest},
    }


def _at(taken: list[float], share: float) -> float:
    ordered = sorted(taken)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _ms(taken: list[float], share: float) -> float:
    return round(_at(taken, share) * 1000, 1)
