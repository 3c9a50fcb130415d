"""Celery on Valkey. Tasks carry ids and are nudges: the row is the queue, the ticks below find the rest."""

from celery.schedules import crontab

from config import env

CELERY_BROKER_URL = env.read("REDIS_URL")
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A page that nudges a worker never hangs on a broker that does not answer; the tick sends what waits.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 3}
CELERY_TIMEZONE = "UTC"
CELERY_TASK_TIME_LIMIT = 300

# The lanes and their worker processes: config/run/workers.py.
CELERY_TASK_ROUTES = {
    "notifications.send_notices": {"queue": "urgent"},
    "petitions.count_signatures": {"queue": "urgent"},
    "notifications.*": {"queue": "bulk"},
}
CELERY_BEAT_SCHEDULE = {
    "delete sessions that have ended": {"task": "users.clear_sessions", "schedule": 86_400.0},
    "send notices that a nudge lost": {
        "task": "notifications.send_notices",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "send alerts": {"task": "notifications.send_alerts", "schedule": 5.0, "options": {"expires": 5}},
    "count signatures": {"task": "petitions.count_signatures", "schedule": 5.0, "options": {"expires": 5}},
    "work on removals that a nudge lost": {
        "task": "petitions.work_on_removals",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "forget the networks of signatures": {
        "task": "petitions.forget_networks",
        "schedule": crontab(hour="2", minute="40"),
    },
    "remind signatories": {"task": "petitions.remind_signatories", "schedule": crontab(minute="25")},
    "audit the count of petitions": {
        "task": "petitions.audit_counts",
        "schedule": crontab(hour="2", minute="40"),
    },
    "follow changes that a nudge lost": {
        "task": "cms.follow_changes",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "make booklets and cards": {
        "task": "cms.make_prints",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "tend packs": {"task": "cms.tend_packs", "schedule": crontab(hour="0", minute="10")},
    "open chores": {"task": "cms.open_chores", "schedule": crontab(minute="5")},
    "delete old notes from readers": {
        "task": "cms.delete_old_notes",
        "schedule": crontab(hour="1", minute="20"),
    },
    "publish pages that are due": {
        "task": "cms.publish_scheduled",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
}

# Wagtail's own background work (search index, reference index) runs in the request; it is short.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
