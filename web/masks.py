"""Phones and names as lists show them. Revealing is another matter, with a purpose and a log line. DOMAIN §4.1."""

import re

# Two-character surnames still common enough to meet at a counter, one after the other.
_COMPOUND = (
    "欧阳上官司马诸葛东方皇甫尉迟公孙令狐慕容司徒司空夏侯端木轩辕长孙宇文呼延南宫西门独孤"
    "百里东郭申屠公羊闻人澹台钟离第五赫连淳于太史濮阳万俟"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND[start : start + 2] for start in range(0, len(_COMPOUND), 2))

_TELLING = 4  # characters left over from which two may be shown

_MOBILE = re.compile(r"(?:\+?86)?(1\d{10})")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:-\d{1,6})?")


def mask_phone(phone: str) -> str:
    """13800001234 → 138****1234; 0530-5561234 → 0530-****234; anything else keeps its last two characters at most."""
    compact = re.sub(r"[\s()（）]", "", phone)
    digits = compact.replace("-", "")
    if mobile := _MOBILE.fullmatch(digits):
        return f"{mobile[1][:3]}****{mobile[1][-4:]}"
    if landline := _LANDLINE.fullmatch(compact):
        return f"{landline[1]}-****{landline[2][-3:]}"
    if not compact:
        return ""
    return "****" + (compact[-2:] if len(compact) > _TELLING else "")


def mask_name(name: str) -> str:
    """张三 → 张*; 欧阳娜 → 欧阳*; a single character is hidden altogether."""
    name = name.strip()
    if len(name) <= 1:
        return "*" if name else ""
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and name[2:] else name[0]
    return f"{surname}*"
