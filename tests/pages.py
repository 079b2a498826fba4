"""What every page must fulfil whatever it is about, read from the bytes that were sent. Needs no browser."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib

from mentoring.core.languages import LANGUAGES

#: pages that need no way back: the front page, and the door to the house
WITHOUT_A_WAY_BACK = ("/", "/account/sign-in")
_CSRF_VALUE = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')
#: inputs that a person does not fill in, or whose name is their value
_NAMELESS_INPUTS = ("hidden", "submit", "reset", "button", "image")
_CONTROLS = ("input", "select", "textarea", "button")
_OUTSIDE = re.compile(r"^(https?:)?//")


def faults_of_page(html: str, path: str) -> tuple[str, ...]:
    """What is wrong with a whole page that was answered at `path`, in words; empty when nothing is."""
    return _faults(without_token(html), path in WITHOUT_A_WAY_BACK)


def without_token(html: str) -> str:
    """A page to compare with another: the token against forged forms tells the second in which it was made."""
    return _CSRF_VALUE.sub(r"\1", html)


@lru_cache(maxsize=512)
def _faults(html: str, needs_no_way_back: bool) -> tuple[str, ...]:
    """Each distinct page is parsed once, however many tests open it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    found = [*_parse_errors(parser, html), *_structure(root), *_inline(root), *_unnamed_controls(root)]
    if not needs_no_way_back and root.find(".//nav[@class='back']//a[@href]") is None:
        found.append("no way back: draw _page.back")
    return tuple(found)


def _parse_errors(parser: html5lib.HTMLParser, html: str) -> Iterator[str]:
    lines = html.splitlines()
    for (line, _column), code, values in parser.errors:
        text = lines[line - 1].strip()[:120] if 0 < line <= len(lines) else ""
        yield f"line {line}: {code} {values or ''} in: {text}"


def _structure(root: Element) -> Iterator[str]:
    """Language, title, one h1, ids used once, references that lead somewhere."""
    if root.get("lang") not in LANGUAGES:
        yield f"the language is {root.get('lang')!r}"
    title = (root.findtext(".//title") or "").strip()
    if not title or title.startswith(("–", "-")):
        yield f"the title says nothing: {title!r}"
    headings = [_text(element) for element in root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"there must be one h1, not {headings}"
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    yield from (f"id {name!r} is used {times} times" for name, times in ids.items() if times > 1)
    for element in root.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} leads nowhere"


def _inline(root: Element) -> Iterator[str]:
    """What the content security policy refuses, and what would be fetched from outside."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        handlers = [name for name in element.attrib if name.startswith(("on", "hx-on")) or name == "style"]
        yield from (f"{name}= in <{element.tag}>: the content security policy forbids it" for name in handlers)
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline <{element.tag}>: the content security policy forbids it"
        fetched = element.get("src") or (element.get("href") if element.tag == "link" else None) or ""
        if _OUTSIDE.match(fetched):
            yield f"{fetched} is fetched from outside"


def _unnamed_controls(root: Element) -> Iterator[str]:
    """Form controls and buttons that a screen reader could not name (WCAG 2.1, 4.1.2)."""
    labelled = {label.get("for") for label in root.iter("label") if _text(label)}
    wrapped = {id(child) for label in root.iter("label") if _text(label) for child in label.iter()}
    for element in root.iter():
        if element.tag not in _CONTROLS:
            continue
        named = (
            element.get("aria-label")
            or element.get("aria-labelledby")
            or element.get("id") in labelled - {None}
            or id(element) in wrapped
            or (element.tag == "button" and (_text(element) or element.get("title")))
            or (element.tag == "input" and element.get("type") in _NAMELESS_INPUTS)
        )
        if not named:
            yield f"<{element.tag} name={element.get('name')!r} id={element.get('id')!r}> has no name"


def error_at(html: str, field_id: str) -> str:
    """What the page says is wrong at one field of a form; empty where it says nothing."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    found = root.find(f".//*[@id='{field_id}-error']")
    return "" if found is None else " ".join(_text(found).split())


def _text(element: Element) -> str:
    """The words in an element, with what pictures in it say of themselves."""
    said = [child.get("alt") or child.get("aria-label") or "" for child in element.iter()]
    return " ".join([*element.itertext(), *said]).strip()
