"""Every sentence that people read is there in bokmål, nynorsk and English, and says the same with the same names.

English is what the code says, so it needs no catalogue; it is complete when nothing that people read passes gettext
by: no bare words in templates, no bare sentences in flashes, refusals and labels.
"""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask_babel import force_locale, gettext, ngettext

from mentoring.core import translation
from mentoring.core.forms import Form

ROOT = translation.ROOT
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = sorted((ROOT / "mentoring").rglob("*.py"))
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%\(\w+\)")
_TEMPLATE_PARTS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<[^>]*>", re.DOTALL)
_READ_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"{]*[A-Za-zÆØÅæøå]{2,}[^"{]*)"')
#: words that are the same in every language
_NAMES = {"Mentorplan", "iCal", "Google", "Calendar", "Apple", "Outlook", "Thunderbird", "nbsp", "middot"}
#: calls whose first word people read, and which argument of theirs it is
_SPEAKING = {"flash": 0, "Refusal": 0, "Group": 0, "Waiting": 0}


@pytest.fixture(scope="module")
def sentences():
    """Every sentence of code, templates and libraries."""
    return [message for message in translation.gather() if message.id]


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


@pytest.mark.parametrize("language", translation.TRANSLATED)
def test_every_sentence_is_translated(language, sentences):
    catalogue = translation.read(language)
    unknown = [message.id for message in sentences if catalogue.get(message.id, message.context) is None]
    empty_or_guessed = translation.missing(catalogue)

    assert unknown == [], "run `make translate`"
    assert empty_or_guessed == []


@pytest.mark.parametrize("language", translation.TRANSLATED)
def test_translations_have_the_placeholders_of_the_sentence(language):
    wrong = []
    for message in translation.read(language):
        said = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        for original, translated in zip(_forms(message), said, strict=False):
            if message.id and translated and _found(original) - {"%(num)d"} != _found(translated) - {"%(num)d"}:
                wrong.append((original, translated))

    assert wrong == []


def _found(sentence: str) -> set[str]:
    return set(_PLACEHOLDER.findall(sentence))


@pytest.mark.parametrize("language", translation.TRANSLATED)
def test_catalogues_hold_no_sentence_that_is_gone(language, sentences):
    known = {(_forms(message), message.context) for message in sentences}

    gone = [
        message.id
        for message in translation.read(language)
        if message.id and (_forms(message), message.context) not in known
    ]

    assert gone == [], "run `make translate`"


def test_no_sentence_stands_where_it_is_not_gathered():
    """Babel looks into no f-string; what is said in one is in no catalogue."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in CODE
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "_l", "ngettext")
    ]

    assert hidden == []


def test_the_sentences_of_the_code_are_english(sentences):
    norwegian = re.compile(r"\b(?:ikke|skal|finnes|økter|og|denne|disse)\b")

    assert [form for message in sentences for form in _forms(message) if norwegian.search(form)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_templates_say_nothing_past_the_catalogues(path):
    text = path.read_text(encoding="utf-8")
    attributes = _READ_ATTRIBUTE.findall(text)
    bare = [word for word in re.findall(r"[A-Za-zÆØÅæøå]{2,}", _TEMPLATE_PARTS.sub(" ", text)) if word not in _NAMES]

    assert (bare, attributes) == ([], [])


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_says_nothing_past_the_catalogues(path):
    bare = [
        f"line {call.lineno}: {said.value!r}"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and (said := _said(call)) is not None
        and isinstance(said.value, str)
        and re.search(r"^[A-ZÆØÅ][a-zæøå]|[a-zæøå] [a-zæøå]", said.value)
    ]

    assert bare == []


def _said(call: ast.Call) -> ast.Constant | None:
    """The sentence that a flash, a refusal or a form field was given as it is, without gettext."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    speaks = name in _SPEAKING or (name.endswith("Field") and name[:1].isupper())
    position = _SPEAKING.get(name, 0)
    first = call.args[position] if speaks and len(call.args) > position else None
    return first if isinstance(first, ast.Constant) else None


def test_scripts_hold_no_sentences():
    spoken = re.compile(r"""["'`][A-ZÆØÅ][a-zæøå]+ [a-zæøå]+[^"'`]*["'`]""")
    found = {
        path.name: sentences
        for path in (ROOT / "mentoring" / "static" / "js").glob("*.js")
        if (sentences := spoken.findall(_without_comments(path)))
    }

    assert found == {}, "hand sentences over in data attributes"


def _without_comments(path: Path) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_english_counts_without_a_catalogue(app):
    with app.test_request_context(), force_locale("en"):
        told = [ngettext("%(num)d pupil", "%(num)d pupils", number) for number in (0, 1, 2)]

        assert told == ["0 pupils", "1 pupil", "2 pupils"]
        assert gettext("Sign in") == "Sign in"


@pytest.mark.parametrize(("language", "door"), [("nb", "Logg inn"), ("nn", "Logg inn")])
def test_the_sign_in_page_speaks_the_chosen_language(client, language, door):
    page = client.get("/account/sign-in", headers={"Accept-Language": language}).text

    assert f'<html lang="{language}"' in page
    assert door in page


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nb", "Dette må fylles ut."), ("nn", "Dette må fyllast ut."), ("en", "This field is required.")],
)
def test_the_form_library_speaks_all_three_languages(app, language, sentence):
    with app.test_request_context(), force_locale(language):
        assert Form.Meta().get_translations(Form).gettext("This field is required.") == sentence


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_refused_sign_in_is_told_in_the_chosen_language(client, language):
    wrong = {"email": "ingen@example.org", "password": "feil"}

    english = client.post("/account/sign-in", data=wrong).text
    norwegian = client.post("/account/sign-in", data=wrong, headers={"Accept-Language": language}).text

    told = [re.search(r'id="error-summary".*?<li>(.+?)</li>', page, re.DOTALL) for page in (english, norwegian)]
    assert None not in told
    assert told[0][1] != told[1][1]
