"""The languages of the pages: bokmål, nynorsk and English, chosen by the user and kept."""

from flask import Flask, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

#: code → its own name, in the order in which they are offered. Bokmål is Oslo's administrative language.
LANGUAGES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
DEFAULT = "nb"


def chosen_language() -> str:
    """The account's language, else this session's, else the first acceptable of the browser, else bokmål.

    Commands and the worker speak bokmål where they do not say otherwise.
    """
    if not has_request_context():
        return DEFAULT
    if current_user and current_user.is_authenticated and current_user.language:
        return str(current_user.language)
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    wished = request.accept_languages.best_match(["nb", "nn", "en", "no"])
    return {"no": "nb", None: DEFAULT}.get(wished, wished or DEFAULT)


def locale_of(language: str) -> str:
    """The locale of a language; English dates and times are British: day first, 24 hours."""
    return "en_GB" if language == "en" else language


def _locale() -> str:
    return locale_of(chosen_language())


def init_languages(app: Flask) -> None:
    """Translations, and dates and times as they are written in Norway."""
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone="Europe/Oslo",
        locale_selector=_locale,
        default_translation_directories="mentoring/translations",
    )
    app.context_processor(lambda: {"languages": LANGUAGES, "language": chosen_language()})
