"""What counts as a change of what readers see."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Site

from campaigns.drives.models import CampaignState
from cms import changes, tasks
from cms.bodies import stream_of
from cms.models import (
    Contact,
    ContactPhone,
    ContactText,
    CustomImage,
    FeeRule,
    GuideIndexPage,
    GuidePage,
    Recording,
    SourceStamp,
)
from cms.models.changes import ContentChange
from organising.pairings.models import Corridor
from tests.campaigns.drives.factories import CampaignFactory
from tests.cms.factories import BODY, NOW, publish_guide


def recorded() -> set[tuple[str, int | None]]:
    return set(ContentChange.objects.values_list("kind", "object_id"))


@pytest.fixture(autouse=True)
def no_other_followers(monkeypatch) -> None:
    monkeypatch.setattr(changes, "_followers", [])
    monkeypatch.setattr(changes, "_waits_until", {})


@pytest.mark.usefixtures("site_tree")
class TestWhatIsRecorded:
    @pytest.fixture
    def recording(self, django_capture_on_commit_callbacks, monkeypatch):
        """What is recorded inside the block."""
        monkeypatch.setattr(tasks.follow_changes, "apply_async", lambda **kwargs: None)

        @contextmanager
        def block():
            found: set = set()
            ContentChange.objects.all().delete()
            with django_capture_on_commit_callbacks(execute=True):
                yield found
            found |= recorded()

        return block

    def test_when_a_page_is_published(self, recording):
        with recording() as found:
            page = publish_guide()

        assert found == {("page", page.pk)}

    def test_not_when_a_draft_is_saved(self, recording):
        page = publish_guide()
        with recording() as found:
            page.title = "Draft"
            page.save_revision()

        assert not found

    def test_when_a_source_changes_its_translations_too(self, recording):
        english, arabic = publish_guide("en"), publish_guide("ar")
        with recording() as found:
            publish_guide("en", summary="Another fact.")

        assert found == {("page", english.pk), ("page", arabic.pk)}

    def test_when_a_page_is_unpublished_those_that_link_to_it_too(self, recording):
        target = publish_guide(slug="target")
        linking = _linking_to(target)
        with recording() as found:
            target.unpublish()

        assert found == {("page", target.pk), ("page", linking.pk)}

    def test_when_a_slug_changes(self, recording):
        english, arabic = publish_guide("en"), publish_guide("ar")
        linking = _linking_to(english)
        with recording() as found:
            english.slug = "costs"
            english.save_revision().publish()

        assert found == {("page", each.pk) for each in (english, arabic, linking)}

    def test_when_a_page_moves_and_what_is_below_it(self, recording):
        page = publish_guide()
        index = GuideIndexPage.objects.get(pk=page.get_parent().pk)
        french_home = GuideIndexPage.objects.get(locale__language_code="fr").get_parent()
        GuideIndexPage.objects.get(locale__language_code="fr").delete()
        with recording() as found:
            index.move(french_home, pos="last-child")

        assert {("page", index.pk), ("page", page.pk)} <= found

    def test_when_a_page_is_deleted(self, recording):
        target = publish_guide(slug="target")
        linking = _linking_to(target)
        pk = target.pk
        with recording() as found:
            GuidePage.objects.get(pk=pk).delete()

        assert found == {("page", pk), ("page", linking.pk)}

    def test_when_a_page_is_copied_live(self, recording):
        page = publish_guide()
        with recording() as found:
            copy = page.copy(update_attrs={"slug": "fees-again"}, keep_live=True)

        assert ("page", copy.pk) in found

    def test_when_a_stamp_is_saved(self, recording):
        publish_guide("en")
        arabic = publish_guide("ar")
        with recording() as found:
            SourceStamp.objects.get(pk=arabic.pk).save()

        assert found == {("page", arabic.pk)}

    def test_when_the_directory_changes(self, recording):
        with recording() as found:
            contact = Contact.objects.create(slug="union", name="Union", kind="union")
        assert found == {("contact", contact.pk)}

        with recording() as found:
            ContactText.objects.create(contact=contact, language="en", does="Helps.")
        assert found == {("contact", contact.pk)}

        with recording() as found:
            phone = ContactPhone.objects.create(contact=contact, number="+977 1 4002000")
        assert found == {("contact", contact.pk)}

        with recording() as found:
            phone.delete()
        assert found == {("contact", contact.pk)}

        pk = contact.pk
        with recording() as found:
            contact.delete()
        assert ("contact", pk) in found

    def test_when_a_fee_rule_changes(self, recording):
        with recording() as found:
            rule = FeeRule.objects.create(
                slug="np", country_code="NP", side="origin", limit="nothing", law="Act", as_of=NOW.date()
            )
        assert found == {("fee_rule", rule.pk)}

    def test_when_a_recording_changes(self, recording):
        with recording() as found:
            sound = Recording.objects.create(
                title="Fees", language="ne", file="x.ogg", mime_type="audio/ogg", byte_count=1, seconds=1
            )
        assert found == {("recording", sound.pk)}

    def test_when_an_image_on_a_page_changes_and_not_when_a_new_one_comes(self, recording):
        page = publish_guide(body=[])
        with recording() as found:
            image = CustomImage.objects.create(title="Receipt", file=get_test_image_file())
        assert not found

        blocks = stream_of([{"type": "image", "image": image.pk, "alt": "A receipt"}], seed="image")
        page.body = page.body.stream_block.to_python(blocks)
        page.save_revision().publish()
        with recording() as found:
            image.credit = "A. Sample"
            image.save()
        assert found == {("page", page.pk)}

    def test_when_a_campaign_changes(self, recording):
        campaign = CampaignFactory(running=True)
        with recording() as found:
            campaign.state = CampaignState.WON
            campaign.save()

        assert found == {("campaign", None)}

    def test_when_the_site_its_languages_or_a_corridor_changes(self, recording):
        for thing in (Site.objects.get(), Locale.objects.first(), Corridor(slug="np-my", origin="NP")):
            with recording() as found:
                thing.save()

            assert found == {("site", None)}


def _linking_to(target: GuidePage) -> GuidePage:
    page = publish_guide(slug="linking", body=BODY[:1])
    stream = list(page.body.raw_data)
    stream[0]["value"]["text"] = f'<p><a id="{target.pk}" linktype="page">more</a></p>'
    page.body = page.body.stream_block.to_python(stream)
    page.save_revision().publish()
    return GuidePage.objects.get(pk=page.pk)
