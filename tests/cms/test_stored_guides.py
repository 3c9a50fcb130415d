"""A reader at the door of the web process: what is stored costs nothing, and what changes is seen at once."""

from __future__ import annotations

import datetime
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Site

from campaigns.drives.models import CampaignState
from cms import changes, tasks
from cms.models import Contact, ContactPhone, GuideIndexPage, GuidePage, HomePage
from frontend import stored_pages
from tests.campaigns.drives.factories import CampaignFactory
from tests.cms.factories import BODY, TITLES, publish_campaign, publish_guide
from tests.frontend.readers import Answer, ask, site

pytestmark = pytest.mark.usefixtures("site_tree")
CONTACTS = {"type": "contacts", "heading": "Who helps", "need": "fees"}


class Reader:
    """Reads through two web processes in turn; both have at hand what they stored."""

    def __init__(self) -> None:
        self.doors = [site(), site()]

    def reads(self, path: str, **headers: str) -> Answer:
        first, second = (ask(door, path, **headers) for door in self.doors)
        assert first.status == second.status
        assert first.sent == second.sent
        return second

    def has_read(self, path: str) -> Answer:
        """Both processes have the page: neither asks the database for it."""
        self.reads(path)
        with CaptureQueriesContext(connection) as captured:
            answer = self.reads(path)
        assert len(captured) == 0
        return answer


@pytest.fixture
def reader(monkeypatch) -> Reader:
    monkeypatch.setattr(stored_pages, "GENERATION_SECONDS", 0)
    monkeypatch.setattr(changes, "_followers", [])
    stored_pages.forget_all()
    return Reader()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What happens in the block is committed at its end."""

    @contextmanager
    def block():
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return block


class TestAStoredGuide:
    def test_is_served_without_a_query(self, reader):
        publish_guide()

        answer = reader.has_read("/en/guides/fees/")

        assert answer.status == 200
        assert TITLES["en"] in answer.text

    def test_asks_valkey_for_nothing_that_is_at_hand(self, reader, monkeypatch):
        publish_guide()
        monkeypatch.setattr(stored_pages, "GENERATION_SECONDS", 1)
        reader.has_read("/en/guides/fees/")

        with monkeypatch.context() as patch:
            patch.setattr(redis.Redis, "execute_command", None)
            assert ask(reader.doors[0], "/en/guides/fees/").status == 200

    @pytest.mark.parametrize("encoding", ["br", "gzip"])
    def test_says_its_size_as_it_is_sent(self, reader, encoding):
        publish_guide(body=BODY * 10)

        answer = reader.reads("/en/guides/fees/", accept_encoding=encoding)

        said = int(re.search(r"(\d+) kB", answer.text.split("This page is about")[1])[1])
        assert abs(said - len(answer.sent) / 1000) < 1.5

    @pytest.mark.parametrize(
        "path",
        [
            "/en/guides/fees/",
            "/ar/guides/fees/",
            "/en/guides/",
            "/en/",
            "/en/campaigns/",
            "/en/guides/?letters",
        ],
    )
    def test_belongs_to_nobody(self, reader, path):
        publish_guide()

        answer = reader.has_read(path)

        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Cache-Control"] == "public, max-age=3"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    def test_is_not_alone_the_page_for_readers_without_a_connection_is_stored_as_well(self, reader):
        answer = reader.has_read("/en/offline/")

        assert answer.status == 200
        assert "style-src" in answer.headers["Content-Security-Policy"]

    def test_is_served_to_somebody_who_is_signed_in_as_to_everybody(self, reader):
        publish_guide()
        stored = reader.has_read("/en/guides/fees/")

        assert reader.reads("/en/guides/fees/", cookie="sessionid=abc").sent == stored.sent

    def test_with_filters_is_drawn_for_whoever_asks(self, reader):
        publish_guide()
        reader.reads("/en/guides/?from=NP")

        with CaptureQueriesContext(connection) as captured:
            reader.reads("/en/guides/?from=NP")

        assert len(captured) > 0

    def test_that_is_missing_is_not_stored(self, reader):
        assert reader.reads("/en/guides/fees/").status == 404
        with CaptureQueriesContext(connection) as captured:
            assert reader.reads("/en/guides/fees/").status == 404

        assert len(captured) > 0

    def test_draws_each_page_in_few_queries(self, reader):
        publish_guide()
        Site.get_site_root_paths()  # Wagtail keeps them for an hour
        reader.reads("/en/guides/fees/")
        stored_pages.forget_all()

        with CaptureQueriesContext(connection) as captured:
            ask(reader.doors[0], "/en/guides/fees/")

        assert 0 < len(captured) <= 12

    def test_lets_campaign_pages_send_their_origin(self, reader):
        page = publish_campaign()

        answer = reader.reads(f"/en/campaigns/{page.slug}/")

        assert answer.headers["Referrer-Policy"] == "same-origin"

    @pytest.mark.parametrize("path", ["/en/", "/en/campaigns/"])
    def test_with_a_count_is_kept_for_a_minute(self, reader, path):
        reader.reads(path)

        names = list(stored_pages._valkey().scan_iter(f"*:pages:*:{path}"))
        assert names
        assert all(stored_pages._valkey().ttl(name) <= 60 for name in names)


class TestWhatReadersSeeNext:
    """Each test has a page stored in two processes, changes something, and reads again."""

    def test_a_new_text(self, reader, committed):
        publish_guide()
        reader.has_read("/en/guides/fees/")

        with committed():
            publish_guide(summary="The employer pays everything.")

        assert "The employer pays everything." in reader.reads("/en/guides/fees/").text

    def test_a_new_text_with_another_etag(self, reader, committed):
        publish_guide()
        etag = reader.has_read("/en/guides/fees/").headers["ETag"]
        assert reader.reads("/en/guides/fees/", if_none_match=etag).status == 304

        with committed():
            publish_guide(summary="The employer pays everything.")

        assert reader.reads("/en/guides/fees/", if_none_match=etag).status == 200

    def test_nothing_new_before_the_commit(self, reader, committed):
        publish_guide()
        reader.has_read("/en/guides/fees/")
        with committed():
            publish_guide(summary="The employer pays everything.")
            assert "everything" not in reader.reads("/en/guides/fees/").text

        assert "everything" in reader.reads("/en/guides/fees/").text

    def test_a_guide_in_the_list_and_on_the_home_page(self, reader, committed):
        for path in ("/en/guides/", "/en/"):
            assert TITLES["en"] not in reader.has_read(path).text

        with committed():
            publish_guide()

        for path in ("/en/guides/", "/en/"):
            assert TITLES["en"] in reader.reads(path).text

    def test_nothing_where_a_page_was_unpublished(self, reader, committed):
        page = publish_guide()
        reader.has_read("/en/guides/fees/")
        reader.has_read("/en/guides/")

        with committed():
            page.unpublish()

        assert reader.reads("/en/guides/fees/").status == 404
        assert TITLES["en"] not in reader.reads("/en/guides/").text

    def test_the_honest_fallback_where_a_translation_was_unpublished(self, reader, committed):
        publish_guide("en")
        page = publish_guide("ar")
        reader.has_read("/ar/guides/fees/")

        with committed():
            page.unpublish()

        assert "noindex" in reader.reads("/ar/guides/fees/").text

    def test_nothing_where_a_page_was_deleted(self, reader, committed):
        page = publish_guide()
        reader.has_read("/en/guides/fees/")

        with committed():
            GuidePage.objects.get(pk=page.pk).delete()

        assert reader.reads("/en/guides/fees/").status == 404

    def test_a_page_where_it_was_moved_to(self, reader, committed):
        page = publish_guide()
        reader.has_read("/en/guides/fees/")
        index = GuideIndexPage.objects.get(locale__language_code="en")

        with committed():
            index.slug = "rights"
            index.save()
        assert reader.reads("/en/guides/fees/").status == 404
        assert reader.has_read("/en/rights/fees/").status == 200

        home = HomePage.objects.get(locale__language_code="en")
        with committed():
            GuidePage.objects.get(pk=page.pk).move(home, pos="last-child")
        assert reader.reads("/en/rights/fees/").status == 404
        assert reader.reads("/en/fees/").status == 200

    def test_another_slug_in_every_language_and_in_links(self, reader, committed):
        english = publish_guide("en")
        publish_guide("ar")
        linking = publish_guide(slug="linking")
        stream = list(linking.body.raw_data)
        stream[0]["value"]["text"] = f'<p><a id="{english.pk}" linktype="page">more</a></p>'
        linking.body = linking.body.stream_block.to_python(stream)
        linking.save_revision().publish()
        for path in ("/en/guides/fees/", "/ar/guides/fees/", "/en/guides/linking/", "/en/guides/"):
            reader.has_read(path)

        with committed():
            english.slug = "costs"
            english.save_revision().publish()

        assert reader.reads("/en/guides/costs/").status == 200
        assert reader.reads("/ar/guides/costs/").status == 200
        assert reader.reads("/en/guides/fees/").status == 404
        assert "/en/guides/costs/" in reader.reads("/en/guides/linking/").text
        assert "/en/guides/costs/" in reader.reads("/en/guides/").text

    def test_a_translation_where_the_fallback_was_and_in_the_list_of_languages(self, reader, committed):
        publish_guide("en")
        assert "noindex" in reader.has_read("/ar/guides/fees/").text
        assert "/ar/guides/fees/" not in reader.has_read("/en/guides/fees/").text

        with committed():
            publish_guide("ar")

        assert TITLES["ar"] in reader.reads("/ar/guides/fees/").text
        assert "/ar/guides/fees/" in reader.reads("/en/guides/fees/").text

    def test_the_banner_of_a_translation_whose_source_changed(self, reader, committed):
        publish_guide("en")
        publish_guide("ar")
        assert "notice--outdated" not in _main(reader.has_read("/ar/guides/fees/"))

        with committed():
            publish_guide("en", summary="The law has changed.")

        assert "notice--outdated" in _main(reader.reads("/ar/guides/fees/"))

    def test_another_number_of_a_contact(self, reader, committed):
        publish_guide(body=[*BODY, CONTACTS], jurisdiction="origin", origin_codes=["NP"])
        contact = Contact.objects.create(
            slug="union", name="Union", kind="union", needs=["fees"], country_codes=["NP"]
        )
        phone = ContactPhone.objects.create(contact=contact, number="+977 1 4002000")
        assert "4002000" in reader.has_read("/en/guides/fees/").text

        with committed():
            phone.number = "+977 1 4009999"
            phone.save()
        text = reader.has_read("/en/guides/fees/").text
        assert "4009999" in text
        assert "4002000" not in text

        with committed():
            contact.delete()
        assert "4009999" not in reader.reads("/en/guides/fees/").text

    def test_another_title_of_the_home_page(self, reader, committed):
        home = HomePage.objects.get(locale__language_code="en")
        reader.has_read("/en/")

        with committed():
            home.title = "Workers of the road"
            home.save_revision().publish()

        assert "Workers of the road" in reader.reads("/en/").text

    def test_pages_where_the_site_is_rooted_now(self, reader, committed):
        publish_guide("en")
        reader.has_read("/en/guides/fees/")
        home = HomePage.objects.get(locale__language_code="en")

        with committed():
            home.slug = "start"
            home.save()

        assert reader.reads("/en/guides/fees/").status == 200
        assert GuidePage.objects.get(slug="fees").url_path.startswith("/start/")

    def test_no_language_that_was_taken_away(self, reader, committed):
        publish_guide("en")
        publish_guide("ur")
        assert "/ur/guides/fees/" in reader.has_read("/en/guides/fees/").text

        with committed():
            HomePage.objects.get(locale__language_code="ur").delete()
            Locale.objects.get(language_code="ur").delete()

        assert "/ur/guides/fees/" not in reader.reads("/en/guides/fees/").text
        assert "noindex" in reader.reads("/ur/guides/fees/").text

    def test_a_campaign_that_is_won(self, reader, committed):
        campaign = CampaignFactory(running=True)
        publish_campaign(campaign=campaign)
        reader.has_read("/en/campaigns/")

        with committed():
            campaign.state = CampaignState.WON
            campaign.save()

        assert "Won or ended" in reader.reads("/en/campaigns/").text

    def test_the_day_on_which_a_guide_was_to_be_checked(self, reader):
        publish_guide(review_due=datetime.date(2027, 5, 2))
        assert stored_pages.LONGEST_SECONDS <= 600  # "within one hour": the copy of before goes by itself
        with time_machine.travel(datetime.datetime(2027, 5, 3, tzinfo=datetime.UTC)):
            assert "checked again by" in reader.reads("/en/guides/fees/").text


class TestWhenANudgeIsLost:
    def test_the_tick_forgets_what_is_stored(self, reader, committed, monkeypatch):
        publish_guide()
        reader.has_read("/en/guides/fees/")
        with monkeypatch.context() as patch:
            patch.setattr(changes, "_after_commit", lambda: None)  # killed between commit and nudge
            with committed():
                publish_guide(summary="The employer pays everything.")
        assert "everything" not in reader.reads("/en/guides/fees/").text

        tasks.follow_changes()

        assert "everything" in reader.reads("/en/guides/fees/").text

    def test_the_tick_comes_every_five_seconds(self, settings):
        ticks = [
            each for each in settings.CELERY_BEAT_SCHEDULE.values() if each["task"] == "cms.follow_changes"
        ]

        assert [each["schedule"] for each in ticks] == [5.0]


class TestARaceWithTheCommit:
    def test_the_homes_that_another_process_noted_before_the_commit_are_forgotten(self, reader, committed):
        """Wagtail clears its note in the middle of the transaction; a reader elsewhere writes the old one."""
        publish_guide()
        reader.has_read("/en/guides/fees/")
        old = Site.get_site_root_paths()
        home = HomePage.objects.get(locale__language_code="en")

        with committed():
            home.slug = "start"
            home.save()
            cache.set("wagtail_site_root_paths", old, 3600, version=2)

        assert reader.reads("/en/guides/fees/").status == 200


class TestWithinASecond:
    def test_another_process_follows(self, committed, monkeypatch):
        monkeypatch.setattr(changes, "_followers", [])
        publish_guide()
        door = site()
        stored_pages.forget_all()
        ask(door, "/en/guides/fees/")

        # What the process that published does; this one learns of it only by the second.
        monkeypatch.setattr(stored_pages._generation, "check_again", lambda: None)
        with committed():
            publish_guide(summary="The employer pays everything.")
        began = time.perf_counter()
        while "everything" not in ask(door, "/en/guides/fees/").text:
            assert time.perf_counter() - began < 1.3
            time.sleep(0.02)


def _main(answer: Answer) -> str:
    return answer.text.split("<main")[1].split("</main>")[0]


class TestWithoutValkey:
    @pytest.fixture(params=["refuses", "says nothing"])
    def no_valkey(self, request, reader, settings) -> Iterator[None]:
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1] if request.param == "says nothing" else 9
        settings.CACHES = {
            "default": {**settings.CACHES["default"], "LOCATION": f"redis://127.0.0.1:{port}/0"}
        }
        stored_pages._valkey.cache_clear()
        stored_pages.GENERATION_SECONDS = 1
        yield
        listener.close()
        stored_pages._valkey.cache_clear()
        stored_pages._generation.check_again()

    def test_guides_are_drawn_for_each_reader(self, reader, no_valkey):
        publish_guide("en", body=[*BODY, CONTACTS])
        publish_guide("ne")
        began = time.perf_counter()

        for path in ("/en/guides/fees/", "/ar/guides/fees/", "/en/guides/", "/en/", "/en/campaigns/"):
            assert ask(reader.doors[0], path).status == 200
        assert TITLES["ne"] in ask(reader.doors[0], "/ne/guides/fees/").text
        assert time.perf_counter() - began < 5
