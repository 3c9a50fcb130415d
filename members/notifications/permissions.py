"""Who may do what with alerts."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from members.notifications.models import Alert, AlertState
from members.users.models import Role, User

ALERT_ROLES = frozenset({Role.CAMPAIGNER.value, Role.ADMINISTRATOR.value})


def can_write_alerts(user: User | AnonymousUser) -> bool:
    """Campaigners and administrators write alerts."""
    return isinstance(user, User) and user.is_active and bool(user.roles & ALERT_ROLES)


def can_edit_alert(user: User | AnonymousUser, alert: Alert) -> bool:
    """Words change until the alert leaves."""
    return can_write_alerts(user) and alert.state in (AlertState.DRAFT, AlertState.SCHEDULED)


def can_send_alert(user: User | AnonymousUser, alert: Alert) -> bool:
    """An alert leaves once, by the word of a campaigner or an administrator."""
    return can_write_alerts(user) and alert.state in (AlertState.DRAFT, AlertState.SCHEDULED)


def can_cancel_alert(user: User | AnonymousUser, alert: Alert) -> bool:
    """Until the last message has left, the rest can be held back."""
    stoppable = (AlertState.DRAFT, AlertState.SCHEDULED, AlertState.SENDING)
    return can_write_alerts(user) and alert.state in stoppable
