"""What a person typed, made fit for an iCalendar TEXT value (RFC 5545 section 3.3.11)."""

import re
import unicodedata

from icalendar import vText

_LINE_BREAK = re.compile(r"\r\n?")
# Categories Cc (controls) and Cs (halves of a character that UTF-8 cannot write), the line and paragraph
# separators, the byte order mark and the code points that Unicode says are no characters.
_FORBIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)


def clean(text: str) -> str:
    r"""Give `text` as every calendar program can show it.

    NFC; line breaks as "\n"; a tab as a space; control characters, U+2028, U+2029 and a byte order mark
    removed; no space or empty line at either end. All else, emoji and joiners too, is kept as it was typed.
    Cleaning twice is cleaning once.
    """
    plain = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    # Removing a character can bring a letter and its accent together, so NFC comes after it.
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", plain)).strip()


class Text(vText):
    r"""A cleaned TEXT value, escaped once.

    The library's own vText turns a typed "\N" into a line break, so that "C:\Norge" loses a letter.
    """

    def __new__(cls, typed: str) -> "Text":
        """Clean what was `typed`."""
        return super().__new__(cls, clean(typed))

    def to_ical(self) -> bytes:
        """Give the value with backslash, semicolon, comma and line break escaped, as UTF-8."""
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()
