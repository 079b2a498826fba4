"""Registers accounts: Flask-Security for signing in, and our own pages."""

from flask import Flask
from flask_security import Security, SQLAlchemyUserDatastore

from mentoring.accounts.models import Account, Role
from mentoring.accounts.views import pages
from mentoring.core.database import db

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
    "SECURITY_RESET_URL": "/forgotten",
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_CHANGE_VIEW": "/",
    "SECURITY_POST_RESET_VIEW": "/",
    "SECURITY_FLASH_MESSAGES": True,
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
}


def init_feature(app: Flask) -> None:
    """Sign-in and our own pages about accounts."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    Security(app, SQLAlchemyUserDatastore(db, Account, Role))
    app.register_blueprint(pages)
