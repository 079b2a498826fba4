"""Writes of registration, as verbs: refuse, change, audit. Plain values in; nothing is committed here."""

from mentoring.registration.actions.clearance import note_clearance, withdraw_clearance
from mentoring.registration.actions.guardians import (
    GuardianValues,
    change_guardian,
    register_guardian,
    set_guardians,
)
from mentoring.registration.actions.mentors import (
    MentorValues,
    change_mentor,
    mentor_came_back,
    mentor_left,
    register_mentor,
)
from mentoring.registration.actions.pupils import (
    PupilValues,
    change_pupil,
    pupil_came_back,
    pupil_left,
    register_pupil,
)
from mentoring.registration.actions.ties import tie_pupil

__all__ = [
    "GuardianValues",
    "MentorValues",
    "PupilValues",
    "change_guardian",
    "change_mentor",
    "change_pupil",
    "mentor_came_back",
    "mentor_left",
    "note_clearance",
    "pupil_came_back",
    "pupil_left",
    "register_guardian",
    "register_mentor",
    "register_pupil",
    "set_guardians",
    "tie_pupil",
    "withdraw_clearance",
]
