"""The directory, fee rules, search, packs, prints, recordings, and the list of changes they follow."""

import cms.models.fees
import cms.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_guides_for_whom"),
        ("pairings", "0001_initial"),
        ("unions", "0001_initial"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="ContentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("page", "Page"),
                            ("contact", "Contact"),
                            ("fee_rule", "Fee Rule"),
                            ("recording", "Recording"),
                            ("campaign", "Campaign"),
                            ("site", "Site"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "object_id",
                    models.BigIntegerField(help_text="the page, contact or rule; empty: all", null=True),
                ),
                ("happened_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PackFile",
            fields=[
                (
                    "digest",
                    models.CharField(
                        help_text="the first half of the SHA-256 of the HTML, in hex",
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("content", models.BinaryField(help_text="HTML, compressed with gzip")),
                ("byte_count", models.PositiveIntegerField(help_text="as it is sent, compressed")),
                ("made_at", models.DateTimeField()),
                (
                    "unused_since",
                    models.DateTimeField(
                        help_text="when no pack was found to name it; empty: in use", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["digest"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                (
                    "name",
                    models.CharField(help_text="As it calls itself.", max_length=160, verbose_name="name"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("union", "Union"),
                            ("helpline", "Helpline"),
                            ("embassy", "Embassy or consulate"),
                            ("inspectorate", "Labour inspectorate or ministry"),
                            ("organisation", "Organisation that helps"),
                            ("international", "International body"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("needs", cms.models.fields.ChoicesField(size=None, verbose_name="helps when")),
                (
                    "origin_codes",
                    cms.models.fields.CountryCodesField(
                        help_text="Country codes. Empty: from every country.",
                        size=None,
                        verbose_name="helps workers from",
                    ),
                ),
                (
                    "country_codes",
                    cms.models.fields.CountryCodesField(
                        help_text="Country codes. Empty: in every country.",
                        size=None,
                        verbose_name="helps in",
                    ),
                ),
                (
                    "sectors",
                    cms.models.fields.ChoicesField(
                        help_text="None ticked: every job.", size=None, verbose_name="jobs"
                    ),
                ),
                (
                    "language_codes",
                    models.CharField(
                        blank=True,
                        help_text="Language codes with a space between: ne en hi",
                        max_length=120,
                        verbose_name="languages spoken",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("website", models.URLField(blank=True, max_length=300, verbose_name="website")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="postal address")),
                ("is_always_open", models.BooleanField(default=False, verbose_name="open day and night")),
                (
                    "time_zone",
                    models.CharField(
                        blank=True,
                        help_text="Asia/Kathmandu",
                        max_length=40,
                        verbose_name="time zone of the opening hours",
                    ),
                ),
                ("checked_on", models.DateField(blank=True, null=True, verbose_name="checked on")),
                (
                    "source_url",
                    models.URLField(blank=True, max_length=300, verbose_name="where this was read"),
                ),
                ("is_public", models.BooleanField(default=True, verbose_name="shown to readers")),
                (
                    "union",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="unions.union",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["kind", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ContactPhone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        help_text="With the country code; short numbers as they are dialled.",
                        max_length=24,
                        verbose_name="number",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Call"),
                            ("free", "Free call"),
                            ("whatsapp", "WhatsApp"),
                            ("sms", "Text message"),
                        ],
                        default="call",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "contact",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phones", to="cms.contact"
                    ),
                ),
            ],
            options={
                "verbose_name": "telephone number",
                "ordering": ["contact", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FeeRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="A short name of its own. Empty: we make one.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                (
                    "country_code",
                    models.CharField(
                        help_text="Its code in two letters: NP",
                        max_length=2,
                        validators=[cms.models.fees.validate_country],
                        verbose_name="country",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("origin", "Rule of the country workers leave"),
                            ("destination", "Rule of the country workers go to"),
                        ],
                        max_length=12,
                        verbose_name="whose rule",
                    ),
                ),
                (
                    "other_codes",
                    cms.models.fields.CountryCodesField(
                        help_text="Country codes of the other end. Empty: whatever it is.",
                        size=None,
                        verbose_name="for workers at the other end",
                    ),
                ),
                (
                    "sectors",
                    cms.models.fields.ChoicesField(
                        help_text="None ticked: every job.", size=None, verbose_name="jobs"
                    ),
                ),
                (
                    "other_sectors",
                    cms.models.fields.ChoicesField(
                        help_text="Jobs that have another rule, whether we know it or not.",
                        size=None,
                        verbose_name="not for these jobs",
                    ),
                ),
                (
                    "limit",
                    models.CharField(
                        choices=[
                            ("nothing", "The worker pays nothing"),
                            ("amount", "At most an amount of money"),
                            ("wage_share", "At most a part of the monthly wage"),
                            ("no_limit", "Fees are allowed and no limit is known"),
                        ],
                        max_length=12,
                        verbose_name="limit",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="amount"
                    ),
                ),
                (
                    "currency",
                    models.CharField(
                        blank=True, help_text="ISO 4217: NPR", max_length=3, verbose_name="currency"
                    ),
                ),
                (
                    "wage_percent",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="per cent of one month's wage",
                    ),
                ),
                ("law", models.CharField(max_length=250, verbose_name="law or rule, with its year")),
                ("article", models.CharField(blank=True, max_length=120, verbose_name="article")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="where it can be read")),
                ("as_of", models.DateField(verbose_name="as it was on")),
                (
                    "is_primary_source",
                    models.BooleanField(
                        default=False,
                        help_text="Not ticked: read in a text about it.",
                        verbose_name="read in the law itself",
                    ),
                ),
                ("is_public", models.BooleanField(default=True, verbose_name="shown to readers")),
                (
                    "loaded_hash",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="what the files of rules said when they were loaded; empty: an editor made it",
                        max_length=32,
                    ),
                ),
            ],
            options={
                "verbose_name": "fee rule",
                "verbose_name_plural": "fee rules",
                "ordering": ["country_code", "side", "-as_of", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("limit", "amount"), _negated=True),
                            models.Q(("amount__gt", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="fee_amount_has_a_currency",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("limit", "wage_share"), _negated=True),
                            ("wage_percent__gt", 0),
                            _connector="OR",
                        ),
                        name="fee_share_has_a_percentage",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("file", models.FileField(upload_to="recordings/", verbose_name="sound file")),
                ("mime_type", models.CharField(editable=False, max_length=40)),
                ("byte_count", models.PositiveIntegerField(editable=False)),
                ("seconds", models.PositiveIntegerField(editable=False)),
            ],
            options={
                "verbose_name": "recording",
                "verbose_name_plural": "recordings",
                "ordering": ["title", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seconds__gt", 0)), name="recording_has_a_length"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("guide", "Guide"), ("campaign", "Campaign"), ("contact", "Contact")],
                        max_length=12,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("language", models.CharField(max_length=12)),
                ("family", models.UUIDField(help_text="the same in all languages of a page or contact")),
                ("title", models.CharField(max_length=255)),
                ("summary", models.TextField(blank=True)),
                (
                    "path",
                    models.CharField(help_text="below the language prefix: guides/fees/", max_length=255),
                ),
            ],
            options={
                "ordering": ["kind", "object_id", "language"],
                "indexes": [
                    models.Index(fields=["family"], name="search_by_family"),
                    models.Index(fields=["language"], name="search_by_language"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id", "language"), name="search_entry_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("word", models.CharField(max_length=64)),
                (
                    "sound",
                    models.CharField(
                        blank=True,
                        help_text="how it sounds; empty for words in Latin letters",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "ordering": ["language", "word"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="search_word_trigrams", opclasses=["gin_trgm_ops"]
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["sound"], name="search_sound_trigrams", opclasses=["gin_trgm_ops"]
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("language", "word"), name="search_word_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchHit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weight", models.FloatField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hits",
                        to="cms.searchentry",
                    ),
                ),
                (
                    "word",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hits",
                        to="cms.searchword",
                    ),
                ),
            ],
            options={
                "ordering": ["word", "entry"],
                "constraints": [models.UniqueConstraint(fields=("word", "entry"), name="search_hit_once")],
            },
        ),
        migrations.CreateModel(
            name="ContactHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "first_day",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="from",
                    ),
                ),
                (
                    "last_day",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="to",
                    ),
                ),
                ("opens_at", models.TimeField(verbose_name="opens")),
                ("closes_at", models.TimeField(verbose_name="closes")),
                (
                    "contact",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="cms.contact"
                    ),
                ),
            ],
            options={
                "verbose_name": "opening hours",
                "ordering": ["contact", "first_day", "opens_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_day__lte", 6), ("last_day__lte", 6)),
                        name="contact_hours_name_weekdays",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="contact_closes_after_it_opens",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Only if it has one.",
                        max_length=160,
                        verbose_name="name in this language",
                    ),
                ),
                ("does", models.TextField(max_length=400, verbose_name="what it does")),
                ("helps", models.CharField(blank=True, max_length=250, verbose_name="whom it helps")),
                ("reach", models.TextField(blank=True, max_length=300, verbose_name="how to reach it")),
                (
                    "checked_by_speaker",
                    models.BooleanField(default=False, verbose_name="checked by a speaker of the language"),
                ),
                (
                    "contact",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="cms.contact"
                    ),
                ),
            ],
            options={
                "verbose_name": "text in one language",
                "ordering": ["contact", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "language"), name="contact_text_once_a_language"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FeeRuleText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("text", models.TextField(max_length=500, verbose_name="in plain words")),
                (
                    "checked_by_speaker",
                    models.BooleanField(default=False, verbose_name="checked by a speaker of the language"),
                ),
                ("loaded_hash", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "rule",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="cms.feerule"
                    ),
                ),
            ],
            options={
                "verbose_name": "text in one language",
                "ordering": ["rule", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "language"), name="fee_text_once_a_language")
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("version", models.CharField(max_length=32)),
                ("manifest", models.JSONField()),
                ("byte_count", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "corridor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="pairings.corridor"
                    ),
                ),
            ],
            options={
                "ordering": ["corridor", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("corridor", "language"), name="pack_once"),
                    models.CheckConstraint(
                        condition=models.Q(("byte_count__lte", 300000)), name="pack_fits_a_phone"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Print",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=[("booklet", "Booklet"), ("card", "Card")], max_length=8)),
                (
                    "made_from",
                    models.CharField(blank=True, help_text="digest of what was printed", max_length=32),
                ),
                ("file", models.FileField(blank=True, upload_to="prints/")),
                ("byte_count", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "due_at",
                    models.DateTimeField(
                        help_text="when it is to be made; empty: it is as it should be", null=True
                    ),
                ),
                (
                    "failure_count",
                    models.PositiveSmallIntegerField(default=0, help_text="failures in a row"),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["page", "kind"],
                "constraints": [models.UniqueConstraint(fields=("page", "kind"), name="print_once_a_kind")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="print_due"
                    )
                ],
            },
        ),
    ]
