"""Dates as people write them."""

from datetime import date

import pytest
from flask import session

from mentoring.core.formats import written


@pytest.mark.parametrize(
    ("language", "text"),
    [("nb", "Mandag 16. november"), ("nn", "Måndag 16. november"), ("en", "Monday 16 November")],
)
def test_a_day_is_written_as_in_the_language(app, language, text):
    with app.test_request_context():
        session["language"] = language

        assert written(date(2026, 11, 16), "EEEE d. MMMM") == text


@pytest.mark.parametrize(("language", "text"), [("nb", "fre. 2. okt."), ("en", "Fri 2 Oct")])
def test_a_weekday_amid_other_words_is_written_as_in_the_language(app, language, text):
    with app.test_request_context():
        session["language"] = language

        assert written(date(2026, 10, 2), "EEE d. MMM", is_first=False) == text
