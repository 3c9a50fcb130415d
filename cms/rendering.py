"""Drawing a page as readers get it: for their requests, in a preview, and to weigh a draft."""

from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.userbar import Userbar

from cms import pages, rich_text
from cms.models import TranslatedPage
from frontend import languages


def rendered(page: TranslatedPage, request: HttpRequest) -> HttpResponse:
    """The page as HTML that says its own compressed size."""
    body = getattr(page, "body", None)
    stored = page._meta.get_field("body").value_to_string(page) if body is not None else ""
    with rich_text.links_prefetched(stored):
        response = page.serve(request)
        if isinstance(response, TemplateResponse):
            response.render()
    html = response.content.decode()
    if pages.SIZE_MARK in html:
        size = len(gzip.compress(html.encode(), compresslevel=5))
        response.content = html.replace(pages.SIZE_MARK, languages.filesize_short(size))
    return response


def preview(page: TranslatedPage, request: HttpRequest) -> HttpResponse:
    """What an editor sees of a draft: what a reader would get and, beside the form, axe's door into it.

    Wagtail's checks run inside the frame, through the user bar; it stays hidden there.
    """
    response = rendered(page, request)
    if getattr(request, "in_preview_panel", False) and request.user.has_perm("wagtailadmin.access_admin"):
        bar = Userbar(object=page).render_html({"request": request})
        response.content = response.content.decode().replace("</body>", f"{bar}</body>", 1)
    return response
