"""Places are drawn by tickets that anybody can count again; who waits moves up by itself, with a mail."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from mentoring.camp.actions import CampFacts, change_camp, sign_up
from mentoring.camp.letters import remind
from mentoring.camp.models_of_pupils import APPLIED, PLACE, WAITING, CampWish
from mentoring.camp.queries_of_pupils import drawn, places_taken, waiting_list
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.outbox.models import Mail
from mentoring.outbox.sending import whole_text
from mentoring.registration.actions import pupil_came_back, pupil_left
from tests import builders
from tests.camp.conftest import DRAW_DAY

SEED = "3-8-14-21-26-30-33"


@pytest.fixture
def applied(app, camp):
    """Five pupils for three places, each with a guardian; signing up is over."""
    camp.seats = 3
    school = builders.school()
    pupils = [builders.pupil(camp.programme, school) for _ in range(5)]
    for pupil in pupils:
        builders.guardian(pupil)
    made = [builders.camp_pupil(camp, pupil) for pupil in pupils]
    app.config["FIXED_NOW"] = DRAW_DAY
    return made


def ticket(key):
    """Counted as the page tells everybody to."""
    return int(sha256(f"{SEED}\n{key}".encode()).hexdigest()[:16], 16) % 1_000_000 + 1


def test_the_highest_tickets_get_the_places(camp, applied):
    sign_up.hold_draw(camp, seed=SEED)

    order = sorted(applied, key=lambda one: -ticket(one.key))
    assert [one.status for one in order] == [PLACE] * 3 + [WAITING] * 2
    assert (drawn(camp), waiting_list(camp)) == (order, order[3:])


def test_anybody_can_draw_again_from_the_page_and_reads_no_name(camp, applied, client):
    sign_up.hold_draw(camp, seed=SEED)

    page = client.get(f"/camp/{camp.id}/draw").text

    assert SEED in page
    assert all(one.key in page and str(ticket(one.key)) in page for one in applied)
    assert not any(one.pupil.family_name in page or one.pupil.given_name in page for one in applied)


def test_each_guardian_gets_a_mail(camp, applied):
    sign_up.hold_draw(camp, seed=SEED)

    subjects = [one.subject for one in db.session.scalars(db.select(Mail))]
    assert sorted(subjects) == sorted([f"{camp.name}: det er en plass"] * 3 + [f"{camp.name}: på venteliste"] * 2)


def _withdraws(one):
    sign_up.withdraw(one)


def _leaves(one):
    pupil_left(one.pupil)


def _is_erased(one):
    db.session.delete(one.pupil)


def _the_camp_gets_one_more_place(one):
    known = {name: getattr(one.camp, name) for name in CampFacts.__dataclass_fields__}
    change_camp(one.camp, facts=CampFacts(**known | {"seats": 4}))


@pytest.mark.parametrize("makes_room", [_withdraws, _leaves, _is_erased, _the_camp_gets_one_more_place])
def test_a_free_place_goes_to_who_waits_longest_and_only_that_family_gets_a_mail(camp, applied, makes_room):
    sign_up.hold_draw(camp, seed=SEED)
    first, second = waiting_list(camp)
    before = db.session.query(Mail).count()

    makes_room(drawn(camp)[0])
    builders.commit()

    mail = db.session.scalars(db.select(Mail).order_by(Mail.id.desc())).first()
    assert (first.status, second.status) == (PLACE, WAITING)
    assert mail.to == first.pupil.guardians[0].email
    assert "Det er blitt en ledig plass" in mail.text
    assert db.session.query(Mail).count() == before + 1


def test_who_comes_back_into_the_programme_waits_for_a_place_that_was_given_away(camp, applied, sign_in):
    sign_up.hold_draw(camp, seed=SEED)
    gone, kept, *_others = drawn(camp)
    builders.commit()
    staff = sign_in(builders.staff(camp.programme))

    staff.post(f"/pupils/{gone.pupil_id}/left")
    listed = staff.get(f"/camp/{camp.id}/pupils").text
    staff.post(f"/pupils/{gone.pupil_id}/back")
    db.session.expire_all()
    waits = (gone.status, waiting_list(camp)[0], places_taken(camp))
    pupil_left(kept.pupil)
    builders.commit()

    assert "has a place: 3" in listed
    assert "Left on 3 May 2027" in listed
    assert waits == (WAITING, gone, 3)
    assert gone.status == PLACE


def test_who_comes_back_while_nobody_has_taken_the_place_has_it_still(camp, applied):
    camp.seats = 5
    sign_up.hold_draw(camp, seed=SEED)
    pupil_left(applied[0].pupil)
    builders.commit()

    pupil_came_back(applied[0].pupil)
    builders.commit()

    assert (applied[0].status, places_taken(camp)) == (PLACE, 5)
    assert db.session.query(Mail).count() == 5


def test_who_withdrew_after_the_draw_still_stands_in_it(camp, applied, client):
    sign_up.hold_draw(camp, seed=SEED)
    gone = drawn(camp)[0]

    sign_up.withdraw(gone)

    assert gone.key in client.get(f"/camp/{camp.id}/draw").text


def test_who_comes_back_or_comes_late_waits_behind_those_of_the_draw(app, camp, applied, sign_in):
    sign_up.hold_draw(camp, seed=SEED)
    back = drawn(camp)[0]
    sign_up.withdraw(back)
    app.config["FIXED_NOW"] = DRAW_DAY.replace(day=4)
    staff = sign_in(builders.staff(camp.programme))

    staff.post(f"/camp/{camp.id}/pupils/new", data={"pupil_id": back.pupil_id, "given_by": "Mor"})

    db.session.expire_all()
    assert back.status == WAITING
    assert waiting_list(camp)[-1] is back


def test_without_consent_nobody_gets_a_place(camp, applied):
    applied[0].consents = []

    sign_up.hold_draw(camp, seed=SEED)

    assert (applied[0].status, applied[0].is_drawn) == (APPLIED, False)


def test_the_draw_is_held_once_after_signing_up_and_not_without_a_seed(app, camp, applied):
    with pytest.raises(Refusal, match="trengs en startverdi"):
        sign_up.hold_draw(camp, seed="")
    sign_up.hold_draw(camp, seed=SEED)
    with pytest.raises(Refusal, match="allerede holdt"):
        sign_up.hold_draw(camp, seed="another")

    assert camp.draw_seed == SEED


def test_the_draw_waits_until_signing_up_is_over(camp):
    with pytest.raises(Refusal, match="fortsatt åpen"):
        sign_up.hold_draw(camp, seed=SEED)


class TestReminders:
    """Days before the deadline, to those who have ranked nothing, once for each of these days."""

    @pytest.mark.parametrize(("day", "hour", "mails"), [(28, 10, 1), (30, 10, 1), (29, 10, 0), (28, 23, 0)])
    def test_they_go_out_three_days_and_one_day_before_by_day(self, app, camp, family, day, hour, mails):
        builders.camp_pupil(camp, family.pupil)
        app.config["FIXED_NOW"] = datetime(2027, 5, day, hour, tzinfo=UTC)

        remind()
        remind()

        assert db.session.query(Mail).count() == mails

    def test_who_has_ranked_is_left_alone(self, app, camp, family):
        one = builders.camp_pupil(camp, family.pupil)
        one.wishes = [CampWish(activity_id=builders.activity(camp).id, rank=1)]
        app.config["FIXED_NOW"] = datetime(2027, 5, 28, 10, tzinfo=UTC)

        assert remind() == 0

    def test_it_carries_the_guardians_own_link(self, app, camp, family):
        builders.camp_pupil(camp, family.pupil)
        app.config |= {"FIXED_NOW": datetime(2027, 5, 28, 10, tzinfo=UTC), "MAIL_SERVER": "127.0.0.1"}

        remind()

        assert family.page in whole_text(db.session.scalars(db.select(Mail)).one())


def test_all_guardians_are_written_to_once(app, camp, family, sign_in):
    app.config["MAIL_SERVER"] = "127.0.0.1"
    staff = sign_in(builders.staff(camp.programme))

    for _ in range(2):
        staff.post(f"/camp/{camp.id}/invite")

    letter = db.session.scalars(db.select(Mail)).one()
    assert letter.to == "hodan@example.org"
    assert family.page in whole_text(letter)
