"""Background work of the CMS. Arguments are ids; running a task twice does no harm."""

from celery import shared_task

from cms import services


@shared_task(name="cms.translate_subtree")
def translate_subtree(page_id: int, languages: list[str], user_id: str) -> None:
    """Make drafts of everything below a page in the given languages."""
    services.translate_subtree(page_id=page_id, languages=languages, user_id=user_id or None)
