"""A part of a file (RFC 9110, section 14): a player that jumps to the middle does not load the beginning."""

from __future__ import annotations

import re

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def answer(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The part that was asked for (206), that there is no such part (416), or the whole, as RFC 9110 says.

    Only for files that fit into memory. Several ranges in one request are answered with the whole.
    """
    if not isinstance(response, FileResponse) or response.status_code != 200:
        return response
    response["Accept-Ranges"] = "bytes"
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or not any(asked.groups()) or "If-Range" in request.headers:
        return response
    whole = b"".join(response.streaming_content)
    response.close()
    first, last = _bounds(asked, len(whole))
    if first > last:
        refusal = HttpResponse(status=416)
        refusal["Content-Range"] = f"bytes */{len(whole)}"
        return refusal
    part = HttpResponse(whole[first : last + 1], status=206, content_type=response["Content-Type"])
    part["Accept-Ranges"] = "bytes"
    part["Content-Range"] = f"bytes {first}-{last}/{len(whole)}"
    return part


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte, both included. "-500" means the last 500."""
    first, last = asked.groups()
    if not first:
        return max(0, size - int(last)), size - 1 if int(last) else -1
    return int(first), min(int(last) if last else size - 1, size - 1)
