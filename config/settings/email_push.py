"""The doors that messages leave by: SendGrid, else SMTP, else files under var/mail; web push by VAPID."""

from config import env
from config.settings.base import LOGGING, VAR_DIR

SENDGRID_API_KEY = env.read("SENDGRID_API_KEY")
SENDGRID_API_URL = "https://api.sendgrid.com"
EMAIL_URL = env.read("EMAIL_URL")
DEFAULT_FROM_EMAIL = env.read("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
MAIL_DIR = VAR_DIR / "mail"
# Everything that Django or allauth sends goes through the same channel as an alert.
EMAIL_BACKEND = "members.notifications.channels.django_backend.EmailBackend"

VAPID_PRIVATE_KEY = env.read("VAPID_PRIVATE_KEY")
VAPID_SUBJECT = env.read("VAPID_SUBJECT")
PUSH_ALLOWED_HOSTS = env.read("PUSH_ALLOWED_HOSTS")

# At DEBUG these write whole mails and the secret addresses of browsers into the log.
for _name in ("urllib3", "python_http_client", "http_ece", "pywebpush"):
    LOGGING["loggers"][_name] = {"level": "WARNING"}
