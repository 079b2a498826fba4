"""Settings of an installation. `make setup` writes instance/settings.py with fresh secrets; this shows the rest."""

SECRET_KEY = "…"  # signs sessions
SECURITY_PASSWORD_SALT = "…"  # salts recovery links
FEED_KEY = "…"  # makes the secret in feed addresses; a new one makes all addresses new
BASE_URL = "https://mentorplan.example.no"
SQLALCHEMY_DATABASE_URI = "postgresql+psycopg://mentorplan@localhost/mentorplan"
MAIL_SERVER = "smtp.example.no"
MAIL_DEFAULT_SENDER = "mentorplan@example.no"
