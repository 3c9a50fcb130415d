"""What remains of a page in a pack."""

import pytest

from cms.packs import plain


class TestTextOnly:
    @pytest.mark.parametrize(
        "html",
        [
            '<img src="/media/a.webp" alt="A wage slip">',
            '<picture><source srcset="/media/a.webp"><img src="/media/a.jpg" alt=""></picture>',
            '<audio controls src="/media/a.ogg"></audio>',
            '<form method="post"><input name="amount"><button>Send</button></form>',
            "<script>alert(1)</script>",
            '<button type="button" data-speak>Read aloud</button>',
            "<!-- a note -->",
            "<p hidden>Only with a script</p>",
            '<input type="text" name="q">',
        ],
    )
    def test_leaves_out_what_needs_the_site(self, html):
        assert plain.text_only(f"<p>Before</p>{html}<p>After</p>") == "<p>Before</p><p>After</p>"

    def test_keeps_the_caption_of_a_picture(self):
        html = '<figure><img src="/media/a.jpg" alt=""><figcaption>A wage slip</figcaption></figure>'

        assert plain.text_only(html) == "<figure><figcaption>A wage slip</figcaption></figure>"

    def test_leaves_no_empty_frame_of_a_picture(self):
        assert plain.text_only('<figure><img src="/media/a.jpg" alt=""></figure>') == ""

    def test_keeps_boxes_to_tick(self):
        html = '<label><input type="checkbox"> Ask for a receipt</label>'

        assert plain.text_only(html) == html

    def test_keeps_words_links_and_directions(self):
        html = '<p dir="rtl" lang="ar">لا تدفع &amp; <a href="/ar/guides/fees/">اقرأ</a> 1 &lt; 2</p>'

        assert plain.text_only(html) == html

    def test_is_the_same_when_done_twice(self):
        once = plain.text_only("<ul>\n\n  <li>One</li>\n\n <li>Two &gt; one<br>  </li></ul>")

        assert plain.text_only(once) == once
