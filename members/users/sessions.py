"""Sessions that a thief of the database can neither read nor use.

allauth keeps in the session what must not lie in the database in clear: the e-mail address of somebody who
is signing in, the code that was mailed to it, the secret of an authenticator app that is being set up, and
(for a form that waits for a second look at the password) the headers of the request with address and
browser. So the content is sealed for its row, and the row is found by a hash of the key in the cookie.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import uuid
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from members.vault import envelope

TABLE, COLUMN = "django_session", "session_data"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "corridor:django_session")
logger = logging.getLogger("django.security.SuspiciousSession")


def digest(session_key: str) -> str:
    """What stands in the row for the key in the cookie: 160 bits of SHA-256. The key itself is random."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's database sessions, sealed. The value of SESSION_ENGINE is this module."""

    def _row(self) -> uuid.UUID:
        return uuid.uuid5(_NAMESPACE, digest(self._get_or_create_session_key()))  # type: ignore[attr-defined]

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = self.serializer().dumps(session_dict)
        return base64.b64encode(envelope.seal(plain, table=TABLE, column=COLUMN, row=self._row())).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content; an empty session when it was changed or sealed for another one, as Django does."""
        try:
            sealed = base64.b64decode(session_data, validate=True)
            plain = envelope.open_sealed(sealed, table=TABLE, column=COLUMN, row=self._row())
            return self.serializer().loads(plain)
        except (binascii.Error, ValueError, envelope.TamperedEnvelope):
            logger.warning("A session does not open.")
            return {}

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        instance = super().create_model_instance(data)
        instance.session_key = digest(instance.session_key)
        return instance

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        try:
            return self.model.objects.get(
                session_key=digest(self.session_key or ""), expire_date__gt=timezone.now()
            )
        except (self.model.DoesNotExist, SuspiciousOperation):
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=digest(session_key)).exists()

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=digest(key)).delete()

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return await sync_to_async(self.create_model_instance)(data)

    async def _aget_session_from_db(self) -> AbstractBaseSession | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)
