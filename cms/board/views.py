"""The board as a page of Wagtail's admin."""

from __future__ import annotations

import datetime
import functools
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.board import panels, permissions, queries, waiting
from cms.board.cells import Cell, Choice, Row, Total
from cms.board.forms import ChoiceForm, WishForm
from cms.board.states import Kind, State
from cms.models import Chore, ChoreKind, GuideIndexPage
from frontend import languages
from members.users.models import User

PAGES_A_PAGE = 40
CHORES_A_PAGE = 50


class BoardPaginator(WagtailPaginator):
    verbose_name = Page._meta.verbose_name
    verbose_name_plural = Page._meta.verbose_name_plural


class Shown(NamedTuple):
    """A cell with its words and its link; without a link there is nothing this person may do."""

    cell: Cell
    language_name: str
    label: str
    url: str


class Figure(NamedTuple):
    """A number of a language, and the link that shows those guides."""

    kind: str
    label: str
    count: int
    url: str


class BoardView(WagtailAdminTemplateMixin, TemplateView):
    """Page × language × state, forty pages at a time."""

    template_name = "wagtailadmin/board/board.html"
    page_title = gettext_lazy("Board")
    header_icon = "list-ul"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not permissions.can_see_board(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = ChoiceForm(self.request.GET)
        choice = form.choice()
        board = queries.board(self.request.user, on=timezone.localdate(), choice=choice)
        form.offer(unions=board.unions, kinds=board.kinds)
        names = {total.language: languages.language_name(total.language) for total in board.totals}
        paginator = BoardPaginator(board.rows, PAGES_A_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        into = permissions.languages_to_translate_into(self.request.user)
        return context | {
            "form": form,
            "board": board,
            "names": names,
            "is_chosen": choice != queries.EVERYTHING,
            "has_kinds": len(board.kinds) > 1,
            "campaign": Kind.CAMPAIGN,
            "totals": [(names[total.language], self._figures(total)) for total in board.totals],
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "rows": [(row, _shown(row, choice, names, into=into)) for row in page],
            "write_url": _where_to_write(self.request),
            "url_name": "board:index",
        }

    def _figures(self, total: Total) -> list[Figure]:
        """What there is of a language, each with its link; what readers see stands there even as nothing."""
        found = [
            Figure(state.value, state.label, count, self._link(language=total.language, state=state.value))
            for state in (State.LIVE, *(each for each in State if each is not State.LIVE))
            if (count := total.by_state.get(state, 0)) or state is State.LIVE
        ]
        if total.overdue_count:
            url = self._link(language=total.language, overdue="on")
            found.append(Figure("overdue", _("Overdue"), total.overdue_count, url))
        if total.report_count:
            url = self._link(language=total.language, reports="on")
            found.append(Figure("reports", _("Notes from readers"), total.report_count, url))
        return found

    def _link(self, **asked: str) -> str:
        """The board with these wishes for cells, and with those for pages that are there already."""
        query = self.request.GET.copy()
        for name in ("p", "language", "state", "overdue", "reports"):
            query.pop(name, None)
        query.update(asked)
        return f"{reverse('board:index')}?{query.urlencode()}"


def _shown(row: Row, choice: Choice, names: dict[str, str], *, into: set[str]) -> list[Shown]:
    if row.source_id is None:
        into = set()
    translate_url = reverse("wagtail_localize:submit_page_translation", args=[row.source_id or 0])
    edit_url = _edit_url()
    shown = []
    for cell in row.cells:
        if cell.language not in names or (choice.language and cell.language != choice.language):
            continue
        if cell.state is State.MISSING:
            url = f"{translate_url}?select_locale={cell.language}" if cell.language in into else ""
        else:
            url = edit_url.replace("/0/", f"/{cell.page_id}/") if cell.can_open else ""
        shown.append(Shown(cell, names[cell.language], _label(cell), url))
    return shown


@functools.cache
def _edit_url() -> str:
    """The address of the editor of page 0. Django takes a tenth of a millisecond for one, a board has 480."""
    return reverse("wagtailadmin_pages:edit", args=[0])


def _label(cell: Cell) -> str:
    """The state in words."""
    if cell.state is None:
        return _("Not for you to see")
    if cell.state is State.OUTDATED and cell.since is not None:
        day = languages.date_in_words(timezone.localdate(cell.since))
        return _("Outdated since %(day)s") % {"day": day}
    if cell.state is State.IN_TRANSLATION and cell.is_original:
        return _("Draft")
    return str(cell.state.label)


def _where_to_write(request: HttpRequest) -> str:
    """Where this person may write a first guide, in her language before others; "" without a place."""
    addable = permissions.addable_pages(request.user).order_by().values("pk")
    indexes = GuideIndexPage.objects.filter(pk__in=addable).order_by("pk")
    found = dict(indexes.values_list("locale__language_code", "pk"))
    best = languages.best_language(languages.active_code(), found) or next(iter(found), None)
    return reverse("wagtailadmin_pages:add_subpage", args=[found[best]]) if best else ""


class Errand(NamedTuple):
    """A chore as a person meets it."""

    title: str
    language: str
    """That of the guide; "" of a contact, whose name is the same in all."""
    kind: str
    url: str
    """Where it is done."""
    due_date: datetime.date
    is_late: bool
    has_reported: bool
    is_mine: bool
    is_taken: bool
    person: str
    """Who has it, if she has said how she is called. An address is not shown to others."""


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    """What waits for somebody, with its day; for everybody in the CMS, each her own."""

    template_name = "wagtailadmin/board/waiting.html"
    page_title = gettext_lazy("What waits for me")
    header_icon = "list-ul"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        user, today = self.request.user, timezone.localdate()
        form = WishForm(self.request.GET)
        wish = form.wish()
        paginator = ChorePaginator(waiting.chores(user, wish), CHORES_A_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        rows = [_errand(chore, user, today) for chore in page]
        return context | {
            "form": form,
            "items": panels.items_for(user),
            "rows": rows,
            "page": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            **({} if rows else self._what_next(wish, today)),
        }

    def _what_next(self, wish: waiting.Wish, today: datetime.date) -> dict[str, Any]:
        """Nothing is due: what others have, what comes, what is missing."""
        user = self.request.user
        everybodys = waiting.chores(user, waiting.Wish(everybodys=True))
        sees_board = permissions.can_see_board(user)
        return {
            "is_chosen": wish != waiting.Wish(),
            "others_count": 0 if wish.everybodys else everybodys.count(),
            "others_url": f"{reverse('board:waiting')}?whose=all",
            "coming": waiting.guides_due_next(user, on=today),
            "missing_url": f"{reverse('board:index')}?state={State.MISSING}" if sees_board else "",
        }


class ChorePaginator(WagtailPaginator):
    verbose_name = Chore._meta.verbose_name
    verbose_name_plural = Chore._meta.verbose_name_plural


def _errand(chore: Chore, user: User, today: datetime.date) -> Errand:
    profile = getattr(chore.assigned_to, "profile", None)
    page = chore.page if chore.kind == ChoreKind.REVIEW else None
    return Errand(
        title=page.title if page else chore.contact.name,
        language=page.locale.language_code if page else "",
        kind=chore.get_kind_display(),
        url=reverse("wagtailadmin_pages:edit", args=[page.pk])
        if page
        else reverse("reader_reports:contact", args=[chore.contact_id]),
        due_date=chore.due_date,
        is_late=chore.due_date < today,
        has_reported=chore.has_reported,
        is_mine=chore.assigned_to_id == user.pk,
        is_taken=chore.assigned_to_id is not None,
        person=profile.display_name if profile else "",
    )
