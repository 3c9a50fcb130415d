"""The pages of Corridor, kept in Wagtail."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import changes, corridors, pages, receivers, rendering, renditions  # noqa: F401  receivers connect
        from cms.editing import choosers
        from cms.editing import notices as editing_notices
        from cms.editing.services import INVITATION
        from cms.models import base, previews
        from cms.packs import services as packs
        from cms.prints import services as prints
        from cms.reports import receivers as reports_receivers  # noqa: F401  connects the receivers
        from cms.search import services as search
        from cms.translators import following
        from cms.translators import receivers as translators_receivers  # noqa: F401  connects the receivers
        from members.notifications.notices import register_composer
        from organising.pairings import registry

        registry.register_links(corridors.guide_links)
        changes.register_follower(following.follow)  # first: translators wait for it
        changes.register_follower(renditions.follow)
        changes.register_follower(search.follow)
        changes.register_follower(packs.follow)
        changes.register_follower(prints.follow)

        register_composer(INVITATION, editing_notices.compose_invitation)
        base.form_checks.append(choosers.refuse_hidden)
        previews.renderers["preview"] = rendering.preview
        base.context_builders.update(
            {
                "homepage": pages.home,
                "guideindexpage": pages.guide_index,
                "guidepage": pages.guide,
                "campaignindexpage": pages.campaign_index,
                "campaignpage": pages.campaign,
            }
        )
