"""Phones and names as lists show them. Revealing is another matter, with a purpose and a log line. DOMAIN §4.1."""

import re

# Two-character surnames still common enough to meet at a counter.
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "司徒",
        "司空",
        "夏侯",
        "端木",
        "轩辕",
        "长孙",
        "宇文",
        "呼延",
        "南宫",
        "西门",
        "独孤",
        "百里",
        "东郭",
        "申屠",
        "公羊",
        "闻人",
        "澹台",
        "钟离",
        "第五",
        "赫连",
        "淳于",
        "太史",
        "濮阳",
        "万俟",
    ],
)

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
