"""What Flask-Security says to people, in our words, so that our catalogues translate it."""

from pathlib import Path
from typing import Any

from flask import Flask


def N_(sentence: str) -> str:  # noqa: N802  # the name by which catalogues find sentences that are translated later
    """Mark a sentence for the catalogues without translating it yet."""
    return sentence


#: Flask-Security's key → (sentence, category of the flash)
MESSAGES = {
    "GENERIC_AUTHN_FAILED": (N_("E-mail and password do not belong together. Try again."), "error"),
    "PASSWORD_RESET_REQUEST": (
        N_("If %(email)s has an account here, a letter with a link is on its way."),
        "info",
    ),
    "GENERIC_RECOVERY": (N_("If the address has an account here, a letter with a link is on its way."), "info"),
    "PASSWORD_RESET_EXPIRED": (N_("The link was valid for %(within)s. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (N_("The link no longer works. Ask for a new one."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your new password is kept. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (N_("Your password is changed."), "success"),
    "PASSWORD_IS_THE_SAME": (N_("Choose a password that you do not have already."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("Choose at least %(length)s characters."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Write the password."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords are not the same."), "error"),
    "INVALID_PASSWORD": (N_("That is not your password."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Write your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Write an e-mail address, like kari@example.no."), "error"),
    "USER_DOES_NOT_EXIST": (N_("There is no account with that address."), "error"),
    "DISABLED_ACCOUNT": (N_("The account is closed. Ask the staff of the programme."), "error"),
    "UNAUTHENTICATED": (N_("Sign in to see this page."), "info"),
    "LOGIN": (N_("Sign in to see this page."), "info"),
    "REFRESH": (N_("Sign in again to see this page."), "info"),
    "UNAUTHORIZED": (N_("This is not yours to see"), "error"),
    "REAUTHENTICATION_REQUIRED": (N_("Write your password once more to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you. Go on."), "success"),
    "ANONYMOUS_USER_REQUIRED": (N_("You are signed in already."), "info"),
    "API_ERROR": (N_("We could not read that"), "error"),
}


def message_settings(app: Flask) -> dict[str, Any]:
    """The settings that make Flask-Security speak through our own catalogues."""
    ours = {f"SECURITY_MSG_{key}": message for key, message in MESSAGES.items()}
    return ours | {
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(Path(app.root_path) / "mentoring" / "translations")],
    }
