"""What readers tell, what editors answer, and what falls due."""

from cms.reports.services.chores import (
    CHECK_EVERY,
    NumbersWait,
    close_review,
    mark_contact_checked,
    open_chores,
)
from cms.reports.services.notes import (
    MOST_A_DAY,
    UNANSWERED_FOR,
    AlreadyAnswered,
    NumberIsCheckedByCalling,
    answer_note,
    close_unanswered_notes,
    delete_old_notes,
    report_page,
)
from cms.reports.services.numbers import (
    BELIEVED_FOR,
    find_number_working,
    remove_dead_number,
    report_number,
)

__all__ = [
    "BELIEVED_FOR",
    "CHECK_EVERY",
    "MOST_A_DAY",
    "AlreadyAnswered",
    "NumberIsCheckedByCalling",
    "NumbersWait",
    "UNANSWERED_FOR",
    "answer_note",
    "close_review",
    "close_unanswered_notes",
    "delete_old_notes",
    "find_number_working",
    "mark_contact_checked",
    "open_chores",
    "remove_dead_number",
    "report_number",
    "report_page",
]
