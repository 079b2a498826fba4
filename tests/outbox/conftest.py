"""An installation with a mail server of its own, and letters to post."""

import pytest

from tests.post_office import PostOffice


@pytest.fixture
def office():
    """The mail server; it is open unless a test closes it."""
    made = PostOffice()
    with made.open():
        yield made
