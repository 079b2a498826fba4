"""What Flask-Security says to people, in our words, so that our catalogues translate it."""


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogues without translating it yet."""
    return sentence


#: Flask-Security's key → (sentence, category of the flash)
MESSAGES = {
    "GENERIC_AUTHN_FAILED": (gettext_noop("E-mail and password do not belong together. Try again."), "error"),
    "PASSWORD_RESET_REQUEST": (
        gettext_noop("If %(email)s has an account here, a letter with a link is on its way."),
        "info",
    ),
    "GENERIC_RECOVERY": (
        gettext_noop("If the address has an account here, a letter with a link is on its way."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (gettext_noop("The link was valid for %(within)s. Ask for a new one."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (gettext_noop("The link no longer works. Ask for a new one."), "error"),
    "PASSWORD_RESET_NO_LOGIN": (gettext_noop("Your new password is kept. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (gettext_noop("Your password is changed."), "success"),
    "PASSWORD_IS_THE_SAME": (gettext_noop("Choose a password that you do not have already."), "error"),
    "PASSWORD_INVALID_LENGTH": (gettext_noop("Choose at least %(length)s characters."), "error"),
    "PASSWORD_NOT_PROVIDED": (gettext_noop("Write the password."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (gettext_noop("The two passwords are not the same."), "error"),
    "INVALID_PASSWORD": (gettext_noop("That is not your password."), "error"),
    "EMAIL_NOT_PROVIDED": (gettext_noop("Write your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (gettext_noop("Write an e-mail address, like kari@example.no."), "error"),
    "USER_DOES_NOT_EXIST": (gettext_noop("There is no account with that address."), "error"),
    "DISABLED_ACCOUNT": (gettext_noop("The account is closed. Ask the staff of the programme."), "error"),
    "UNAUTHENTICATED": (gettext_noop("Sign in to see this page."), "info"),
    "LOGIN": (gettext_noop("Sign in to see this page."), "info"),
    "REFRESH": (gettext_noop("Sign in again to see this page."), "info"),
    "UNAUTHORIZED": (gettext_noop("This is not yours to see"), "error"),
    "REAUTHENTICATION_REQUIRED": (gettext_noop("Write your password once more to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (gettext_noop("Thank you. Go on."), "success"),
    "ANONYMOUS_USER_REQUIRED": (gettext_noop("You are signed in already."), "info"),
    "API_ERROR": (gettext_noop("We could not read that"), "error"),
}


def message_settings() -> dict[str, tuple[str, str]]:
    """The settings that make Flask-Security say our sentences."""
    return {f"SECURITY_MSG_{key}": message for key, message in MESSAGES.items()}
