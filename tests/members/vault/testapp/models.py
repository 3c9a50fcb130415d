import uuid

from django.db import models

from members.vault.fields import SealedBytesField, SealedTextField
from members.vault.indexes import BlindIndexField


class Diary(models.Model):
    """A row with every kind of sealed column."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=40, default="")
    name = SealedTextField(max_length=120)
    email = SealedTextField(max_length=254, null=True, blank=True)
    email_index = BlindIndexField(null=True)
    photo = SealedBytesField(null=True)

    def __str__(self) -> str:
        return self.title


class Page(models.Model):
    """A row that is reached through another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    diary = models.ForeignKey(Diary, on_delete=models.CASCADE, related_name="pages")
    text = SealedTextField()

    def __str__(self) -> str:
        return str(self.id)
