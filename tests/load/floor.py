"""The floor of signing: the barest Django view that writes the same two rows with raw SQL, and one that
confirms in the same two statements. No form, no middleware, nothing sealed; the answer is a redirect.
"""

import datetime
import os
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

# ruff: noqa: E402  the settings come first
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from uuid_utils.compat import uuid7

SIGNATURE = """
INSERT INTO petitions_signature (
    id, petition_id, name, email, email_index, domain_index, network, country, language, channel, display,
    agreed_texts, state, quarantined_for, signed_at
) VALUES (%s, %s, %s, %s, %s, %s, '', 'NP', 'en', 'email', 'anonymous', '{1}', 'pending', '', %s)
"""
DELIVERY = """
INSERT INTO notifications_delivery (
    id, channel, purpose, reference, sequence, language, state, attempts, not_before, created_at, provider_id,
    error
) VALUES (%s, 'email', 'bench.floor', %s, 1, 'en', 'sent', 0, %s, %s, '', '')
"""
CONFIRM = "UPDATE petitions_signature SET state = 'confirmed', confirmed_at = %s WHERE id = %s"
CONSENT = """
INSERT INTO consent_consent (id, text_id, subject_kind, subject_id, given_at) VALUES (%s, %s, 'bench', %s, %s)
"""
ENVELOPE = bytes(93)


def sign(request: HttpRequest) -> HttpResponse:
    given = request.POST
    row, now = uuid.UUID(given["id"]), datetime.datetime.now(datetime.UTC)
    with transaction.atomic(), connection.cursor() as cursor:
        values = [row, given["petition"], ENVELOPE, ENVELOPE, given["index"], given["domain"], now]
        cursor.execute(SIGNATURE, values)
        cursor.execute(DELIVERY, [uuid7(), row, now, now])
    return HttpResponseRedirect("/thanks/")


def confirm(request: HttpRequest, row: str) -> HttpResponse:
    now = datetime.datetime.now(datetime.UTC)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CONFIRM, [now, row])
        cursor.execute(CONSENT, [uuid7(), int(request.POST["text"]), row, now])
    return HttpResponseRedirect("/thanks/")


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("healthz", healthz), path("sign", sign), path("confirm/<str:row>", confirm)]

settings.MIDDLEWARE, settings.ROOT_URLCONF = [], __name__
application = WSGIHandler()
