"""Asking stand-ins: with one click, by mail, with links that need no sign-in and work once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest

from mentoring.absence.actions import take_back, tell_hours
from mentoring.core.database import db
from mentoring.core.refusal import Refusal
from mentoring.outbox.models import Mail
from mentoring.outbox.sending import whole_text
from mentoring.standins import actions
from mentoring.standins.models import StandInRequest
from mentoring.standins.queries import open_sessions
from mentoring.standins.secret import answer_address
from mentoring.standins.tasks import pass_over_silence
from mentoring.timetable.changing import change_room
from mentoring.timetable.queries import changes_of
from tests import builders
from tests.standins.week import NOW, Monday


def _away(session):
    absence = tell_hours(session.mentor, start=session.starts_at, end=session.ends_at)
    builders.commit()
    return absence


def _requests(status="asked"):
    return db.session.query(StandInRequest).filter_by(status=status).order_by(StandInRequest.id).all()


def _path(request, answer):
    return answer_address(request, answer).removeprefix("http://localhost")


def _mails(to=None):
    db.session.expire_all()
    return [mail for mail in db.session.query(Mail).order_by(Mail.id) if to in (None, mail.to)]


def test_staff_see_what_is_open_what_follows_for_others_and_who_could_stand_in(monday, sign_in):
    _away(monday.one)

    browser = sign_in(monday.staff)
    page, week = browser.get("/stand-ins/").text, browser.get("/sessions/?week=2026-W47").text

    assert week.count("without mentor") == 1
    assert "Åse Ødegård cannot come" in page
    assert "Too few adults at other sessions" in page
    assert page.count("best for all together") == 1
    assert [name for name in ("Kim1", "Kim2", "Kim3") if name in page] == ["Kim1", "Kim2", "Kim3"]
    assert "Ask the best for 1 session" in page


def test_one_click_asks_by_mail_with_two_links_and_a_deadline(monday, sign_in):
    _away(monday.one)
    chosen = monday.colleagues[1]

    sign_in(monday.staff).post(f"/stand-ins/sessions/{monday.one.id}/ask", data={"mentor": chosen.id})

    [request] = _requests()
    [mail] = _mails(chosen.email)
    assert request.mentor_id == chosen.id
    assert request.deadline == NOW + timedelta(hours=4)
    assert answer_address(request, "yes") in whole_text(mail)
    assert answer_address(request, "no") in whole_text(mail)
    assert "Åse" not in mail.text
    page = sign_in(monday.staff).get("/stand-ins/").text
    assert f"{chosen.name} is asked, until" in page


def test_opening_the_link_takes_nothing_and_the_button_takes_the_session(monday, client):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    builders.commit()

    opened, headed = client.get(_path(request, "yes")), client.head(_path(request, "yes"))
    assert (opened.status_code, headed.status_code) == (200, 200)
    assert _requests() == [request]
    done = client.post(_path(request, "yes"), follow_redirects=True)

    db.session.expire_all()
    assert "You have said yes to this. Thank you!" in done.text
    assert request.status == "accepted"
    assert monday.one.mentor_id == monday.colleagues[0].id
    assert open_sessions(monday.programme.id) == []


def test_everybody_concerned_is_told_when_somebody_stands_in(monday, client):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    builders.commit()
    before = len(_mails())

    client.post(_path(request, "yes"))

    told = {mail.to for mail in _mails()[before:]}
    guardian = monday.one.pupils[0].guardians[0]
    assert told == {monday.first.email, monday.colleagues[0].email, guardian.email}


def test_a_link_works_once(monday, client):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    builders.commit()

    client.post(_path(request, "no"))
    again = client.post(_path(request, "yes"))

    db.session.expire_all()
    assert again.status_code == 409
    assert "You have said no to this." in again.text
    assert request.status == "declined"
    assert monday.one.mentor_id == monday.first.id


def test_after_a_no_the_next_is_asked_and_nobody_twice(monday, client):
    _away(monday.one)
    [first] = actions.ask_best(monday.programme)
    builders.commit()

    for _ in range(3):
        [waiting] = _requests()
        client.post(_path(waiting, "no"))

    asked = [one.mentor_id for one in _requests("declined")]
    assert asked[0] == first.mentor_id
    assert sorted(asked) == sorted(one.id for one in monday.colleagues)
    assert _requests() == []
    assert "Nobody is left to ask for a session" in [mail.subject for mail in _mails(monday.staff.email)]


def test_who_does_not_answer_in_time_is_passed_over(monday, app, client):
    _away(monday.one)
    [first] = actions.ask_best(monday.programme)
    builders.commit()

    app.config["FIXED_NOW"] = first.deadline - timedelta(minutes=1)
    assert pass_over_silence() == 0
    app.config["FIXED_NOW"] = first.deadline
    assert pass_over_silence() == 1
    assert pass_over_silence() == 0

    [second] = _requests()
    assert first.status == "silent"
    assert second.mentor_id != first.mentor_id
    late = client.post(_path(first, "yes"))
    assert late.status_code == 409
    assert "The time to answer is over" in late.text


def test_a_deadline_leaves_half_of_the_time_and_spares_the_night(app):
    app.config["FIXED_NOW"] = datetime(2026, 11, 16, 11, tzinfo=UTC)
    assert actions.deadline_for(datetime(2026, 11, 16, 15, tzinfo=UTC)) == datetime(2026, 11, 16, 13, tzinfo=UTC)
    app.config["FIXED_NOW"] = datetime(2026, 11, 15, 20, tzinfo=UTC)
    assert actions.deadline_for(datetime(2026, 11, 16, 15, tzinfo=UTC)) == datetime(2026, 11, 16, 7, tzinfo=UTC)


@pytest.mark.both_databases
def test_two_answers_at_one_moment_cannot_both_win(app, monday):
    _away(monday.one)
    number = actions.ask(monday.one, monday.colleagues[0]).id
    builders.commit()

    def answer(deed):
        with app.app_context():
            try:
                deed(db.session.get_one(StandInRequest, number))
                db.session.commit()
            except Refusal:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as two:
        won = list(two.map(answer, (actions.accept, actions.accept)))

    db.session.expire_all()
    assert sorted(won) == [False, True]
    assert monday.one.sequence == 1


def test_what_was_changed_meanwhile_is_not_taken_by_an_old_yes(monday, client):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    builders.commit()
    change_room(monday.one, room="Rom 2")
    builders.commit()

    answer = client.post(_path(request, "yes"))

    db.session.expire_all()
    assert answer.status_code == 409
    assert monday.one.mentor_id == monday.first.id
    assert request.status == "asked"
    pass_over_silence()
    assert request.status == "withdrawn"


def test_a_mentor_who_comes_back_needs_nobody_and_who_was_asked_hears_it(monday):
    absence = _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    builders.commit()

    take_back(absence)
    builders.commit()

    assert request.status == "withdrawn"
    assert _mails(monday.colleagues[0].email)[-1].subject == "Det trengs ingen vikar likevel"
    with pytest.raises(Refusal, match="trengs ikke lenger"):
        actions.accept(request)


def test_a_session_stays_with_who_took_it_when_the_mentor_comes_back(monday):
    absence = _away(monday.one)
    actions.accept(actions.ask(monday.one, monday.colleagues[0]))

    take_back(absence)
    builders.commit()

    assert monday.one.mentor_id == monday.colleagues[0].id


def test_only_one_is_asked_at_a_time(monday):
    _away(monday.one)
    actions.ask(monday.one, monday.colleagues[0])

    with pytest.raises(Refusal, match="Noen er allerede spurt om denne økten"):
        actions.ask(monday.one, monday.colleagues[1])


def test_a_session_whose_mentor_comes_needs_nobody(monday):
    with pytest.raises(Refusal, match="trenger ingen vikar"):
        actions.ask(monday.one, monday.colleagues[0])


def test_whom_the_rules_keep_away_cannot_be_asked(monday, sign_in):
    _away(monday.one)
    uncleared = builders.mentor(monday.programme, cleared=False)

    browser = sign_in(monday.staff)
    browser.post(f"/stand-ins/sessions/{monday.one.id}/ask", data={"mentor": uncleared.id})

    assert _requests() == []
    assert uncleared.name not in re.sub(r"(?s)<div id=\"messages.*?</div>", "", browser.get("/stand-ins/").text)


def test_who_does_not_quite_fit_is_asked_by_mail_too_and_the_reason_stays_on_record(monday, sign_in, client):
    _away(monday.one)
    other = builders.mentor(monday.programme, topics=[monday.programme.topics[1]])
    browser, path = sign_in(monday.staff), f"/stand-ins/sessions/{monday.one.id}/ask"
    reason = {"mentor": other.id, "reason": "Repeats fractions that day"}

    listed, asking = browser.get("/stand-ins/").text, browser.get(f"{path}?mentor={other.id}").text
    refused = browser.post(path, data={"mentor": other.id})
    assert _requests() == []
    browser.post(path, data=reason)
    [request] = _requests()
    assert monday.one.mentor_id == monday.first.id
    client.post(_path(request, "yes"))

    db.session.expire_all()
    assert f"{path}?mentor={other.id}" in listed
    assert "Why is it right here?" in asking
    assert refused.status_code == 422
    assert "This needs a reason" in refused.text
    assert len(_mails(other.email)) == 2
    assert monday.one.mentor_id == other.id
    [change] = changes_of(monday.one)
    assert (change.reason, [one["rule"] for one in change.overridden]) == (reason["reason"], ["topics"])


def test_who_is_left_because_others_are_needed_elsewhere_can_be_asked_with_a_reason(app, sign_in):
    monday = Monday(colleagues=1, staff=1)
    _away(monday.one)
    _away(monday.other)
    other = builders.mentor(monday.programme, topics=[monday.programme.topics[1]])
    browser = sign_in(monday.staff)

    page = browser.get("/stand-ins/").text
    for session, mentor in ((monday.one, monday.colleagues[0]), (monday.other, other)):
        typed = {"mentor": mentor.id, "reason": "Repeats fractions that day"}
        browser.post(f"/stand-ins/sessions/{session.id}/ask", data=typed)

    assert "too few adults" not in page
    assert page.count("Ask all the same") == 2
    assert {one.mentor_id for one in _requests()} == {monday.colleagues[0].id, other.id}


def test_who_has_as_much_as_agreed_that_week_is_asked_and_takes_it_with_a_yes(app, client):
    monday = Monday(colleagues=1)
    [busy] = monday.colleagues
    busy.max_sessions = 1
    monday.session(busy, date=monday.one.date + timedelta(days=2))
    _away(monday.one)

    [request] = actions.ask_best(monday.programme)
    builders.commit()
    client.post(_path(request, "yes"))

    db.session.expire_all()
    assert (request.mentor_id, request.status, monday.one.mentor_id) == (busy.id, "accepted", busy.id)
    assert changes_of(monday.one)[0].overridden == []


def test_a_yes_departs_from_no_rule_that_staff_did_not_think_of(monday, client):
    _away(monday.one)
    mentor = builders.mentor(monday.programme, topics=[monday.programme.topics[1]])
    request = actions.ask(monday.one, mentor, reason="Repeats fractions that day")
    mentor.grade_low = 10
    builders.commit()

    answer = client.post(_path(request, "yes"))

    db.session.expire_all()
    assert answer.status_code == 409
    assert "Something has changed since you were asked" in answer.text
    assert (monday.one.mentor_id, request.status) == (monday.first.id, "asked")


def test_the_best_for_all_are_asked_together_each_with_one_mail(monday, sign_in):
    _away(monday.one)
    _away(monday.other)

    sign_in(monday.staff).post("/stand-ins/ask-best")

    assert len({one.mentor_id for one in _requests()}) == 2
    assert len([mail for mail in _mails() if mail.subject == "Kan du ta en økt?"]) == 2


def test_one_who_could_take_two_gets_one_mail_with_both(app, monday):
    late = monday.session(monday.first, start=time(17, 30), end=time(19))
    builders.session(monday.second, monday.venue, start=late.start, end=late.end, pupils=late.pupils)
    _away(monday.one)
    _away(late)

    made = actions.ask_best(monday.programme)
    builders.commit()

    assert len({one.mentor_id for one in made}) == 1
    [mail] = _mails(made[0].mentor.email)
    assert mail.subject == "Kan du ta noen økter?"
    assert mail.text.count("/yes") == 2


def test_withdrawing_tells_who_was_asked(monday, sign_in):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])

    sign_in(monday.staff).post(f"/stand-ins/requests/{request.id}/withdraw")

    db.session.expire_all()
    assert request.status == "withdrawn"
    assert [mail.subject for mail in _mails(monday.colleagues[0].email)][-1] == "Det trengs ingen vikar likevel"


def test_a_mentor_sees_on_the_own_page_what_is_asked(monday, sign_in):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])

    page = sign_in(builders.mentor_account(monday.colleagues[0])).get("/me").text

    assert "Can you take a session?" in page
    assert _path(request, "yes") in page


@pytest.mark.parametrize("secret", ["x", "A" * 43, "%00", "x" * 600])
def test_a_link_that_is_not_right_says_so_without_more(monday, client, secret):
    assert client.get(f"/answer/{secret}/yes").status_code == 410
    assert client.post(f"/answer/{secret}/yes").status_code == 410


def test_staff_of_another_programme_see_and_do_nothing(monday, sign_in):
    _away(monday.one)
    request = actions.ask(monday.one, monday.colleagues[0])
    browser = sign_in(builders.staff(builders.programme()))

    assert "Åse" not in browser.get("/stand-ins/").text
    assert browser.post(f"/stand-ins/requests/{request.id}/withdraw").status_code == 404
    assert browser.post(f"/stand-ins/sessions/{monday.one.id}/ask").status_code == 404
