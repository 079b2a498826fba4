"""Words for what a pupil is at camp."""

from flask_babel import lazy_gettext as _l

from mentoring.camp.models_of_pupils import APPLIED, PLACE, WAITING, WITHDRAWN

STATUS_WORDS = {
    APPLIED: _l("signed up"),
    PLACE: _l("has a place"),
    WAITING: _l("on the waiting list"),
    WITHDRAWN: _l("does not come"),
}
STATUS_COLOURS = {APPLIED: "info", PLACE: "success", WAITING: "warning", WITHDRAWN: "neutral"}
