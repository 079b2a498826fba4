"""Flask-Security as this application uses it: settings, letters, limits, and what is audited."""

from typing import Any

import flask_security.views as security_views
from flask import Flask, g
from flask_security import (
    MailUtil,
    Security,
    SQLAlchemyUserDatastore,
    password_changed,
    password_reset,
    user_authenticated,
)

from mentoring.accounts import forms, letters
from mentoring.accounts.messages import message_settings
from mentoring.accounts.models import Account, Role
from mentoring.core.audit import record
from mentoring.core.clock import now
from mentoring.core.database import db
from mentoring.core.limits import limited, limited_for_account

SETTINGS = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_PASSWORD_COMPLEXITY_CHECKER": None,
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_RECOVERABLE": True,
    "SECURITY_RESET_PASSWORD_WITHIN": letters.RESET_WITHIN,
    "SECURITY_RESET_URL": "/forgotten",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_CHANGE_VIEW": "/account/mine",
    "SECURITY_POST_RESET_VIEW": "/account/sign-in",
    "SECURITY_FLASH_MESSAGES": True,
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_EMAIL_HTML": False,
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": "mail/reset",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "mail/password_notice",
    "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "mail/password_notice",
}


class Letters(MailUtil):
    """Writes Flask-Security's letters in the language of whom they are for, with addresses from BASE_URL."""

    def send_mail(self, template: str, subject: str, recipient: Any, *rest: Any, **context: Any) -> None:
        """Keep one of our own letters in the outbox; what Flask-Security rendered is written anew."""
        if "reset_token" in context:
            letters.reset(context["user"], context["reset_token"])
        else:
            letters.tell_of_change(context["user"])


@limited("LIMIT_SIGN_IN")
@limited_for_account("LIMIT_ACCOUNT")
def sign_in() -> Any:
    """Flask-Security's page for signing in, with our limit."""
    return security_views.login()


@limited("LIMIT_FORGOTTEN")
@limited_for_account("LIMIT_ACCOUNT")
def forgotten() -> Any:
    """Flask-Security's page for a forgotten password, with our limit."""
    return security_views.forgot_password()


@limited("LIMIT_FORGOTTEN")
def reset(token: str) -> Any:
    """Flask-Security's page for a new password by link, with our limit."""
    return security_views.reset_password(token)


@limited("LIMIT_SIGN_IN")
def change() -> Any:
    """Flask-Security's page for changing the password, with our limit."""
    return security_views.change_password()


def init_security(app: Flask) -> None:
    """Sign-in, forgotten and changed passwords."""
    for name, value in (SETTINGS | message_settings()).items():
        app.config.setdefault(name, value)
    Security(
        app,
        SQLAlchemyUserDatastore(db, Account, Role),
        mail_util_cls=Letters,
        login_form=forms.SignInForm,
        forgot_password_form=forms.ForgottenForm,
        reset_password_form=forms.ResetForm,
        change_password_form=forms.ChangeForm,
        verify_form=forms.ConfirmForm,
    )
    limits = {"login": sign_in, "forgot_password": forgotten, "reset_password": reset, "change_password": change}
    app.view_functions |= {f"security.{name}": view for name, view in limits.items()}
    user_authenticated.connect(_note_sign_in, app)
    password_changed.connect(_note_password, app)
    password_reset.connect(_note_password, app)


def _note_sign_in(_app: Flask, user: Account, authn_via: list[str] | None = None, **_rest: Any) -> None:
    """Audit a sign-in; from here on this request is seen with the eyes of the account."""
    g.pop("viewer", None)
    if authn_via != ["change"]:
        user.last_login_at = now()
        record("account.signed_in", account=user.id)


def _note_password(_app: Flask, user: Account, **_rest: Any) -> None:
    record("account.password_changed", account=user.id)
