"""A real browser that checks every page it opens: names, contrast, width, console, nothing from outside.

A test asks for `browser_page(account)` and uses what it gets as Playwright's page (sync API). Each page that was
loaded is checked before the next thing is done with it, and the last one when the test ends.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Playwright, Request, Response
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.pages import faults_of_page

PHONE, DESK = (390, 844), (1280, 900)
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PLACES = (
    "chromium",
    "google-chrome",
    "chromium-browser",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
#: WCAG 2.1 A and AA, the law for public bodies (forskrift om universell utforming av IKT § 4)
_AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
    "preload": False,  # nothing is fetched again: styles and films are the page's own
}
_FIND_VIOLATIONS = "options => axe.run(document, options).then(found => found.violations)"
#: the rules whose answer may be another one when the window has another width
LAYOUT_RULES = {"runOnly": {"type": "rule", "values": ["color-contrast", "scrollable-region-focusable"]}}
_OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return null;
  const culprit = [...document.querySelectorAll("main *, header *, footer *")]
    .find(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
  return `${wide} px too wide: ${culprit ? culprit.outerHTML.slice(0, 150) : "?"}`;
}"""


def chromium() -> str:
    """Where this machine has Chromium or Chrome.

    Raises:
        RuntimeError: there is none; says how to get one.
    """
    found = next((path for place in _PLACES if (path := shutil.which(place))), None)
    if found is None:
        raise RuntimeError("the tests need Chromium or Chrome: apt-get install chromium, or brew install chromium")
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium, once for all tests."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request: a failing test shows what is wrong, not what was fetched."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of this machine; gives its address without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class CheckedPage:
    """Playwright's page, which checks what it shows. Whatever is not written here is Playwright's.

    `address` is the live server's; `language` what every page must be in (None: not looked at).
    """

    def __init__(self, context: BrowserContext, address: str, language: str | None) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.language = language
        self._document: Response | None = None
        self._is_new = False
        self._heard: list[str] = []
        self.page.on("framenavigated", self._note_page)
        self.page.on("response", self._note_document)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self._heard.append(f"script error: {error}"))
        self.page.on("request", self._note_request)

    def __getattr__(self, name: str) -> Any:
        self.check()
        return getattr(self.page, name)

    def open(self, path: str) -> "CheckedPage":
        """Go to a path of the live server, and check the page there."""
        self.check()
        self.page.goto(self.address + path)
        self.check()
        return self

    def check(self) -> None:
        """Fail if the page that was loaded since the last check is not as pages must be."""
        if self._is_new:
            self._is_new = False
            self.page.wait_for_load_state("load")
            faults = [*self._heard, *self.faults()]
            self._heard.clear()
            assert not faults, f"{self.path}:\n" + "\n".join(faults)

    @property
    def path(self) -> str:
        """The path of the page that is shown."""
        return self.page.url.removeprefix(self.address) or "/"

    def faults(self) -> list[str]:
        """Everything that is wrong with the page that is shown, in words."""
        return [*self._faults_of_document(), *self.faults_of_width(), *self.axe_faults()]

    def axe_faults(self, options: dict[str, Any] | None = None) -> list[str]:
        """What axe finds with the rules of WCAG, or those that `options` name: rule, its ask, the first places."""
        if self.page.evaluate("typeof axe") == "undefined":  # once for each page, however often it is looked at
            self.page.evaluate(Axe().axe_script)
        violations = self.page.evaluate(_FIND_VIOLATIONS, options or _AXE)
        return [
            f"axe {found['id']}: {found['help']}: " + " | ".join(node["html"][:150] for node in found["nodes"][:3])
            for found in violations
        ]

    def faults_of_width(self) -> list[str]:
        """Whether a phone would have to scroll sideways."""
        before = self.page.viewport_size
        self.show_as(PHONE)
        found = self.page.evaluate(_OVERFLOW)
        if before:
            self.show_as((before["width"], before["height"]))
        return [f"on a phone {found}"] if found else []

    def show_as(self, size: tuple[int, int]) -> None:
        """Make the window as large as that of a PHONE or a DESK."""
        if self.page.viewport_size != {"width": size[0], "height": size[1]}:
            self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def _faults_of_document(self) -> Iterator[str]:
        if self._document is None or "text/html" not in self._document.headers.get("content-type", ""):
            return
        yield from faults_of_page(self._document.text(), self.path.partition("?")[0])
        shown = self.page.locator("html").get_attribute("lang")
        if self.language and shown != self.language:
            yield f"the page is in {shown!r}, chosen was {self.language!r}"

    def _note_page(self, frame: Frame) -> None:
        if frame == self.page.main_frame and frame.url.startswith("http"):
            self._is_new = True

    def _note_document(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame and response.status // 100 != 3:
            self._document = response

    def _note_console(self, message: ConsoleMessage) -> None:
        # a refused form is answered with 422, which Chromium also writes in its console, be it that a script sent it
        is_about_status = message.text.startswith("Failed to load resource") and (
            self._is_document(message) or "status of 422" in message.text
        )
        if message.type == "error" and not is_about_status:
            self._heard.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _is_document(self, message: ConsoleMessage) -> bool:
        return self._document is not None and message.location.get("url") == self._document.url

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self._heard.append(f"asked for something outside: {request.url}")


@contextmanager
def opened(
    browser: Browser,
    address: str,
    session: str | None = None,
    *,
    size: tuple[int, int] = DESK,
    language: str | None = None,
) -> Iterator[CheckedPage]:
    """A checked page in a fresh profile, signed in by the session cookie `session`; checked once more at the end."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    context.set_default_timeout(40_000)
    if session is not None:
        context.add_cookies([{"name": "session", "value": session, "url": address}])
    try:
        page = CheckedPage(context, address, language)
        yield page
        page.check()
    finally:
        context.close()
