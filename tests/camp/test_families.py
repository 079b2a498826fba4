"""Families sign up, rank wishes and name friends by a link of their own, without an account."""

import pytest

from mentoring.camp.models_of_pupils import PLACE, WITHDRAWN, CampConsent, CampFriend, CampPupil
from mentoring.camp.queries_of_pupils import friends_at
from mentoring.camp.secret import family_link, pupil_link
from mentoring.core.database import db
from tests import builders
from tests.camp.conftest import DRAW_DAY
from tests.pages import error_at


@pytest.fixture
def signed_up(camp, family):
    """The child, signed up."""
    return builders.camp_pupil(camp, family.pupil, status=PLACE)


@pytest.fixture
def activities(camp):
    """Four things to do."""
    return [builders.activity(camp, name) for name in ("Klatring", "Film", "Kano", "Dans")]


def ranked(one):
    """The names of the wishes, the dearest first."""
    db.session.refresh(one)
    return [row.activity.name for row in one.wishes]


def test_signing_up_is_a_consent_with_who_and_when(app, client, family):
    answer = client.post(family.child, data={"agrees": "y", "days": ["2027-06-22"], "is_accessible_only": "y"})

    one, consent = db.session.scalars(db.select(CampPupil)).one(), db.session.scalars(db.select(CampConsent)).one()
    assert answer.location == family.page
    assert (one.pupil_id, one.status, one.days, one.is_accessible_only) == (
        family.pupil.id,
        "applied",
        ["2027-06-22"],
        True,
    )
    assert (consent.item, consent.given_by, consent.guardian_id) == ("camp", "Hodan Ali", family.guardian.id)
    assert (consent.given_at, consent.wording) == (app.config["FIXED_NOW"], "2026-11")


def test_without_consent_nobody_is_signed_up(client, family):
    answer = client.post(family.child, data={"days": ["2027-06-22"]})

    assert error_at(answer.text, "agrees") == "Tick this if you agree."
    assert db.session.query(CampPupil).count() == 0


def test_after_the_deadline_a_family_reads_whom_to_call_and_is_asked_nothing(app, camp, client, family):
    app.config["FIXED_NOW"] = DRAW_DAY

    page, answer = client.get(family.child).text, client.post(family.child, data={"agrees": "y"}).text

    assert ["Call Inger Ås, 900 00 000: we can still sign Amina up" in text for text in (page, answer)] == [True] * 2
    assert 'name="agrees"' not in page
    assert db.session.query(CampPupil).count() == 0


def test_a_late_consent_keeps_the_days_that_were_said_before(app, camp, client, family):
    builders.camp_pupil(camp, family.pupil, days=["2027-06-22"], consented=False)
    app.config["FIXED_NOW"] = DRAW_DAY

    page = client.get(family.child).text

    assert [day in page for day in ('value="2027-06-22" checked', 'value="2027-06-23" checked')] == [True, False]


def test_who_leaves_the_programme_before_the_camp_is_told_of_no_turn(camp, client, family):
    builders.camp_pupil(camp, family.pupil, status="waiting")
    waits = client.get(family.page).text
    family.pupil.left_on = camp.start
    builders.commit()

    leaves = client.get(family.page).text

    assert ["Number 1." in waits, "Number" in leaves, "Not signed up." in leaves] == [True, False, True]


def test_a_consent_taken_back_says_when_and_can_be_given_anew(app, client, family):
    client.post(family.child, data={"agrees": "y"})
    client.post(f"{family.child}/withdraw")
    withdrawn = db.session.scalars(db.select(CampPupil)).one().status

    client.post(family.child, data={"agrees": "y"})

    first, second = db.session.scalars(db.select(CampConsent).order_by(CampConsent.id))
    assert withdrawn == WITHDRAWN
    assert (first.withdrawn_at, second.withdrawn_at) == (app.config["FIXED_NOW"], None)


@pytest.mark.parametrize("path", ["", "/wishes", "/health", "/stay", "/withdraw"])
def test_another_familys_child_is_not_reached(client, camp, family, path):
    stranger = builders.pupil(camp.programme, family.pupil.school)
    builders.camp_pupil(camp, stranger)

    assert client.get(f"{family.page}/children/{stranger.id}{path}").status_code == 404


def test_a_link_that_was_changed_or_is_of_an_older_address_shows_nothing(client, camp, family):
    good = family_link(camp, family.guardian)
    elsewhere = builders.camp(builders.programme())
    family.guardian.email = "ny@example.org"

    tried = [good, good[:-1] + "x", family_link(elsewhere, family.guardian), "1-1-", "x", "1-٣-y"]

    assert {client.get(f"/camp/family/{link}").status_code for link in tried} == {410}


def test_wishes_are_ranked_by_buttons_without_scripts(client, family, signed_up, activities):
    climbing, film, kano, _dance = activities
    page = f"{family.child}/wishes"

    for deed in (f"add:{climbing.id}", f"add:{film.id}", f"add:{kano.id}", f"up:{kano.id}", f"off:{climbing.id}"):
        client.post(page, data={"deed": deed})

    assert ranked(signed_up) == ["Kano", "Film"]


def test_no_more_wishes_than_count_are_kept(client, camp, family, signed_up, activities):
    camp.rank_points = [2, 1]

    for one in activities:
        client.post(f"{family.child}/wishes", data={"deed": f"add:{one.id}"})

    assert ranked(signed_up) == ["Klatring", "Film"]
    assert "You have 2 wishes already. Take one off the list first." in client.get(f"{family.child}/wishes").text


def test_rather_not_takes_the_wish_away_and_can_be_taken_back(client, family, signed_up, activities):
    page, number = f"{family.child}/wishes", activities[0].id
    client.post(page, data={"deed": f"add:{number}"})

    client.post(page, data={"deed": f"never:{number}"})
    excluded = [row.activity_id for row in signed_up.exclusions]
    client.post(page, data={"deed": f"may:{number}"})

    db.session.refresh(signed_up)
    assert (excluded, ranked(signed_up), signed_up.exclusions) == ([number], [], [])


def test_what_a_grade_may_not_attend_is_neither_offered_nor_kept(client, camp, family, signed_up):
    old = builders.activity(camp, "Kjøretime", grade_low=12)

    assert "Kjøretime" not in client.get(f"{family.child}/wishes").text
    assert client.post(f"{family.child}/wishes", data={"deed": f"add:{old.id}"}).status_code == 404
    client.post(f"{family.child}/wishes", data={"deed": "order", "wish": [str(old.id)]})
    assert ranked(signed_up) == []


def test_after_the_deadline_only_staff_change_wishes(app, client, camp, family, signed_up, activities, sign_in):
    app.config["FIXED_NOW"] = DRAW_DAY.replace(month=6, day=2)
    staff = sign_in(builders.staff(camp.programme))

    client.post(f"{family.child}/wishes", data={"deed": f"add:{activities[0].id}"})
    told = client.get(f"{family.child}/wishes").text
    before = ranked(signed_up)
    staff.post(f"/camp/pupils/{signed_up.id}/wishes", data={"deed": f"add:{activities[1].id}"})

    assert "The time for wishes is over. Call Inger Ås, 900 00 000." in told
    assert (before, ranked(signed_up)) == ([], ["Film"])


def test_a_pupils_own_link_ranks_wishes_and_nothing_else(client, signed_up, activities):
    page = f"/camp/mine/{pupil_link(signed_up)}"

    client.post(page, data={"deed": f"add:{activities[2].id}"})

    assert ranked(signed_up) == ["Kano"]
    assert "withdraw" not in client.get(page).text


def test_a_renewed_link_makes_the_old_one_useless(client, camp, signed_up, sign_in):
    old = f"/camp/mine/{pupil_link(signed_up)}"

    sign_in(builders.staff(camp.programme)).post(f"/camp/pupils/{signed_up.id}/link")

    db.session.refresh(signed_up)
    assert client.get(old).status_code == 410
    assert client.get(f"/camp/mine/{pupil_link(signed_up)}").status_code == 200


class TestFriends:
    """A friend is named without learning whether that pupil goes to camp."""

    @pytest.fixture
    def friend(self, camp, family):
        """A pupil of the same school at the same camp."""
        pupil = builders.pupil(camp.programme, family.pupil.school, given_name="Lea Marie", family_name="Berg")
        return builders.camp_pupil(camp, pupil, status=PLACE)

    def test_the_answer_is_the_same_whoever_is_named(self, client, camp, family, signed_up, friend):
        page = f"{family.child}/wishes"
        seen = []
        for name in ("Lea Berg", "Nobody Here"):
            client.post(page, data={"name": name})
            seen.append(client.get(page).text.replace(name, "NAME").count("NAME"))
            db.session.query(CampFriend).delete()

        assert len(set(seen)) == 1
        assert "Lea Marie" not in client.get(page).text

    def test_a_tie_counts_when_both_name_each_other(self, camp, family, signed_up, friend):
        signed_up.friends.append(CampFriend(name="lea berg"))
        db.session.flush()
        one_sided = friends_at(camp)

        friend.friends.append(CampFriend(name="Amina Ali"))
        db.session.flush()

        assert set(map(tuple, one_sided.values())) == {()}
        assert friends_at(camp) == {family.pupil.id: [friend.pupil_id], friend.pupil_id: [family.pupil.id]}

    def test_a_tie_counts_when_staff_say_so(self, camp, family, signed_up, friend, sign_in):
        signed_up.friends.append(CampFriend(name="Lea Marie Berg"))
        db.session.flush()
        path = f"/camp/pupils/{signed_up.id}/friends/{signed_up.friends[0].id}"

        sign_in(builders.staff(camp.programme)).post(path)

        db.session.expire_all()
        assert friends_at(camp) == {family.pupil.id: [friend.pupil_id], friend.pupil_id: []}

    def test_a_namesake_at_another_school_is_not_meant(self, camp, signed_up):
        other = builders.pupil(camp.programme, builders.school(), given_name="Lea", family_name="Berg")
        far = builders.camp_pupil(camp, other, status=PLACE)
        signed_up.friends.append(CampFriend(name="Lea Berg"))
        far.friends.append(CampFriend(name="Amina Ali"))
        db.session.flush()

        assert set(map(tuple, friends_at(camp).values())) == {()}


def test_a_coordinator_sees_and_signs_up_own_pupils_only(camp, family, signed_up, sign_in):
    own = builders.pupil(camp.programme, builders.school(), given_name="Egil")
    coordinator = sign_in(builders.coordinator(camp.programme, own.school))

    form = coordinator.get(f"/camp/{camp.id}/pupils/new").text
    coordinator.post(f"/camp/{camp.id}/pupils/new", data={"pupil_id": own.id, "given_by": "Berit Ås"})

    listed = coordinator.get(f"/camp/{camp.id}/pupils").text
    page = f"/camp/pupils/{db.session.scalars(db.select(CampPupil).where(CampPupil.pupil_id == own.id)).one().id}"
    family.guardian.pupils.append(own)
    builders.commit()
    alone = coordinator.get(page).text
    own.school = signed_up.pupil.school
    builders.commit()
    of_both = sign_in(builders.coordinator(camp.programme, own.school)).get(page).text

    assert ("has children at other schools" in alone, family.page in alone) == (True, False)
    assert ("has children at other schools" in of_both, family.page in of_both) == (False, True)
    assert ("Egil" in form, "Amina" in form) == (True, False)
    assert ("Egil" in listed, "Amina" in listed) == (True, False)
    assert coordinator.get(f"/camp/pupils/{signed_up.id}").status_code == 404
    assert db.session.scalars(db.select(CampConsent).where(CampConsent.given_by == "Berit Ås")).one().noted_by_id
