"""Headers of every answer, and whom to believe about who asks."""

import pytest

FORWARDED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


def test_nothing_inline_and_nothing_from_outside_is_allowed(client):
    policy = client.get("/account/sign-in").headers["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")


@pytest.mark.parametrize("path", ["/account/sign-in", "/no-such-page"])
def test_no_page_is_kept_by_a_browser(client, path):
    answer = client.get(path)

    assert answer.headers["Cache-Control"] == "no-store"


def test_a_proxy_that_nobody_trusts_is_not_believed(client):
    answer = client.get("/account/sign-in", headers=FORWARDED)

    assert "Strict-Transport-Security" not in answer.headers


class TestBehindAProxy:
    """One reverse proxy in front."""

    @pytest.fixture
    def settings(self, settings, own_database):
        """It is trusted, and one wrong password is enough."""
        return (
            settings | own_database | {"TRUSTED_PROXIES": 1, "RATELIMIT_ENABLED": True, "LIMIT_SIGN_IN": "1 per hour"}
        )

    def test_what_it_says_is_believed(self, client):
        answer = client.get("/account/sign-in", headers=FORWARDED)

        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"

    def test_one_account_is_not_guessed_at_from_many_addresses(self, app, client):
        app.config |= {"LIMIT_SIGN_IN": "100 per hour", "LIMIT_ACCOUNT": "2 per hour"}

        def guess(email, number):
            who = {"X-Forwarded-For": f"203.0.113.{number}", "X-Forwarded-Proto": "https"}
            return client.post("/account/sign-in", data={"email": email, "password": "feil"}, headers=who).status_code

        told = [guess(email, number) for number, email in enumerate(("x@example.org", "X@Example.org "), start=10)]

        assert [*told, guess("x@example.org", 12), guess("y@example.org", 13)] == [200, 200, 429, 200]

    def test_one_who_guesses_does_not_lock_the_others_out(self, client):
        wrong = {"email": "x@example.org", "password": "feil"}
        for _ in range(2):
            guesser = client.post("/account/sign-in", data=wrong, headers=FORWARDED)

        other = client.post("/account/sign-in", data=wrong, headers={"X-Forwarded-For": "203.0.113.8"})

        assert (guesser.status_code, other.status_code) == (429, 200)
