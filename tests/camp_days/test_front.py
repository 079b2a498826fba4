"""The front page of staff says what is to be done next for the camp to come."""

from datetime import UTC, date, datetime

from mentoring.camp.models_of_pupils import PLACE
from tests import builders


def test_staff_read_the_next_step_from_setting_up_to_who_is_not_in_the_plan(app, here, sign_in):
    staff = sign_in(builders.staff(here.camp.programme))
    seen = []

    def look():
        text = staff.get("/").text
        steps = (
            "There is nothing to do yet",
            "places can be given",
            "can be planned",
            "1 pupil with a place is not in",
        )
        seen.append([step for step in steps if step in text])

    here.climbing.camp_id = here.film.camp_id = None
    look()
    here.climbing.camp_id = here.film.camp_id = here.camp.id
    look()
    here.camp.drawn_at, here.camp.wishes_until = datetime(2027, 5, 3, tzinfo=UTC), date(2027, 5, 31)
    look()
    here.publish(here.run(here.climbing, 0))
    look()
    builders.camp_pupil(here.camp, builders.pupil(here.camp.programme, here.pupils[0].school), status=PLACE)
    look()

    assert seen == [
        ["There is nothing to do yet"],
        ["places can be given"],
        ["can be planned"],
        [],
        ["1 pupil with a place is not in"],
    ]
