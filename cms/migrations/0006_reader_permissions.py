"""Who may keep the directory, the fee rules and the recordings; which entries still are as they were loaded."""

import importlib

from django.db import migrations, models

permission = importlib.import_module("cms.migrations.0003_staff_permissions").permission

KEPT = ("contact", "feerule", "recording")
WRITE = ("add", "change", "view")
RIGHTS = {
    "editor": WRITE,
    "moderator": (*WRITE, "delete"),
    "administrator": (*WRITE, "delete"),
}


def give_rights(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for role, acts in RIGHTS.items():
        group, _made = Group._base_manager.get_or_create(name=role)
        names = [f"cms.{model}.{act}_{model}" for model in KEPT for act in acts]
        group.permissions.add(*(permission(apps, name) for name in names))


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0005_directory_fees_search_packs"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="loaded_hash",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="what the directory's files said when they were loaded; empty: an editor made it",
                max_length=32,
            ),
        ),
        migrations.AddField(
            model_name="contacttext",
            name="loaded_hash",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        # Tamil and French say the same in half as many letters more.
        migrations.AlterField(
            model_name="contacttext",
            name="does",
            field=models.TextField(max_length=600, verbose_name="what it does"),
        ),
        migrations.AlterField(
            model_name="contacttext",
            name="helps",
            field=models.CharField(blank=True, max_length=400, verbose_name="whom it helps"),
        ),
        migrations.AlterField(
            model_name="contacttext",
            name="reach",
            field=models.TextField(blank=True, max_length=500, verbose_name="how to reach it"),
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
