"""Model relations and migration dependencies point down the house.

import-linter cannot see a foreign key that is written as a string, so this test reads the models
themselves and the migration graph.
"""

from django.apps import apps
from django.db.migrations.loader import MigrationLoader

# The house from the roof to the ground floor; nobody may point upwards.
FLOORS = [
    "cms",
    "drives",
    "petitions",
    "records",
    "targets",
    "pairings",
    "unions",
    "notifications",
    "consent",
    "users",
    "vault",
]


def _points_up(source: str, target: str) -> bool:
    return source in FLOORS and target in FLOORS and FLOORS.index(target) < FLOORS.index(source)


def test_relations_of_models_point_down():
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and _points_up(model._meta.app_label, field.related_model._meta.app_label)
    ]

    assert upward == []


def test_migrations_depend_downwards():
    graph = MigrationLoader(None).graph
    upward = [
        f"{child} needs {parent.key}"
        for child, node in graph.node_map.items()
        for parent in node.parents
        if _points_up(child[0], parent.key[0])
    ]

    assert upward == []


def test_every_subject_of_ours_has_a_floor():
    ours = {"config", "frontend"} | set(FLOORS)

    found = {
        config.label
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in {"config", "cms", "campaigns", "organising", "members", "frontend"}
    }

    assert found <= ours
