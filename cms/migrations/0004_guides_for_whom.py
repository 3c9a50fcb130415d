"""Guides say for whom they are: from where, in which country, in which job, about what."""

import cms.models.fields
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Pages, and the revisions that can still be published, in the new words."""
    GuidePage = apps.get_model("cms", "GuidePage")
    for guide in GuidePage.objects.order_by("pk"):
        new = in_new_words(guide.stage, guide.jurisdiction, guide.country_codes)
        GuidePage.objects.filter(pk=guide.pk).update(**new)
    Revision = apps.get_model("wagtailcore", "Revision")
    revisions = Revision.objects.filter(
        base_content_type__app_label="wagtailcore",
        content_type__app_label="cms",
        content_type__model="guidepage",
    )
    for revision in revisions.order_by("pk").iterator(chunk_size=200):
        content = revision.content
        content |= in_new_words(
            content.get("stage", "work"),
            content.get("jurisdiction", "international"),
            content.pop("country_codes", ""),
        )
        revision.save(update_fields=["content"])


def in_new_words(stage, jurisdiction, country_codes):
    """A country's law was that of the country of work; of a corridor, the first country is the one left."""
    codes = country_codes.split()
    first = 1 if jurisdiction == "corridor" and len(codes) > 1 else 0
    return {
        "stage": "work" if stage == "arrival" else stage,
        "jurisdiction": "destination" if jurisdiction in ("country", "corridor") else jurisdiction,
        "origin_codes": codes[:first],
        "destination_codes": codes[first:],
    }


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0003_staff_permissions"),
    ]

    operations = [
        migrations.AddField(
            model_name="guidepage",
            name="destination_codes",
            field=cms.models.fields.CountryCodesField(
                help_text="Country codes with a space between: MY QA. Empty: in every country.",
                size=None,
                verbose_name="for workers in",
            ),
        ),
        migrations.AddField(
            model_name="guidepage",
            name="origin_codes",
            field=cms.models.fields.CountryCodesField(
                help_text="Country codes with a space between: NP BD. Empty: from every country.",
                size=None,
                verbose_name="for workers from",
            ),
        ),
        migrations.AddField(
            model_name="guidepage",
            name="sectors",
            field=cms.models.fields.ChoicesField(
                help_text="None ticked: every job.", size=None, verbose_name="jobs"
            ),
        ),
        migrations.AddField(
            model_name="guidepage",
            name="share_text",
            field=models.CharField(
                blank=True,
                help_text="What helps somebody who gets it as a text message and cannot open the page.",
                max_length=200,
                verbose_name="two lines to pass on",
            ),
        ),
        migrations.AddField(
            model_name="guidepage",
            name="sources",
            field=cms.models.fields.BodyField(blank=True, verbose_name="laws and sources"),
        ),
        migrations.AddField(
            model_name="guidepage",
            name="topics",
            field=cms.models.fields.ChoicesField(size=None, verbose_name="subjects"),
        ),
        migrations.AlterField(
            model_name="guidepage",
            name="jurisdiction",
            field=models.CharField(
                choices=[
                    ("international", "International standards"),
                    ("origin", "The law of the country you leave"),
                    ("destination", "The law of the country you work in"),
                ],
                default="international",
                max_length=20,
                verbose_name="whose law",
            ),
        ),
        migrations.AlterField(
            model_name="guidepage",
            name="stage",
            field=models.CharField(
                choices=[
                    ("deciding", "When you decide whether to go"),
                    ("recruitment", "When somebody offers you a job"),
                    ("before_departure", "Before you leave"),
                    ("work", "While you work"),
                    ("trouble", "When something goes wrong"),
                    ("return", "When you go home"),
                ],
                max_length=20,
                verbose_name="stage",
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="guidepage",
            name="country_codes",
        ),
    ]
