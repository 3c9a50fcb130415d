"""What the log may say about a request."""

from __future__ import annotations

import logging


class RouteInsteadOfPath(logging.Filter):
    """Names the route of a failed request and not its path: that can hold the token of a mailed link.

    Django logs "Internal Server Error: /en/petitions/confirm/<token>/" and puts the path in the arguments.
    Where it refuses a request by itself (`django.security.*`), message and traceback repeat what was sent: a
    host, a path, an address, of any length. What stays is the name of the refusal.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", "")
            route = match.route if match else "an address that is none of ours"
            record.msg, record.args = "%s at %s %s", (status, getattr(request, "method", ""), route)
            if record.name.startswith("django.security."):
                record.exc_info = record.exc_text = None
        return True
