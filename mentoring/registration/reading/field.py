"""The shapes in which each kind of list declares its columns, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString, get_locale  # type: ignore[import-untyped] # Flask-Babel ships no types

from mentoring.registration.reading.context import Context
from mentoring.registration.reading.fault import Cell, Fault, Reading, Text

Values = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One thing a column can mean.

    `nb`, `nn`, `en`: the words people write above it, parted by "|"; the first is the one in our templates.
    `meaning` explains it in one sentence; `example` is how the template's example row writes it ("" = left blank).
    `is_needed`: a blank cell is a fault. `is_guessable`: the column may be known by what stands in it.
    `in_template`: False for another way to write what other columns say.
    """

    key: str
    nb: str
    nn: str
    en: str
    read: Callable[[Cell, Context], Reading[Any]]
    meaning: Text
    example: str = ""
    is_needed: bool = False
    is_guessable: bool = False
    in_template: bool = True

    def title(self, language: str) -> str:
        """The header in our templates, in "nb", "nn" or "en"."""
        return {"nn": self.nn, "en": self.en}.get(language, self.nb).split("|")[0]

    @property
    def name(self) -> Text:
        """The title in the language of the request that shows it; bokmål outside of any."""
        return LazyString(lambda: self.title(str(get_locale() or "nb")[:2]))

    @property
    def titles(self) -> tuple[str, ...]:
        """All words for it, in all languages."""
        return tuple(word for words in (self.nb, self.nn, self.en) for word in words.split("|") if word)

    @property
    def own_titles(self) -> tuple[str, ...]:
        """The words our templates use for it."""
        return tuple(self.title(language) for language in ("nb", "nn", "en"))


@dataclass
class Draft:
    """A row on its way: the values of its fields, what is wrong, and what to know. Checks change it in place."""

    values: Values
    context: Context
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, key: str, message: Text, hint: Text = "") -> None:
        """Note what is wrong at a field."""
        self.faults.append(Fault(message, hint, key))

    def warn(self, key: str, message: Text, hint: Text = "") -> None:
        """Note what is worth knowing about a field."""
        self.warnings.append(Fault(message, hint, key))

    def is_faulty(self, *keys: str) -> bool:
        """Whether one of these fields has a fault already, so that no second one is said about it."""
        return any(fault.field in keys for fault in self.faults)


@dataclass(frozen=True)
class Kind:
    """One kind of list: its columns, which must be there, and the checks of a whole row.

    `needed`: groups of alternatives; of each group one set of columns must be found. `wished`: columns whose absence
    is said, but stops nothing. `finish` turns the values of columns into those of the record, checking the row as a
    whole. `identity` is what makes two rows the same one, None when the row does not say.
    """

    key: str
    fields: tuple[Field, ...]
    needed: tuple[tuple[tuple[str, ...], ...], ...]
    finish: Callable[[Draft], None]
    identity: Callable[[Values], tuple[Any, ...] | None]
    wished: tuple[str, ...] = ()

    def field(self, key: str) -> Field:
        """The field with this key; KeyError if the kind has none."""
        for candidate in self.fields:
            if candidate.key == key:
                return candidate
        raise KeyError(key)
