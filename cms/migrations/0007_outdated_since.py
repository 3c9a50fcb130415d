"""Since when a translation is outdated, beside when its source changed last."""

import django.db.models.expressions
from django.db import migrations, models


def since_the_change_we_know(apps, schema_editor):
    stamps = apps.get_model("cms", "SourceStamp").objects
    stamps.exclude(source_changed_at=None).update(outdated_since=models.F("source_changed_at"))


class Migration(migrations.Migration):
    dependencies = [("cms", "0006_reader_permissions")]

    operations = [
        migrations.AddField(
            model_name="sourcestamp",
            name="outdated_since",
            field=models.DateTimeField(
                null=True, help_text="when the source first changed and this did not follow; empty: in step"
            ),
        ),
        migrations.RunPython(since_the_change_we_know, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="sourcestamp",
            constraint=models.CheckConstraint(
                condition=models.Q(("outdated_since__isnull", True), ("source_changed_at__isnull", True))
                | models.Q(("source_changed_at__gte", django.db.models.expressions.F("outdated_since"))),
                name="stamp_is_outdated_since_its_first_change",
            ),
        ),
    ]
