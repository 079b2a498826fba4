"""Pictures of activities: known by their content, drawn anew, without what the camera wrote into them."""

from io import BytesIO

import pytest
from PIL import Image

from mentoring.camp.models import ActivityPicture
from mentoring.camp.pictures import MOST_BYTES, NoPicture, drawn_anew
from mentoring.core.database import db
from tests import builders
from tests.pages import error_at

PLACE = "59.93N 10.75E"


def photo(size=(1600, 1200), kind="JPEG"):
    """A photograph whose file says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = PLACE
    exif[0x0112] = 6  # lies on its side
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, exif=exif)
    return written.getvalue()


def huge():
    """A small file that holds a picture of 81 million points."""
    written = BytesIO()
    Image.new("L", (9000, 9000)).save(written, "PNG")
    return written.getvalue()


@pytest.fixture
def activity(app):
    """An activity without a picture."""
    return builders.activity(builders.camp(builders.programme()), "Kano")


@pytest.fixture
def staff(activity, sign_in):
    """The browser of somebody on the staff."""
    return sign_in(builders.staff(activity.camp.programme))


def send(staff, activity, content, alt="To kanoer på et vann"):
    """Upload a file as the activity's picture."""
    data = {"picture": (BytesIO(content), "bilde.jpg"), "alt": alt}
    return staff.post(f"/camp/activities/{activity.id}/picture", data=data, content_type="multipart/form-data")


def test_a_picture_is_drawn_anew_upright_smaller_and_without_metadata(staff, activity, client):
    assert PLACE.encode() in photo()

    send(staff, activity, photo())

    kept = db.session.scalars(db.select(ActivityPicture)).one()
    answer = client.get(f"/camp/pictures/{kept.name}")
    shown = Image.open(BytesIO(answer.data))
    assert (answer.mimetype, shown.format, shown.size) == ("image/webp", "WEBP", (750, 1000))
    assert (dict(shown.getexif()), PLACE.encode() in answer.data) == ({}, False)
    assert 'alt="To kanoer på et vann"' in staff.get(f"/camp/activities/{activity.id}").text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg onload='alert(1)'>", "This is no picture that can be read. Take a JPEG, PNG or WebP file."),
        (photo()[:300], "This is no picture that can be read. Take a JPEG, PNG or WebP file."),
        (huge(), "This picture is too large. Take a smaller one, under 6 megabytes."),
        (b"", "Choose a picture."),
    ],
    ids=["text", "half a picture", "too many points", "nothing"],
)
def test_what_is_no_picture_is_refused(staff, activity, content, sentence):
    answer = send(staff, activity, content)

    assert answer.status_code == 422
    assert error_at(answer.text, "picture") == sentence
    assert db.session.query(ActivityPicture).count() == 0


def test_a_file_of_too_many_bytes_is_not_even_read():
    with pytest.raises(NoPicture) as fault:
        drawn_anew(photo() + b"0" * MOST_BYTES)

    assert fault.value.is_too_large


def test_a_picture_needs_words_for_those_who_cannot_see_it(staff, activity):
    answer = send(staff, activity, photo(), alt="")

    assert error_at(answer.text, "alt") == "Fill this in."


def test_the_address_of_a_picture_cannot_be_guessed_and_ends_with_it(staff, activity, client):
    send(staff, activity, photo())
    first = db.session.scalars(db.select(ActivityPicture)).one().name

    staff.post(f"/camp/activities/{activity.id}/picture/remove")

    assert len(first) == 43
    assert client.get(f"/camp/pictures/{first}").status_code == 404
