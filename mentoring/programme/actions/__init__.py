"""What staff do to a programme: its rules, terms and topics, its schools and venues, and the school calendar."""

from mentoring.programme.actions.days import (
    StoredDays,
    add_day_off,
    change_day_off,
    remove_day_off,
    store_days_off,
)
from mentoring.programme.actions.places import (
    VenueFacts,
    add_school,
    add_venue,
    change_school,
    change_venue,
    set_opening_hours,
    store_venue,
)
from mentoring.programme.actions.rules import (
    Rules,
    add_term,
    add_topic,
    change_programme,
    change_term,
    create_programme,
    move_topic,
    remove_topic,
    rename_topic,
)

__all__ = [
    "Rules",
    "StoredDays",
    "VenueFacts",
    "add_day_off",
    "add_school",
    "add_term",
    "add_topic",
    "add_venue",
    "change_day_off",
    "change_programme",
    "change_school",
    "change_term",
    "change_venue",
    "create_programme",
    "move_topic",
    "remove_day_off",
    "remove_topic",
    "rename_topic",
    "set_opening_hours",
    "store_days_off",
    "store_venue",
]
