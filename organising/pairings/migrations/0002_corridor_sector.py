"""The sector of a corridor becomes a word of the list, so that every language can say it."""

from django.db import migrations, models

WORDS = {
    "domestic work": "domestic",
    "care work": "care",
    "construction": "construction",
    "building": "construction",
    "manufacturing": "factory",
    "factories": "factory",
    "agriculture": "farm",
    "farming": "farm",
    "fishing": "sea",
    "shipping": "sea",
    "hospitality": "hotel",
    "transport": "transport",
    "retail": "shop",
}
"""What people may have typed. Anything else stays as it stands, and is shown so, until somebody chooses."""


def take_words_of_the_list(apps, schema_editor):
    corridors = apps.get_model("pairings", "Corridor").objects
    for corridor in corridors.exclude(sector="").order_by("pk"):
        chosen = WORDS.get(corridor.sector.strip().lower(), corridor.sector)
        same = corridors.filter(origin=corridor.origin, destination=corridor.destination, sector=chosen)
        if not same.exists():
            corridors.filter(pk=corridor.pk).update(sector=chosen)


class Migration(migrations.Migration):
    dependencies = [("pairings", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="corridor",
            name="sector",
            field=models.CharField(
                blank=True,
                choices=[
                    ("domestic", "Work in somebody's home"),
                    ("care", "Care and health"),
                    ("construction", "Building"),
                    ("factory", "Factory"),
                    ("farm", "Farm"),
                    ("sea", "Ships and fishing"),
                    ("cleaning", "Cleaning"),
                    ("hotel", "Hotel and restaurant"),
                    ("transport", "Driving and delivery"),
                    ("security", "Security guard"),
                    ("shop", "Shop and warehouse"),
                ],
                max_length=80,
            ),
        ),
        migrations.RunPython(take_words_of_the_list, migrations.RunPython.noop),
    ]
