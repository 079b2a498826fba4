"""Forms about accounts; those of Flask-Security get our words."""

from typing import Any

import flask_security.forms as security_forms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Length

from mentoring.core.fields import Line
from mentoring.core.forms import Form
from mentoring.core.languages import LANGUAGES

_NEEDED = _l("This has to be filled in.")
_PASSWORD_ADVICE = _l("At least 10 characters. A short sentence is easy to remember and hard to guess.")
_language = {"choices": [SelectChoice(*named) for named in LANGUAGES.items()], "validators": [InputRequired(_NEEDED)]}


class InviteStaffForm(Form):
    """Staff see and change all of the programme."""

    email = EmailField(
        _l("E-mail"),
        validators=[InputRequired(_NEEDED), Length(max=255)],
        render_kw={"autocomplete": "off"},
    )
    language = SelectField(_l("Language of the letter"), **_language)


class InviteCoordinatorForm(InviteStaffForm):
    """A coordinator sees the pupils of one school."""

    school_id = SelectField(_l("School"), coerce=int, validators=[InputRequired(_NEEDED)])


class InviteMentorForm(Form):
    """A mentor sees the own sessions; the letter goes to the address in the register."""

    mentor_id = SelectField(_l("Mentor"), coerce=int, validators=[InputRequired(_NEEDED)])
    language = SelectField(_l("Language of the letter"), **_language)


class JoinForm(Form):
    """Whoever is new chooses a password."""

    name = Line(_l("Your name"), longest=200, render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("Choose a password"),
        description=_PASSWORD_ADVICE,
        validators=[InputRequired(_NEEDED)],
        render_kw={"autocomplete": "new-password"},
    )


class JoinWithPasswordForm(Form):
    """Whoever has an account shows it by its password."""

    password = PasswordField(
        _l("Your password"),
        validators=[InputRequired(_NEEDED)],
        render_kw={"autocomplete": "current-password"},
    )


class OwnAccountForm(Form):
    """What people may decide about their own account."""

    name = Line(_l("Your name"), longest=200, render_kw={"autocomplete": "name"})
    language = SelectField(_l("Language"), **_language)


class SignInForm(security_forms.LoginForm):
    """Signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _("E-mail")
        self.password.label.text = _("Password")
        # our page has its own link for a forgotten password
        self.password.description = ""
        self.remember.label.text = _("Remember me on this device")


class ForgottenForm(security_forms.ForgotPasswordForm):
    """Asking for a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = _("E-mail")


class ResetForm(security_forms.ResetPasswordForm):
    """Choosing a new password by a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _("New password")
        self.password.description = _(
            "At least 10 characters. A short sentence is easy to remember and hard to guess."
        )
        self.password_confirm.label.text = _("The new password once more")


class ChangeForm(security_forms.ChangePasswordForm):
    """Choosing a new password when signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _("The password you have now")
        self.password.flags.required = True
        self.new_password.label.text = _("New password")
        self.new_password.description = _PASSWORD_ADVICE
        self.new_password_confirm.label.text = _("The new password once more")


class ConfirmForm(security_forms.VerifyForm):
    """Showing once more who is there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = _("Your password")
