"""What Flask-Security says, said in the language of who reads it."""

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from mentoring.accounts.messages import MESSAGES
from tests import builders

WRONG = MESSAGES["GENERIC_AUTHN_FAILED"][0]


@pytest.fixture
def settings(settings, tmp_path):
    """A catalogue with one translated sentence."""
    catalog = Catalog(locale="nb")
    catalog.add(WRONG, string="E-post og passord hører ikke sammen.")
    folder = tmp_path / "catalogues" / "nb" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    return settings | {"SECURITY_I18N_DIRNAME": [str(tmp_path / "catalogues")]}


@pytest.mark.parametrize(("language", "sentence"), [("nb", "E-post og passord hører ikke sammen."), ("en", WRONG)])
def test_a_wrong_password_is_told_in_the_reader_s_language(client, language, sentence):
    account = builders.account()

    page = client.post(
        "/account/sign-in",
        data={"email": account.email, "password": "feil"},
        headers={"Accept-Language": language},
    )

    assert sentence in page.text
