"""Packs as readers and phones ask for them."""

from __future__ import annotations

import gzip
import hashlib

import pytest

from cms.models import PackFile
from tests.cms.factories import NOW, publish_guide
from tests.cms.packs.factories import build, contact, corridor, entries

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def pack():
    publish_guide()
    contact()
    return build(corridor())


class TestThePageOfPacks:
    def test_names_each_pack_with_its_guides_and_size(self, client, pack):
        html = client.get("/en/packs/").content.decode()

        assert "Nepal – Malaysia" in html
        assert f"1 guide, <bdi>{round(pack.byte_count / 1000)} kB</bdi>" in html
        assert 'data-pack="/en/packs/nepal-malaysia.json"' in html
        assert 'href="/en/guides/fees/"' in html

    def test_marks_guides_in_another_language(self, client):
        publish_guide("en")
        build(corridor(), "ar")

        html = client.get("/ar/packs/").content.decode()

        assert '<a href="/ar/guides/fees/" lang="en" dir="ltr" hreflang="en">You should not pay</a>' in html

    def test_says_what_to_do_where_there_is_none(self, client, db):
        response = client.get("/en/packs/")

        assert response.status_code == 200
        assert "There is no pack yet" in response.content.decode()
        assert 'href="/en/guides/"' in response.content.decode()

    def test_costs_one_query_however_many_packs(self, client, pack, django_assert_num_queries):
        build(corridor("PH", "HK", slug="philippines-hong-kong"))
        client.get("/en/packs/")

        with django_assert_num_queries(1):
            client.get("/en/packs/")

    def test_can_be_kept_by_every_cache(self, client, pack):
        response = client.get("/en/packs/")

        assert "max-age=3" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies


class TestTheManifest:
    def test_is_the_pack_s_own(self, client, pack):
        response = client.get("/en/packs/nepal-malaysia.json")

        assert response["Content-Type"] == "application/json"
        assert "max-age=3" in response["Cache-Control"]
        assert response.json() == pack.manifest

    def test_answers_304_until_the_pack_changes(self, client, pack):
        etag = client.get("/en/packs/nepal-malaysia.json")["ETag"]

        unchanged = client.get("/en/packs/nepal-malaysia.json", headers={"if-none-match": etag})
        publish_guide(summary="Something else.")
        build(pack.corridor)
        changed = client.get("/en/packs/nepal-malaysia.json", headers={"if-none-match": etag})

        assert unchanged.status_code == 304
        assert changed.status_code == 200

    @pytest.mark.parametrize("path", ["/en/packs/nowhere.json", "/ne/packs/nepal-malaysia.json"])
    def test_is_not_found_where_there_is_no_pack(self, client, pack, path):
        assert client.get(path).status_code == 404


class TestAFile:
    @pytest.fixture
    def entry(self, pack):
        return entries(pack, "guide")[0]

    def test_comes_compressed_for_ever_and_as_big_as_promised(self, client, entry):
        response = client.get(f"/packs/files/{entry['digest']}", headers={"accept-encoding": "br, gzip"})

        assert response["Content-Encoding"] == "gzip"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Accept-Encoding" in response["Vary"]
        assert int(response["Content-Length"]) == len(response.content) == entry["bytes"]
        assert hashlib.sha256(gzip.decompress(response.content)).hexdigest().startswith(entry["digest"])

    @pytest.mark.parametrize("accepted", ["", "identity", "br"])
    def test_comes_unpacked_for_who_cannot_unpack(self, client, entry, accepted):
        response = client.get(f"/packs/files/{entry['digest']}", headers={"accept-encoding": accepted})

        assert "Content-Encoding" not in response
        assert response.content.startswith(b"<article")

    def test_is_not_sent_twice(self, client, entry):
        path = f"/packs/files/{entry['digest']}"
        etag = client.get(path)["ETag"]

        assert client.get(path, headers={"if-none-match": etag}).status_code == 304

    @pytest.mark.parametrize("digest", ["0" * 32, "no-such-thing", "%2e%2e", "F" * 32, "0" * 5000])
    def test_is_not_found_under_a_name_that_nothing_has(self, client, pack, digest):
        response = client.get(f"/packs/files/{digest}")

        assert response.status_code == 404
        assert response["Cache-Control"] == "no-store"
        assert len(response.content) < 100

    def test_has_no_cookie_and_no_language(self, client, entry):
        response = client.get(f"/packs/files/{entry['digest']}")

        assert not response.cookies
        assert "Cookie" not in response["Vary"]

    def test_a_shell_of_an_earlier_release_may_use_its_styles(self, client, db):
        html = "<html><head><style>body{color:red}</style></head></html>"
        PackFile.objects.create(
            digest="a" * 32, content=gzip.compress(html.encode()), byte_count=1, made_at=NOW
        )

        response = client.get(f"/packs/files/{'a' * 32}")

        assert "'sha256-" in response["Content-Security-Policy"].partition("style-src")[2]

    def test_nobody_writes_to_it(self, client, entry):
        assert client.post(f"/packs/files/{entry['digest']}").status_code == 405
