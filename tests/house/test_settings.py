"""Secrets are drawn for each installation; the application refuses to start without them."""

import re
import stat
import subprocess
from pathlib import Path

import pytest

from app import create_app
from mentoring.core.settings import DEFAULTS, SECRET_SETTINGS, write_first_settings
from tests.conftest import SETTINGS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("secret", SECRET_SETTINGS)
def test_the_application_refuses_to_start_without_a_secret(secret, tmp_path):
    with pytest.raises(RuntimeError, match=f"no {secret}: run `make setup`"):
        create_app(SETTINGS | {secret: ""}, instance_path=str(tmp_path))


def test_no_secret_has_a_default():
    assert set(SECRET_SETTINGS) & set(DEFAULTS) == set()


def test_cookies_are_safe_unless_an_installation_says_otherwise():
    safe = ("SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "REMEMBER_COOKIE_SECURE", "REMEMBER_COOKIE_HTTPONLY")

    assert {name: DEFAULTS[name] for name in safe} == dict.fromkeys(safe, True)
    assert DEFAULTS["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_each_installation_draws_its_own_secrets_once(tmp_path):
    for name in ("one", "two"):
        write_first_settings(tmp_path / name)
    first, second = ((tmp_path / name / "settings.py").read_text("utf-8") for name in ("one", "two"))

    write_first_settings(tmp_path / "one")

    assert first != second
    assert (tmp_path / "one" / "settings.py").read_text("utf-8") == first
    assert stat.S_IMODE((tmp_path / "one" / "settings.py").stat().st_mode) == 0o600
    assert all(len(secret) >= 43 for secret in re.findall(r"(?:KEY|SALT) = '([^']+)'", first))


def test_the_repository_holds_no_secret():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    code = [
        ROOT / name
        for name in listed
        if name.endswith((".py", ".toml", ".sh", ".cfg", ".ini")) and "tests/" not in name
    ]
    given = re.compile(r"""(?:SECRET_KEY|PASSWORD_SALT|FEED_KEY|MAIL_PASSWORD)["']?\s*[=:]\s*["'][^"']{3,}["']""")

    found = [str(path.relative_to(ROOT)) for path in code if path.exists() and given.search(path.read_text("utf-8"))]

    assert len(code) > 20
    assert found == []
    assert [name for name in listed if name.startswith("instance/") and name != "instance/settings.example.py"] == []


def test_answers_carry_no_cookie_for_other_sites(app, client):
    app.config["SESSION_COOKIE_SECURE"] = True
    answer = client.post("/language", data={"language": "nn"}, base_url="https://localhost")

    cookie = answer.headers["Set-Cookie"]

    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
