"""Whether a reply only says that somebody else has the matter now (“已转交”). Pure: reads words, refuses nothing.

A text is cut into clauses. Greetings, thanks, promises to hurry and the passing-on itself say nothing of a result; what
is left over does. It errs towards letting a reply through: the reviewer reads each and is shown the doubtful ones.
"""

import re
from enum import Enum
from typing import Final

from django.utils.translation import gettext_lazy as _

ONLY_FORWARDED: Final = _(
    "答复只说了转给别人，没有说办得怎样。请写明谁来办、办到了哪一步、什么时候办好；办不了的写明原因和该找哪里。"
)
"""What such a reply lacks."""


class Says(Enum):
    """What a reply says of the result."""

    SOMETHING = "something"
    DOUBTFUL = "doubtful"  # it speaks of passing on and says little else, or only promises
    ONLY_FORWARDED = "only_forwarded"


_CLAUSE: Final = re.compile(r"[。！？；;!?，,、：:…（）()“”\"]+|(?<!\d)\.|\.(?!\d)")
_UNIT: Final = r"(?:部门|单位|科室|领导|同志|人员|乡镇|镇街|街道|社区|公司|中心|[局委办院所镇村队站])"
_FORWARD: Final = re.compile(
    r"转交|转办|转派|转送|转发|转达|转报|转给|转至|转到|转由|转有关|转相关|移交|移送|交办|批转|上报|报送|呈报|交由|交给|交"
    rf"{_UNIT}|派(?:给|至|发)|(?:反馈|反映|通知|汇报|通报|联系|协调|告知)(?:给|至|到|了)?.{{0,12}}{_UNIT}"
    rf"|(?:由|请|要求|督促|责成|待).{{0,16}}(?:处理|办理|核实|核查|跟进|调查|联系|解决|答复|回复|负责|研究|落实)$"
)
_POLITE: Final = re.compile(
    r"^(?:您好|你好|尊敬的|感谢|谢谢|祝|特此|此复|以上|如有|若有|有(?:任何)?(?:疑问|问题)|欢迎|敬请|请(?:您)?(?:谅解|理解|放心|耐心|知悉|悉知"
    r"|稍候|稍等|等待|关注)|望|抱歉|对不起|给您|生意兴隆|生活愉快)|咨询电话|联系电话|服务热线|来电咨询"
)
_HOLLOW: Final = re.compile(
    r"收悉|收到|^(?:我(?:局|单位|委|办|中心|公司|镇|们)|本(?:局|单位)|经办人|工作人员)$|高度重视|第一时间|^经|^针对|^关于|^对于|^就"
    r"|(?:诉求|情况|事项|问题|来电|工单|内容)(?:属实|已知悉|已了解|已登记|已受理)?$|^(?:您|你|企业|贵店|商户)(?:所)?(?:反映|咨询|提出|来电|诉求|说)"
    r"|按照?(?:职责|规定|程序|属地|流程)|依法依规|不(?:属于|在|归)(?:我|本).{0,14}(?:职责|范围|职权|管|办|负责)?"
)
_PROMISE: Final = re.compile(
    r"尽快|及时|正在|持续|进一步|将会?|会(?:继续|安排|跟|与|联系)|继续|加快|加强|努力|抓紧|跟进|跟踪|等待|后续|随后|稍后|结果.{0,6}(?:反馈|告知|回复)"
)
_DAY: Final = (
    r"\d|[一二两三四五六七八九十]+(?:天|日|周|个月|小时|个工作日)|今[天日晚年]|明[天日早年]|后天|昨[天日晚]"
    r"|[本下](?:周|月|星期)|[月年]底|[上下]午|现在"
)
_DONE: Final = (
    r"解决|恢复|完成|办结|办好|到账|退(?:款|还|回|了)|付(?:清|款)|支付|返还|开通|更换|换(?:了|成|好)|修(?:好|复|完)|维修|抢修|安装|加装|装(?:好|上|了)"
    r"|增容|整改|立案|查处|处罚|责令|拆除|清(?:理|运)|通(?:电|水|车)|送电|达成|签(?:订|署|了)|发(?:放|证)|办理了|出具|核(?:减|销|准)|不予|不能|无法|不符合|驳回"
    r"|正常|原因(?:是|为)|可以|建议|携带|申请"
)
_RESULT: Final = re.compile(f"{_DAY}|{_DONE}")


def what_it_says(words: str) -> Says:
    """Read a reply clause by clause."""
    clauses = [clause for part in _CLAUSE.split(words) if (clause := "".join(part.split()))]
    forwarded = any(_passes_on(clause) for clause in clauses)
    told = [clause for clause in clauses if not _says_nothing(clause)]
    if forwarded and not told:
        return Says.ONLY_FORWARDED
    if not told or (forwarded and not any(_RESULT.search(clause) for clause in told)):
        return Says.DOUBTFUL
    return Says.SOMETHING


def _passes_on(clause: str) -> bool:
    return _FORWARD.search(clause) is not None


def _says_nothing(clause: str) -> bool:
    """No word of a result: a courtesy, or passing on, promising and repeating without a day or a deed in it."""
    if len(clause) < 3 or _POLITE.search(clause):  # noqa: PLR2004 -- “经查”, “目前”
        return True
    empty = _passes_on(clause) or _PROMISE.search(clause) or _HOLLOW.search(clause)
    return bool(empty) and not _RESULT.search(_without_tail(clause))


def _without_tail(clause: str) -> str:
    """Without what somebody else is to do (“由供电公司处理”): that is no deed yet."""
    return re.sub(
        r"(?:由|请|要求|督促|责成|待|交|将|会|尽快|及时|进一步|正在|已?经?转|移交|移送).{0,24}?"
        r"(?:处理|办理|核实|核查|跟进|调查|联系|解决|答复|回复|负责|研究|落实)(?!了|好|完)",
        "",
        clause,
    )
