"""What every named row carries: the name and its two pinyin keys, written by the services."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.names import INITIALS_LENGTH, KEY_LENGTH


class Named(models.Model):
    """A row with a Chinese name. `pinyin` sorts, `initials` finds (`ysz` for 云裳镇)."""

    name = models.CharField(_("名称"), max_length=100)
    pinyin = models.CharField(_("拼音"), max_length=KEY_LENGTH, default="", editable=False)
    initials = models.CharField(_("拼音首字母"), max_length=INITIALS_LENGTH, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
