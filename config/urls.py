"""Every address of the site. Those with `{lang}` in front are inside i18n_patterns."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from campaigns.petitions import api as petitions_api
from cms import crawlers
from cms.packs import views as packs_views
from cms.prints import views as prints_views
from config import views

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("petitions/<slug:slug>/count.json", petitions_api.count, name="petition_count"),
    path("cms/", include("cms.editing.admin_urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", views.media, name="media"),
    path("packs/files/<str:digest>", packs_views.pack_file, name="pack_file"),
    path("", include("frontend.urls")),
]

urlpatterns += i18n_patterns(
    path("petitions/", include("campaigns.petitions.urls")),  # first: what a rush asks for is found at once
    path("account/", include("members.users.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("alerts/", include("members.notifications.urls")),
    path("progress/", include("organising.records.urls")),
    path("pairings/", include("organising.pairings.urls")),
    path("desk/", include("members.users.desk_urls")),
    path("desk/alerts/", include("members.notifications.desk_urls")),
    path("desk/records/", include("organising.records.desk_urls")),
    path("desk/pairings/", include("organising.pairings.desk_urls")),
    path("desk/targets/", include("organising.targets.desk_urls")),
    path("", include("cms.prints.urls")),
    path("g/<slug:code>/", prints_views.short_address, name="short_address"),
    path("help/fees/", include("cms.fees.urls")),
    path("help/", include("cms.directory.urls")),
    path("packs/", include("cms.packs.urls")),
    path("search/", include("cms.search.urls")),
    path("wrong/", include("cms.reports.urls")),
    path("", include("frontend.localised_urls")),
    path("", include("cms.urls")),
    prefix_default_language=True,
)

urlpatterns += [path("", include("cms.unprefixed_urls"))]

handler400 = "frontend.views.bad_request"
handler403 = "frontend.views.permission_denied"
handler404 = "frontend.views.page_not_found"
handler500 = "frontend.views.server_error"
