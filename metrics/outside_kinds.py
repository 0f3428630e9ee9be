"""Which figures a county carries from outside, and how their sources put them (DOMAIN §1.2). No rules."""

from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Qualifier(models.TextChoices):
    """How exactly the source says it. What is not exact is never shown as if it were."""

    EXACT = "exact", _("准确数")
    AT_LEAST = "at_least", _("余、多、以上（不少于）")
    ABOUT = "about", _("近、约")


class Scale(models.IntegerChoices):
    """The size in which the source writes the number; pages in Chinese write it so too."""

    ONE = 1, _("个位")
    TEN_THOUSAND = 10_000, _("万")
    HUNDRED_MILLION = 100_000_000, _("亿")


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure's name, and what it counts where nobody writes another word."""

    name: Promise
    unit: str


KINDS: Final[dict[str, Kind]] = {
    "firms": Kind(_("电商企业"), "家"),
    "shops": Kind(_("网店"), "家"),
    "employed": Kind(_("电商从业人员"), "人"),
    "returnees": Kind(_("返乡创业人员"), "人"),
    "masters": Kind(_("返乡硕士"), "人"),
    "graduates": Kind(_("返乡大专、本科毕业生"), "人"),
    "party_members": Kind(_("亮身份的党员经营户"), "名"),
    "trained_members": Kind(_("双向培养"), "名"),
    "village_secretaries": Kind(_("电商带头人担任的村党组织书记"), "名"),
    "training_sessions": Kind(_("培训"), "期"),
    "training_people": Kind(_("培训人次"), "人次"),
    "training_shops": Kind(_("培训后新开网店"), "家"),
    "talent_policies": Kind(_("人才政策"), "项"),
    "talent_cities": Kind(_("设人才工作站的城市"), "个"),
    "loan_products": Kind(_("电商贷产品"), "种"),
    "loan_people": Kind(_("电商贷授信人数"), "人"),
    "loan_amount": Kind(_("电商贷金额"), "元"),
    "brand_firms": Kind(_("公用品牌授权企业"), "家"),
    "legal_matters": Kind(_("司法服务办理涉企事项"), "件"),
    "centre_area": Kind(_("县级党群服务中心面积"), "平方米"),
}
"""Every figure by its key, in the order in which they are shown."""

MEASURES: Final[dict[str, Promise]] = {
    "元": _("元"),
    "平方米": _("平方米"),
    "人次": _("人次"),
    "天": _("天"),
}
"""Units that say something by themselves; other words merely count, and only Chinese needs them."""

COUNTING: Final = frozenset({"家", "个", "人", "名", "位", "件", "期", "场", "种", "项", "处", "户", "次"})
