"""What became of a request, and what somebody who could stand in would miss, in words."""

from flask_babel import gettext as _

from mentoring.standins.models import ACCEPTED, ASKED, DECLINED, SILENT, WITHDRAWN


def status_words() -> dict[str, tuple[str, str]]:
    """Status of a request → (word, colour)."""
    return {
        ASKED: (_("asked"), "info"),
        ACCEPTED: (_("said yes"), "success"),
        DECLINED: (_("said no"), "danger"),
        SILENT: (_("no answer"), "warning"),
        WITHDRAWN: (_("withdrawn"), "neutral"),
    }


def misses_told(rules: tuple[str, ...]) -> tuple[str, ...]:
    """The rules that somebody would miss for once."""
    words = {
        "topics": _("teaches none of what is needed"),
        "grades": _("does not usually teach this grade"),
        "required_language": _("does not speak the language that is needed"),
        "mentor_load": _("has as much as agreed that day, or smaller groups"),
    }
    return tuple(str(words.get(rule, rule)) for rule in rules)
