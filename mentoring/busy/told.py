"""How a calendar fares, in words, for its owner."""

from dataclasses import dataclass

from mentoring.busy.actions import is_old
from mentoring.busy.forms import ALL_DAY_WORDS
from mentoring.busy.models import BusyCalendar
from mentoring.busy.reading.address import masked
from mentoring.busy.secret import decrypted
from mentoring.busy.sentences import fault_in_words, warning_in_words
from mentoring.core.clock import now


@dataclass(frozen=True)
class State:
    """What a page says of one calendar. `where`: the machine of its address; the rest of the address is a secret."""

    where: str
    all_day: str
    is_waiting: bool
    fault: str
    warnings: tuple[str, ...]
    is_old: bool


def state_of(calendar: BusyCalendar) -> State:
    """How that calendar fares."""
    address = decrypted(calendar.address) if calendar.address else None
    return State(
        where=masked(address) if address else "",
        all_day=ALL_DAY_WORDS[calendar.all_day],
        is_waiting=_is_waiting(calendar),
        fault=fault_in_words(calendar.fault["key"], calendar.fault["about"]) if calendar.fault else "",
        warnings=tuple(warning_in_words(key, about) for key, about in calendar.warnings),
        is_old=is_old(calendar),
    )


def _is_waiting(calendar: BusyCalendar) -> bool:
    """Whether the worker is about to read it, or is reading it for the first time."""
    was_tried = calendar.read_at is not None or bool(calendar.fault)
    return calendar.next_at is not None and (calendar.next_at <= now() or not was_tried)
