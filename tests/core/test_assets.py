"""Styles and scripts, which a phone fetches once and never in an older shape."""

import re

import pytest

from mentoring.core.assets import KEPT, KEPT_A_DAY

FONT = "/static/vendor/files/inter-cyrillic-ext-opsz-normal.woff2"


def _styles(client):
    return re.findall(r'href="(/static/[^"]+\.css[^"]*)"', client.get("/account/sign-in").text)


def _fetched(client, path):
    """How long a file may be kept, and what it says."""
    with client.get(path) as answer:
        return answer.headers["Cache-Control"], answer.data


def test_what_a_page_needs_is_fetched_once(client):
    styles = _styles(client)

    kept = {_fetched(client, path)[0] for path in styles}

    assert len(styles) >= 3
    assert kept == {KEPT}


@pytest.fixture
def own_style(app, tmp_path):
    """A style sheet of this test's own, where the application looks for them."""
    was, app.static_folder = app.static_folder, str(tmp_path)
    style = tmp_path / "css" / "app.css"
    style.parent.mkdir()
    style.write_text("p { color: red }")
    yield style
    app.static_folder = was


def test_a_style_that_has_changed_has_another_address(client, own_style):
    [before] = [path for path in _styles(client) if "app.css" in path]
    own_style.write_text("p { color: green }")

    [after] = [path for path in _styles(client) if "app.css" in path]
    answers = [_fetched(client, path) for path in (before, after)]

    assert before != after
    assert answers == [("no-cache", b"p { color: green }"), (KEPT, b"p { color: green }")]


def test_fonts_are_kept_for_a_day(client):
    assert _fetched(client, FONT)[0] == KEPT_A_DAY


def test_a_file_that_is_not_there_is_not_remembered(client):
    answer = client.get("/static/css/no-such.css?v=1")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
