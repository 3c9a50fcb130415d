"""Each borrowed message says exactly what its library says: a changed letter would leave it in English."""

from __future__ import annotations

import ast
from pathlib import Path

import allauth
import django
from babel.messages.pofile import read_po

from frontend import borrowed_messages


def words_of_the_libraries() -> set[str]:
    django_path, allauth_path = Path(django.__file__).parent, Path(allauth.__file__).parent
    files = [
        django_path / "conf/locale/en/LC_MESSAGES/django.po",
        django_path / "contrib/auth/locale/en/LC_MESSAGES/django.po",
    ]
    known: set[str] = set()
    for file in files:
        with file.open("rb") as stream:
            for message in read_po(stream):
                known.update([message.id] if isinstance(message.id, str) else message.id)
    for file in allauth_path.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                known.add(node.value)
    return known


def borrowed() -> list[str]:
    tree = ast.parse(Path(borrowed_messages.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        argument.value for call in calls for argument in call.args[:2] if isinstance(argument, ast.Constant)
    ]


def test_every_borrowed_message_is_a_librarys_own():
    assert len(borrowed()) > 40
    assert sorted(set(borrowed()) - words_of_the_libraries()) == []
