"""What stands round every page: the county's name, its telephone, the look settings. Asks the request alone."""

import re
from dataclasses import dataclass
from typing import Any, Self

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from web.look import CHOICES, Look, look_of

LABELS: dict[str, tuple[Any, dict[str, Any]]] = {
    "theme": (_("颜色"), {"light": _("浅色"), "dark": _("深色")}),
    "view": (_("字号"), {"normal": _("标准版"), "elder": _("长辈版")}),
    "contrast": (_("对比度"), {"normal": _("标准对比"), "high": _("高对比")}),
    "density": (_("列表疏密"), {"compact": _("紧凑"), "comfortable": _("舒适")}),
    "keys": (_("快捷键"), {"on": _("快捷键开"), "off": _("快捷键关")}),
}
# Each in its own language, so that a person who lands in the wrong one finds the way back.
LANGUAGE_NAMES = {"zh-hans": ("中文", "zh-CN"), "en": ("English", "en")}


@dataclass(frozen=True, slots=True)
class Frame:
    """Handed to base.html by ``{% frame as frame %}``."""

    look: Look
    county_name: str
    service_phone: str

    @classmethod
    def of(cls, request: HttpRequest | None) -> Self:
        """For a request, or for a page drawn without one (500)."""
        post = getattr(request, "post", None)
        own = getattr(getattr(post, "organisation", None), "county", None)
        county = own or getattr(request, "county", None)  # a stranger's is asked only where it is drawn
        return cls(
            look=look_of(request) if request is not None else Look(),
            county_name=getattr(own, "name", "") or settings.COUNTY_NAME or getattr(county, "name", ""),
            service_phone=getattr(own, "hotline", "") or settings.SERVICE_PHONE or getattr(county, "hotline", ""),
        )

    @property
    def dial(self) -> str:
        """The number as ``tel:`` wants it."""
        return dial(self.service_phone)


def dial(number: str) -> str:
    """A telephone number as ``tel:`` wants it."""
    return re.sub(r"[^+0-9]", "", number)


def rows_of(look: Look) -> list[dict[str, Any]]:
    """One row per look setting, each choice with whether it is on; the language last."""
    rows = [
        {
            "name": name,
            "label": label,
            "choices": [
                {"value": value, "label": words[value], "on": getattr(look, name) == value} for value in CHOICES[name]
            ],
        }
        for name, (label, words) in LABELS.items()
    ]
    languages = [
        {"value": code, "label": name, "lang": lang, "on": code == get_language()}
        for code, (name, lang) in LANGUAGE_NAMES.items()
    ]
    return [*rows, {"name": "language", "label": _("语言"), "choices": languages}]
