"""Translations: gathers sentences from code, templates and libraries, and compiles the catalogues of nb and nn.

The sentences in the code are English, so English needs no catalogue; it is complete when every sentence that
people read goes through gettext, which the tests look after. A catalogue is
mentoring/translations/<language>/LC_MESSAGES/messages.po. JavaScript holds no sentences: a template hands them over
in data attributes (`data-copied="{{ _('Copied') }}"`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import wtforms
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask import Flask
from flask_babel import get_domain

from mentoring.core.languages import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "mentoring" / "translations"
SOURCE_LANGUAGE = "en"
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE_LANGUAGE)

_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_l", "gettext", "lazy_gettext", "gettext_noop"), None),
    **dict.fromkeys(("_n", "ngettext", "lazy_ngettext"), (1, 2)),
    **dict.fromkeys(("pgettext", "lazy_pgettext"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}


def gather() -> Catalog:
    """Every sentence that people may read, with the files it stands in."""
    found = Catalog(project="Mentorplan", charset="utf-8", fuzzy=False)
    for file, sentence, comments, context in [*_own(), *_of_forms()]:
        found.add(sentence, locations=[(file, None)], auto_comments=comments, context=context)
    return found


def _own() -> Iterator[tuple[str, Any, list[str], str | None]]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    for file, _, sentence, comments, context in extract_from_dir(
        ROOT, methods, options, _KEYWORDS, ("for translators:",), directory_filter=_is_ours
    ):
        yield file.replace("\\", "/"), sentence, comments, context


def _is_ours(folder: str) -> bool:
    return Path(folder).name in {"mentoring", "templates"} or Path(folder).parent != ROOT


def _of_forms() -> Iterator[tuple[str, Any, list[str], str | None]]:
    """WTForms has no nynorsk, and a Norwegian of its own."""
    package = Path(wtforms.__file__).parent
    methods = [("validators.py", "python"), ("fields/*.py", "python")]
    keywords = {"gettext": None, "ngettext": (1, 2)}
    for file, _, sentence, _comments, context in extract_from_dir(package, methods, keywords=keywords):
        yield f"wtforms/{file}", sentence, [], context


def path_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return CATALOGUES / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(
            locale=language,
            header_comment=f"# Mentorplan in {LANGUAGES[language]}. `make translate` adds what is new.",
            project="Mentorplan",
            version=" ",
            msgid_bugs_address="",
            last_translator="",
            language_team="",
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, sentences: Catalog) -> Catalog:
    """Give a catalogue the sentences that are new and take from it those that are gone; nothing is guessed."""
    catalogue = read(language)
    # `sentences` brings the moment of its making; a catalogue only changes with its sentences
    made = catalogue.creation_date
    catalogue.update(sentences, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    catalogue.creation_date = made
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as file:
        write_po(file, catalogue, width=110, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    return catalogue


def missing(catalogue: Catalog) -> list[str]:
    """The sentences that a catalogue does not say, or says only by guess."""
    return [_first(message.id) for message in catalogue if message.id and not _is_said(message)]


def _is_said(message: Any) -> bool:
    forms = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(forms) and not message.fuzzy


def _first(sentence: Any) -> str:
    return str(sentence[0] if isinstance(sentence, (list, tuple)) else sentence)


def compile_catalogues() -> None:
    """Write the .mo files that the application reads, where the .po is newer; git keeps none of them."""
    for language in TRANSLATED:
        source = path_of(language)
        compiled = source.with_suffix(".mo")
        if source.exists() and (not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime):
            with compiled.open("wb") as file:
                write_mo(file, read(language))


class FormSentences:
    """What WTForms asks for its own sentences: our catalogues, in the language of the request."""

    def gettext(self, sentence: str) -> str:
        return str(get_domain().get_translations().ugettext(sentence))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return str(get_domain().get_translations().ungettext(singular, plural, number))


def init_translation(app: Flask) -> None:
    """Let Flask-Security speak through our catalogues; add `flask translate` and `flask translate-compile`."""
    app.config.setdefault("SECURITY_I18N_DOMAIN", "messages")
    app.config.setdefault("SECURITY_I18N_DIRNAME", [str(CATALOGUES)])
    app.cli.command("translate")(_translate)
    app.cli.command("translate-compile")(compile_catalogues)


def _translate() -> None:
    """Gather sentences into the catalogues and tell what is still to be translated."""
    sentences = gather()
    for language in TRANSLATED:
        left = missing(update(language, sentences))
        click.echo(f"{LANGUAGES[language]}: {len(left)} of {len(sentences)} sentences are to be translated")
        for sentence in left:
            click.echo(f"  {sentence!r}")
    compile_catalogues()
