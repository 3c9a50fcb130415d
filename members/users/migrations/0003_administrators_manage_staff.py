from django.db import migrations

CODENAMES = {"add_user": "Can add user", "change_user": "Can change user"}


def let_administrators(apps, schema_editor):
    """Permissions are made after all migrations; this one needs them now."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    administrators, _created = apps.get_model("auth", "Group").objects.get_or_create(name="administrator")
    content_type, _created = ContentType.objects.get_or_create(app_label="users", model="user")
    for codename, name in CODENAMES.items():
        permission, _created = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        administrators.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [("users", "0002_roles"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(let_administrators, migrations.RunPython.noop)]
