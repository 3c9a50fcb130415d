"""The sample world's accounts. Their secrets are derived from this site's own key: no two sites share one."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac

from django.conf import settings

from config.demo import world
from members.users import services as users
from members.users.models import User


def _secret(purpose: str, key: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"sample {purpose} {key}".encode(), hashlib.sha256)


def password_of(key: str) -> str:
    """The password of a sample account on this site, easy to type: `sample-xxxxxxxx-xxxx`."""
    text = base64.b32encode(_secret("password", key)).decode().lower()
    return f"sample-{text[:8]}-{text[8:12]}"


def totp_secret_of(key: str) -> str:
    """The base32 secret for an authenticator app; "" for members, who need no second factor."""
    if not world.person(key).role:
        return ""
    return base64.b32encode(_secret("second factor", key)[:20]).decode()


def make_people(*, now: datetime.datetime) -> dict[str, User]:
    """Every sample account by its key. Repeating it gives each its password and roles again."""
    return {
        person.key: users.make_staff(
            email=person.email,
            password=password_of(person.key),
            roles=[person.role] if person.role else [],
            language=person.language,
            country=person.country,
            display_name=person.name,
            totp_secret=totp_secret_of(person.key),
            now=now,
            time_zone=person.time_zone,
        )
        for person in world.PEOPLE
    }
