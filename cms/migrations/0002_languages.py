"""A locale for each language; Wagtail's welcome page, its site and its two groups go."""

from django.conf import settings
from django.db import migrations


def make_locales(apps, schema_editor):
    Locale = apps.get_model("wagtailcore", "Locale")
    for code, _name in settings.LANGUAGES:
        Locale._base_manager.get_or_create(language_code=code)


def remove_welcome_page(apps, schema_editor):
    """Only the page that Wagtail itself made, as long as nothing stands below it."""
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    welcome = Page._base_manager.filter(
        path="00010001",
        content_type__app_label="wagtailcore",
        content_type__model="page",
        numchild=0,
    ).first()
    if welcome is None:
        return
    Site._base_manager.filter(root_page_id=welcome.pk).delete()
    Page._base_manager.filter(pk=welcome.pk).delete()
    Page._base_manager.filter(path="0001").update(
        numchild=Page._base_manager.filter(path__startswith="0001", depth=2).count()
    )


def remove_default_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group._base_manager.filter(name__in=["Editors", "Moderators"], user__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("users", "0002_roles"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.RunPython(make_locales, migrations.RunPython.noop),
        migrations.RunPython(remove_welcome_page, migrations.RunPython.noop),
        migrations.RunPython(remove_default_groups, migrations.RunPython.noop),
    ]
