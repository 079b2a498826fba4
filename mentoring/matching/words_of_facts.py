"""What the facts of a problem file are called on pages."""

from flask_babel import gettext as _


def fact_names() -> dict[str, str]:
    """Key of a pupil, mentor, venue or of the settings → its name. What no person decides is left out."""
    return {
        "school": _("school"),
        "grade": _("grade"),
        "gender": _("gender"),
        "languages": _("languages"),
        "required_language": _("the language that is required"),
        "mentor_gender": _("the wished gender of the mentor"),
        "mentor_gender_required": _("the wished gender of the mentor"),
        "needs": _("what help is needed with"),
        "topics": _("topics"),
        "grades": _("grades"),
        "availability": _("when free"),
        "venues": _("where"),
        "sessions": _("sessions wished"),
        "priority": _("how urgent"),
        "ticket": _("number in the draw"),
        "apart": _("whom to be apart from"),
        "together": _("whom to be together with"),
        "max_sessions": _("sessions at most"),
        "max_pupils": _("pupils at most"),
        "group_size": _("size of a group"),
        "rooms": _("rooms"),
        "seats": _("seats"),
        "min_adults": _("adults at least"),
        "travel_minutes": _("minutes to travel"),
        "max_sessions_per_day": _("sessions of a mentor in a day"),
        "max_grade_span": _("grades between the youngest and the oldest of a group"),
    }
