"""The few blocks that guides and campaign pages are built from."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.models.contacts import Need
from cms.models.fields import validate_web_address
from frontend import languages

INLINE = ["bold", "italic", "link"]


EMPLOYERS_LANGUAGES = ["ms", "th", "zh", "yue", "ko", "ja", "vi", "km", "he", "el", "it", "pt", "de", "tr"]
"""Spoken where people work, besides the languages of the site. A phrase to show there is of use in these."""


def _languages() -> list[tuple[str, str]]:
    others = [code for code in EMPLOYERS_LANGUAGES if code not in dict(settings.LANGUAGES)]
    return [*settings.LANGUAGES, *((code, languages.endonym(code)) for code in others)]


class FixedTextBlock(blocks.TextBlock):
    """Words that stay as they are in every language. wagtail-localize asks the block itself."""

    def get_translatable_segments(self, value: str) -> list[Any]:
        return []

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        return value


class ParagraphBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=[*INLINE, "ul", "ol"])

    class Meta:
        label = _("Paragraph")
        icon = "pilcrow"
        template = "cms/blocks/paragraph.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("what to do"), max_length=120)
    text = blocks.RichTextBlock(label=_("text"), features=INLINE, required=False)


class StepsBlock(blocks.StructBlock):
    """What to do, one thing after the other. In a checklist each step has a box to tick."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    is_checklist = blocks.BooleanBlock(label=_("with a box to tick at each step"), required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=1)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "cms/blocks/steps.html"


class WarningBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("text"), features=INLINE)

    class Meta:
        label = _("Warning")
        icon = "warning"
        template = "cms/blocks/warning.html"


class LawValue(blocks.StructValue):
    @property
    def site(self) -> str:
        """The host of the address, for people: "normlex.ilo.org"."""
        return urlsplit(self.get("url") or "").netloc.removeprefix("www.")


class LawBlock(blocks.StructBlock):
    """What a law or a standard says, in plain words, with the place where it is written."""

    text = blocks.RichTextBlock(label=_("what it says, in plain words"), features=INLINE)
    source = blocks.CharBlock(label=_("law or standard, with its year"), max_length=250)
    article = blocks.CharBlock(label=_("article"), required=False, max_length=120)
    url = blocks.URLBlock(label=_("where it can be read"), required=False, validators=[validate_web_address])

    class Meta:
        label = _("What the law says")
        value_class = LawValue
        icon = "openquote"
        template = "cms/blocks/law.html"


class PhraseBlock(blocks.StructBlock):
    """A sentence to say or show to somebody who speaks another language."""

    text = blocks.TextBlock(label=_("sentence in the reader's language"), max_length=300, rows=2)
    other_language = blocks.ChoiceBlock(
        label=_("language of the other person"), choices=lazy(_languages, list)(), default="en"
    )
    other_text = FixedTextBlock(label=_("the same sentence in that language"), max_length=300, rows=2)

    class Meta:
        label = _("Phrase in two languages")
        icon = "comment"
        template = "cms/blocks/phrase.html"


class FigureValue(blocks.StructValue):
    @property
    def amount(self) -> Decimal | None:
        """The number, to be written in the reader's format; None when it is written as words."""
        try:
            amount = Decimal(self.get("value") or "")
        except InvalidOperation:
            return None
        return amount if amount.is_finite() else None


class FigureBlock(blocks.StructBlock):
    """A number with its unit, its date and its source; never a number alone."""

    value = FixedTextBlock(label=_("number, digits only"), max_length=20, rows=1)
    unit = blocks.CharBlock(label=_("what is counted"), max_length=160)
    date = blocks.DateBlock(label=_("on which day"))
    source = blocks.CharBlock(label=_("source"), max_length=250)

    class Meta:
        label = _("Figure")
        value_class = FigureValue
        icon = "order"
        template = "cms/blocks/figure.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(label=_("what the image shows, for people who do not see it"), max_length=250)
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)

    class Meta:
        label = _("Image")
        icon = "image"
        template = "cms/blocks/image.html"


class ContactsBlock(blocks.StructBlock):
    """Who helps. Drawn from the directory by country and language; never typed here."""

    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=120)
    need = blocks.ChoiceBlock(label=_("who helps when"), choices=Need.choices, required=False)

    class Meta:
        label = _("Who helps")
        icon = "group"
        template = "cms/blocks/contacts.html"


class TableValue(blocks.StructValue):
    @property
    def filled_rows(self) -> list[list[str]]:
        """The rows with as many cells each as the longest has."""
        rows = [list(row) for row in self.get("rows") or []]
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]


class TableBlock(blocks.StructBlock):
    """A small table. The first row holds the headings of the columns, the first column those of the rows."""

    caption = blocks.CharBlock(label=_("what the table shows"), max_length=160)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(label=_("cell"), required=False, max_length=160), label=_("cells")),
        label=_("rows"),
        min_num=2,
    )
    source = blocks.CharBlock(label=_("source"), required=False, max_length=250)

    class Meta:
        label = _("Table")
        value_class = TableValue
        icon = "table"
        template = "cms/blocks/table.html"


class AudioBlock(blocks.StructBlock):
    """A recording of the section below it."""

    recording = SnippetChooserBlock("cms.Recording", label=_("recording"))

    class Meta:
        label = _("Recording")
        icon = "media"
        template = "cms/blocks/audio.html"


class SourceBlock(blocks.StructBlock):
    """A law, a standard or a text about them that the guide stands on."""

    title = blocks.CharBlock(label=_("law, standard or text, with its year"), max_length=250)
    article = blocks.CharBlock(label=_("article"), required=False, max_length=120)
    url = blocks.URLBlock(label=_("where it can be read"), required=False, validators=[validate_web_address])

    class Meta:
        label = _("Source")
        value_class = LawValue
        icon = "link"
        template = "cms/blocks/source.html"


class SourcesBlock(blocks.StreamBlock):
    source = SourceBlock()


class BodyBlock(blocks.StreamBlock):
    paragraph = ParagraphBlock()
    steps = StepsBlock()
    warning = WarningBlock()
    law = LawBlock()
    phrase = PhraseBlock()
    figure = FigureBlock()
    contacts = ContactsBlock()
    table = TableBlock()
    image = ImageBlock()
    audio = AudioBlock()
