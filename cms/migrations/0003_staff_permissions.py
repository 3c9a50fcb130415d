"""What each role may do in Wagtail. Campaigners get their pages where the campaign indexes are made."""

from django.db import migrations

ENTER = ["wagtailadmin.admin.access_admin"]
MEDIA = [
    "wagtailimages.image.add_image",
    "wagtailimages.image.choose_image",
    "wagtaildocs.document.add_document",
    "wagtaildocs.document.choose_document",
]
MEDIA_OF_OTHERS = [
    "wagtailimages.image.change_image",
    "wagtailimages.image.delete_image",
    "wagtaildocs.document.change_document",
    "wagtaildocs.document.delete_document",
]
WRITE = ["add_page", "change_page"]
PUBLISH = ["publish_page", "lock_page", "unlock_page"]
TRANSLATE = ["wagtail_localize.translation.submit_translation"]
CAMPAIGNS = [
    f"{app}.{model}.{act}_{model}"
    for app, model in (("drives", "campaign"), ("petitions", "petition"))
    for act in ("add", "change", "view")
]
ADMINISTER = [
    f"wagtailcore.{model}.{act}_{model}"
    for model in ("collection", "locale", "site", "workflow", "task")
    for act in ("add", "change", "delete")
]

# role: (rights anywhere, rights on every page, rights on every collection of files)
RIGHTS = {
    "editor": (ENTER + TRANSLATE, WRITE, MEDIA),
    "moderator": (ENTER + TRANSLATE, WRITE + PUBLISH, MEDIA + MEDIA_OF_OTHERS),
    "campaigner": (ENTER + TRANSLATE + CAMPAIGNS, [], MEDIA),
    "administrator": (
        ENTER + TRANSLATE + CAMPAIGNS + ADMINISTER,
        [*WRITE, *PUBLISH, "bulk_delete_page"],
        MEDIA + MEDIA_OF_OTHERS,
    ),
}


def permission(apps, name):
    """The permission "app.model.codename"; made here when Django has not made it yet after migrating."""
    app_label, model, codename = name.split(".")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _made = ContentType._base_manager.get_or_create(app_label=app_label, model=model)
    found, _made = Permission._base_manager.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


def give_rights(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    root = Page._base_manager.get(depth=1)
    all_files = Collection._base_manager.get(depth=1)
    for role, (anywhere, on_pages, on_files) in RIGHTS.items():
        group, _made = Group._base_manager.get_or_create(name=role)
        group.permissions.add(*(permission(apps, name) for name in anywhere))
        for codename in on_pages:
            GroupPagePermission._base_manager.get_or_create(
                group=group, page=root, permission=permission(apps, f"wagtailcore.page.{codename}")
            )
        for name in on_files:
            GroupCollectionPermission._base_manager.get_or_create(
                group=group, collection=all_files, permission=permission(apps, name)
            )


def hand_moderation_to_moderators(apps, schema_editor):
    """Wagtail's default workflow asked the group "Moderators", which is gone."""
    Group = apps.get_model("auth", "Group")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    groups = list(Group._base_manager.filter(name__in=["moderator", "administrator"]))
    for task in GroupApprovalTask._base_manager.filter(groups__isnull=True):
        task.groups.set(groups)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_languages"),
        ("drives", "0001_initial"),
        ("petitions", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        # They copy rights between groups; ours come after.
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [
        migrations.RunPython(give_rights, migrations.RunPython.noop),
        migrations.RunPython(hand_moderation_to_moderators, migrations.RunPython.noop),
    ]
