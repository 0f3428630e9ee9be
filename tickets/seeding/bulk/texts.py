"""What people write, put together from parts: no two calls alike, each about its own matter. Pure but for its rng."""

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Final

from tickets.models import Category
from tickets.seeding.bulk.scene import Caller
from tickets.seeding.files import requests

_TRADES: Final = (
    "做演出服", "做儿童汉服", "做实木小家具", "做草编家居", "做箱包", "做发簪头饰", "卖芦笋罐头", "做舞蹈鞋",
    "做窗帘布艺",
    "做宠物用品", "做校服园服", "做直播代发", "做木质玩具", "做婚庆道具", "做绣花鞋垫", "做民族服装", "做瑜伽服",
    "做书桌书架",
)  # fmt: skip
_SINCE: Final = (
    "从上个月开始", "最近半个月", "这一个星期", "从{month}月{day}号起", "入夏以来", "换季以后", "昨天夜里开始",
    "断断续续两个多月",
)  # fmt: skip
_EFFECTS: Final = (
    "手里{n}单货发不出去，平台已经扣了{m}元。",
    "{n}个工人坐着等，一天要亏{m}元。",
    "客户催了{k}次，再拖下去这批{n}件就要退单。",
    "旺季就这几天，耽误一天少卖{n}件。",
    "前后跑了{k}趟，来回一趟{n}里地，还是没有准信。",
    "周围{n}户都是这个情况，不光我一家。",
    "已经垫进去{m}元，账上只够撑{k}个星期。",
    "到现在还没有影响发货，但是心里没底。",
)
_TRIED: Final = (
    "打过{k}次电话，说让等通知。",
    "去窗口问过，让我回来补材料，补了又说不全。",
    "跟村里反映过，说要报到镇上。",
    "在网上查了半天，也没看明白该找谁。",
    "找过熟人问，一人一个说法。",
    "之前没有反映过，这是头一回。",
)
_WISHES: Final = (
    "请帮忙协调一下，给个准日子。",
    "希望有人到现场看看，最晚这个月底前解决。",
    "想知道该走什么流程、找哪个窗口、要带什么材料。",
    "能不能先临时想个办法，把这批货赶出来。",
    "请告诉我行还是不行，不行也给个明白话。",
    "希望一次说清楚，不要让我们来回跑。",
)
_TAILS: Final = (
    "一直没解决",
    "影响发货，请协调",
    "想问怎么办",
    "盼尽快处理",
    "跑了{k}趟没结果",
    "{n}户都受影响",
    "旺季前能解决吗",
)
_CONTACTS: Final = (
    "电话联系了负责人，问清了情况，约好{k}天内到店。",
    "到店里看了现场，拍了照片，当面记下了企业的要求。",
    "微信加了联系人，收到补充的图片{k}张，已告知办理步骤。",
    "电话联系，企业说白天忙，约定傍晚再通话一次。",
    "与村干部一同上门，核对了{n}户的情况。",
)
_PROGRESS: Final = (
    "已完成现场勘察，{matter}的处理方案正在走审批，预计{k}个工作日内有结果。",
    "已与相关单位开了碰头会，{matter}先按临时办法处理，今天起执行。",
    "材料已收齐，共{k}份，正在核对，缺的一项由我们去调取。",
    "施工队明天上午到场，作业时间提前一天在村里通知。",
    "已向上级部门报送，{matter}一事列入本月调度。",
)
_OPINIONS: Final = (
    "按职责配合办理，无其他意见。",
    "已安排专人对接，{matter}涉及我单位的部分{k}日内完成。",
    "同意主办单位意见，建议一并排查周边{n}户。",
    "村里同意配合，场地和人手已落实。",
    "经核实，该事项我单位已有备案，资料已转主办单位。",
)
_NOTES: Final = (
    "与前期同类事项一并处理，资料在科室留存。",
    "企业情绪较急，回复时把时间说具体。",
    "分管负责同志已知悉，要求{k}日内办结。",
    "同村另有{n}户类似，建议汇总后统一答复。",
)
_REPLIES: Final = (
    "关于您反映的{matter}一事：我单位已到{place}现场核实，{k}日内完成处理，目前已恢复正常。后续如再出现，请直接拨打承办科室电话。",
    "经核实，您反映的{matter}问题属实。已会同相关单位制定办法，第一步已经落实，第二步{k}个工作日内完成，届时电话告知您。",
    "您咨询的{matter}，办理流程共{k}步，所需材料清单已发给您，{place}服务站可以帮办代办，不收费用。",
    "已协调有关方面，{matter}按最低标准执行，您前期多付的部分从下月起抵扣。",
    "{matter}已列入本年度计划，{place}排在第{k}位，施工前三天在村里张贴通知。临时措施已经到位。",
)
_UNSOLVED: Final = (
    "涉及上级审批权限，本级无权办理。",
    "现有条件不具备，已说明原因和替代办法。",
    "需双方协商，一方目前不同意。",
)
_INTERNAL: Final = ("已与企业核对，附件留存科室。", "现场照片{k}张存档。", "同类事项本月第{k}件，建议会商。")
_OVERRIDES: Final = ("协办单位已电话反馈意见，不再等书面意见。", "时限将到，协办意见后补。", "协办部分不影响答复。")
_BACKS: Final = (
    "答复只写了“近期”，请写明具体日期和责任人。",
    "企业问了{k}件事，只答了一件，请逐条答复。",
    "请补充现场核实情况，不要照抄文件。",
    "答复里没有说明不能办的依据，请补充。",
)
_QUESTIONS: Final = (
    "请补充具体地点和门牌，最好附{k}张照片。",
    "请说明是从哪天开始的，大约影响多少户。",
    "请提供合同或付款凭证，便于核实金额。",
    "请补充订单编号和平台店铺名称。",
)
_ANSWERS: Final = (
    "在{place}东头第{k}家，门口有招牌，大约{n}户。",
    "从{month}月{day}号开始的，凭证已经发给站上的同志。",
    "一共{m}元，分{k}次付的，都有转账记录。",
    "店铺名称和招牌一样，订单有{n}个，都是这个月的。",
)
_ADDED: Final = (
    "今天又出现一次，时间是{hour}点左右。",
    "补充一下，隔壁{k}家也是一样。",
    "有了新情况，对方又来电话了。",
    "还没有人联系，请催一下。",
)
_WITHDRAWN: Final = ("已经自己解决了，谢谢。", "双方谈妥了，不用再办。", "弄错了部门，重新提交。")
_APPEALS: Final = ("这件事和上次不一样，有新的凭证，请再看看。", "我问过那边，让我还找这里，请再受理一次。")
_CHANNELS: Final = (
    "县人民法院诉讼服务中心",
    "县劳动人事争议仲裁委员会",
    "县信访局接访大厅",
    "市场主体自行协商或仲裁",
    "县纪委监委举报电话",
)
_EXPLAINED: Final = (
    "您反映的事项依法应当走其他渠道，我们把地址和电话发给您，需要帮忙联系请回电。",
    "同一件事正在办理中，请等那一件的结果，编号可在我的诉求里查到。",
)
_REFUSED: Final = ("属于我们的职责范围，请受理后派单。", "企业说的是新情况，不是同一件事，请受理。")
_REDISPATCHED: Final = ("原单位反馈不属其职责，经核对清单改派。", "现场核实后责任单位有变。")
_PLEAS: Final = (
    "{matter}不在我单位职责清单内，现场核实后属其他单位管理。",
    "{place}的设施由别的单位建设和维护，我单位没有处置权限。",
    "派单目录中{matter}的主办不是我单位，请改派。",
)
_LAWS: Final = ("单位职责清单第{k}条", "县级部门权责清单第{k}项", "部门三定方案第{k}条")
_UPHELD: Final = ("核对职责清单，理由成立，改派。", "现场核实后确属其他单位，按误派处理。")
_KEPT: Final = ("职责清单写明由你单位主办，请继续办理。", "权属在你单位，理由不成立。")
_TOLD: Final = ("现场核实后换一个单位办理，期限不变。", "经核对仍由原单位办理，期限不变。")
_LONGER: Final = (
    "施工要停电，得避开企业赶货的{k}天。",
    "等{place}的材料进场，厂家排到{k}天以后。",
    "涉及{n}户，逐户核实需要时间。",
)
_LATER: Final = ("施工要避开您赶货的日子，多等几天。", "材料进场要几天，到了马上装。")
_AGREED: Final = ("理由充分，同意。", "情况属实，同意延期，请把日期告诉企业。")
_NOT_AGREED: Final = ("理由不充分，请按原期限办理。", "可以分步办，先解决企业最急的。")
_PRAISE: Final = (
    "办得快，谢谢。",
    "有人上门，说得清楚。",
    "问题解决了，就是等的时间长了点。",
    "态度很好。",
    "",
    "",
    "比想的快。",
    "结果可以，过程跑了{k}趟。",
)
_BLAME: Final = (
    "答复写得好，事情没动。",
    "又拖了{k}天，还是老样子。",
    "只打了一个电话，没见人来。",
    "说的和做的不一样。",
)
_INSTRUCTIONS: Final = (
    "请主办单位先电话联系企业，核实情况后办理。", "请主办牵头，协办单位三个工作日内反馈意见。",
    "涉及多家商户，请一并摸清底数。",
    "请到现场看一看，答复写明时间和责任人。", "",
)  # fmt: skip

POOLS: Final[Mapping[str, Sequence[str]]] = {
    "contact": _CONTACTS, "progress": _PROGRESS, "opinion": _OPINIONS, "note": _NOTES, "reply": _REPLIES,
    "unsolved": _UNSOLVED, "internal": _INTERNAL, "override": _OVERRIDES, "back": _BACKS, "question": _QUESTIONS,
    "answer": _ANSWERS, "add": _ADDED, "withdraw": _WITHDRAWN, "appeal": _APPEALS, "channel": _CHANNELS,
    "explanation": _EXPLAINED, "refusal": _REFUSED, "redispatch": _REDISPATCHED, "praise": _PRAISE, "blame": _BLAME,
    "instruction": _INSTRUCTIONS, "plea": _PLEAS, "law": _LAWS, "upheld": _UPHELD, "kept": _KEPT, "told": _TOLD,
    "longer": _LONGER, "later": _LATER, "agreed": _AGREED, "not agreed": _NOT_AGREED,
}  # fmt: skip


_DRAWN: Final = {
    "n": range(2, 97), "m": range(300, 48_100, 100), "k": range(2, 10), "month": range(1, 13), "day": range(1, 29),
    "hour": range(7, 23),
}  # fmt: skip


class _Gaps(dict[str, object]):
    """What stands in the gaps of a text; a number is drawn when it is asked for."""

    def __init__(self, texts: "Texts") -> None:
        super().__init__(matter=texts.matter, place=texts.caller.place)
        self._rng = texts.rng

    def __missing__(self, name: str) -> object:
        return self.setdefault(name, self._rng.choice(_DRAWN[name]))


class Texts:
    """The words of one case: its matter, its place, and numbers that fit nobody else's."""

    def __init__(self, rng: Random, category: Category, caller: Caller) -> None:
        self.rng, self.category, self.caller = rng, category, caller
        self.matter = rng.choice(category.name.split("/"))

    def say(self, pool: str) -> str:
        """A text of this pool."""
        return self._filled(self.rng.choice(POOLS[pool]))

    def title(self) -> str:
        """A heading of at most sixty characters."""
        return self._filled(f"{self.caller.place}{self.matter}，{self.rng.choice(_TAILS)}")[:60]

    def body(self) -> str:
        """What happened, since when, what it costs, what was tried, what is wanted."""
        choose = self.rng.choice
        heart = _sentences(self.category.code) or _sentences(self.category.code.partition("-")[0])
        parts = [
            f"我是{self.caller.town}{self.caller.place}{choose(_TRADES)}的，店里{{n}}个人。",
            f"{choose(_SINCE)}{self.matter}的事一直没着落。",
            choose(heart) if heart else "",
            choose(_EFFECTS),
            choose(_TRIED),
            choose(_WISHES),
        ]
        return "".join(self._filled(part) for part in parts)

    def expected(self) -> str:
        """What the firm hopes for, where it says so."""
        return self._filled(self.rng.choice(_WISHES))

    def _filled(self, text: str) -> str:
        if "{" not in text:
            return text
        return text.format_map(_Gaps(self))


@cache
def _sentences(code: str) -> tuple[str, ...]:
    """Sentences of the demonstration's own requests about this matter, without braces."""
    found = (request.body for request in requests() if request.category.startswith(code))
    return tuple(f"{part}。" for body in found for part in body.split("。") if 8 < len(part) < 90 and "{" not in part)  # noqa: PLR2004 -- a sentence
