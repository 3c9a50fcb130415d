"""What the log may say about a request."""

from __future__ import annotations

import logging


class RouteInsteadOfPath(logging.Filter):
    """Names the route of a failed request and not its path: that can hold the token of a mailed link.

    Django logs "Internal Server Error: /en/petitions/confirm/<token>/" and puts the path in the arguments.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            status = getattr(record, "status_code", "")
            route = match.route if match else "an address that is none of ours"
            record.msg, record.args = "%s at %s %s", (status, request.method, route)
        return True
