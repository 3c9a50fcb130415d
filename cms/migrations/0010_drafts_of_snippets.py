"""Contacts and fee rules are drafted, approved, locked and published as pages are."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

permission = importlib.import_module("cms.migrations.0003_staff_permissions").permission

DRAFTED = ("contact", "feerule")
# Until now whoever saved an entry published it; whoever locks pages locks these too.
RIGHTS = {
    "editor": ("publish",),
    "moderator": ("publish", "lock", "unlock"),
    "administrator": ("publish", "lock", "unlock"),
}


def give_rights(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for role, acts in RIGHTS.items():
        group, _made = Group._base_manager.get_or_create(name=role)
        names = [f"cms.{model}.{act}_{model}" for model in DRAFTED for act in acts]
        group.permissions.add(*(permission(apps, name) for name in names))


def moderate_as_pages(apps, schema_editor):
    """The workflow of all pages, if there is one, takes contacts and fee rules too."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowContentType = apps.get_model("wagtailcore", "WorkflowContentType")
    of_pages = WorkflowPage._base_manager.filter(page__depth=1, workflow__active=True).first()
    if of_pages is None:
        return
    for model in DRAFTED:
        content_type, _made = ContentType._base_manager.get_or_create(app_label="cms", model=model)
        WorkflowContentType._base_manager.get_or_create(
            content_type=content_type, defaults={"workflow": of_pages.workflow}
        )


def fields_of_drafts(model):
    """What Wagtail's mixins for drafts and locks keep in a row, beside `live`."""
    instant = {"null": True, "blank": True}
    revision = models.ForeignKey(
        blank=True,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="wagtailcore.revision",
        verbose_name="live revision",
    )
    person = models.ForeignKey(
        blank=True,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="locked_%(class)ss",
        to=settings.AUTH_USER_MODEL,
        verbose_name="locked by",
    )
    fields = {
        "has_unpublished_changes": models.BooleanField(
            default=False, editable=False, verbose_name="has unpublished changes"
        ),
        "first_published_at": models.DateTimeField(
            db_index=True, verbose_name="first published at", **instant
        ),
        "last_published_at": models.DateTimeField(
            editable=False, null=True, verbose_name="last published at"
        ),
        "live_revision": revision,
        "go_live_at": models.DateTimeField(verbose_name="go live date/time", **instant),
        "expire_at": models.DateTimeField(verbose_name="expiry date/time", **instant),
        "expired": models.BooleanField(default=False, editable=False, verbose_name="expired"),
        "locked": models.BooleanField(default=False, editable=False, verbose_name="locked"),
        "locked_at": models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
        "locked_by": person,
    }
    return [migrations.AddField(model_name=model, name=name, field=field) for name, field in fields.items()]


def live_instead_of_public(model):
    """What was shown to readers is live, what was hidden is not."""
    live = models.BooleanField(default=True, editable=False, verbose_name="live")
    return [
        migrations.RenameField(model_name=model, old_name="is_public", new_name="live"),
        migrations.AlterField(model_name=model, name="live", field=live),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0009_revisions_of_snippets"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(operation for model in DRAFTED for operation in live_instead_of_public(model)),
        *(operation for model in DRAFTED for operation in fields_of_drafts(model)),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
        migrations.RunPython(moderate_as_pages, migrations.RunPython.noop),
    ]
