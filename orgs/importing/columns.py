"""How each sheet's columns are headed, with a line to show how they are filled. A format: never translated."""

from collections.abc import Mapping, Sequence
from typing import Final

from orgs.statuses import SheetKind
from web.sheets import Column

_TOWN: Final = Column(name="town", label="镇街", synonyms=("乡镇", "镇", "街道", "所在镇街", "乡镇街道"))
_VILLAGE: Final = Column(name="village", label="村（社区）", synonyms=("村", "社区", "村社区", "所在村"))


def _must(name: str, label: str, *synonyms: str) -> Column:
    return Column(name=name, label=label, synonyms=synonyms, required=True)


def _may(name: str, label: str, *synonyms: str) -> Column:
    return Column(name=name, label=label, synonyms=synonyms)


COLUMNS: Final[Mapping[SheetKind, tuple[Column, ...]]] = {
    SheetKind.PLACES: (_must("town", "镇街", "乡镇", "镇", "街道"), _VILLAGE),
    SheetKind.ORGANISATIONS: (
        _must("name", "名称", "单位名称", "组织名称", "单位"),
        _must("kind", "类别", "组织类别", "单位类别"),
        _may("short_name", "简称"),
        _may("parent", "上级", "上级组织", "上级单位"),
        _TOWN,
        _VILLAGE,
        _may("authority", "权力性质", "单位性质"),
        _may("also_called", "别称", "目录中的名称"),
    ),
    SheetKind.PEOPLE: (
        _must("username", "用户名", "账号", "登录名"),
        _must("name", "姓名"),
        _may("phone", "手机", "手机号", "联系电话", "电话"),
        _may("email", "邮箱", "电子邮箱"),
        _must("organisation", "组织", "单位", "所在单位", "所在组织"),
        _must("role", "岗位", "角色"),
        _may("section", "科室", "所在科室"),
    ),
    SheetKind.FIRMS: (
        _must("name", "企业名称", "名称", "店名", "商户名称"),
        _must("town", "镇街", "乡镇", "镇", "街道", "所在镇街"),
        _VILLAGE,
        _may("credit_code", "统一社会信用代码", "信用代码", "社会信用代码"),
        _may("is_person", "个体工商户", "是否个体工商户"),
        _may("contact_name", "联系人"),
        _may("contact_phone", "联系电话", "电话", "手机", "手机号"),
        _may("branch", "党支部", "所属党支部", "基层党组织"),
    ),
}
EXAMPLES: Final[Mapping[SheetKind, Sequence[Sequence[str]]]] = {
    SheetKind.PLACES: (("云裳镇", "前丁村"), ("云裳镇", "后丁村")),
    SheetKind.ORGANISATIONS: (
        ("县水务局", "职能部门", "", "", "", "", "政府部门", ""),
        ("知识产权科", "科室", "", "县市场监督管理局", "", "", "", ""),
        ("云裳镇电商服务站", "镇街电商服务站", "", "", "云裳镇", "", "", ""),
    ),
    SheetKind.PEOPLE: (
        ("zhangsan", "张三", "13800000000", "", "电商行业党委", "行业党委派单员", ""),
        ("lisi", "李四", "13800000001", "", "县市场监督管理局", "部门联络员", ""),
    ),
    SheetKind.FIRMS: (("某某演出服饰店", "云裳镇", "前丁村", "", "是", "王五", "13800000002", ""),),
}
MOST_ROWS: Final[Mapping[SheetKind, int]] = {
    SheetKind.PLACES: 5_000,
    SheetKind.ORGANISATIONS: 1_000,
    SheetKind.PEOPLE: 1_000,
    SheetKind.FIRMS: 5_000,
}
