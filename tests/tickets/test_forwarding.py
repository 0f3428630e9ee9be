"""Which replies only say that somebody else has the matter now."""

import pytest

from tests import cast
from tests.cast import World, lead_of
from tickets.exceptions import Blocked
from tickets.forwarding import Says, what_it_says
from tickets.models import Reply
from tickets.services import replying

ONLY, DOUBTFUL, SOMETHING = Says.ONLY_FORWARDED, Says.DOUBTFUL, Says.SOMETHING
TOLD = [
    ("已转相关部门", ONLY),
    ("已转办。", ONLY),
    ("已移交县综合执法局，请耐心等待。", ONLY),
    ("您好，您反映的问题已转交供电公司处理，感谢您的来电。", ONLY),
    ("您反映的情况我局高度重视，已反馈有关部门，将尽快给您答复，谢谢！", ONLY),
    ("经核实，情况属实，已转交供电公司处理。", ONLY),
    ("该问题不属于我局职责，已转交县住建局。", ONLY),
    ("已将您的诉求转给发改局，由其与您联系，如有疑问请拨打0530-1234567。", ONLY),
    ("您好！您的来电已收悉，我单位已第一时间交办至云裳镇，要求其尽快处理并答复。", ONLY),
    ("已通知供电公司核实处理", ONLY),
    ("已上报领导研究", ONLY),
    ("工单已派给相关科室办理，后续有结果会及时反馈给您。", ONLY),
    ("已督促供电公司解决。", ONLY),
    ("经现场查看，变压器容量不足，已转交供电公司。", DOUBTFUL),
    ("您反映的问题我们正在处理，请耐心等待。", DOUBTFUL),
    ("您反映的培训需求已收悉，将结合年度计划适时安排。", DOUBTFUL),
    ("收到。", DOUBTFUL),
    ("已转交供电公司，今晚 6 点前恢复供电。", SOMETHING),
    ("已移交公安机关，11月20日立案，案号见附件。", SOMETHING),
    ("已为前丁村加装一台变压器，今晚起电压正常。", SOMETHING),
    ("已与物流公司协调，破损的 12 件按进价赔付，款已到账。", SOMETHING),
    ("已协调供电公司到场，表后线路更换完毕。", SOMETHING),
    ("您好，经查，该园区道路由交通局负责，已列入明年计划。", SOMETHING),
    ("请携带营业执照到政务大厅二楼 3 号窗口办理，当场可取。", SOMETHING),
    ("不属于我们职责，请向县法院诉讼服务中心申请，电话 0530-1234567。", SOMETHING),
    ("已联系市场监管局，商家已退款 380 元。", SOMETHING),
    ("已交由市监局处理，市监局已责令商家整改。", SOMETHING),
    ("已督促供电公司，问题已经解决。", SOMETHING),
]


@pytest.mark.parametrize(("words", "said"), TOLD, ids=[words for words, _said in TOLD])
def test_a_reply_is_read_for_what_it_says_of_the_result(words: str, said: Says) -> None:
    assert what_it_says(words) is said


@pytest.mark.parametrize("mark", ["", "\n", " ", "\u3000"])
def test_line_ends_and_blanks_hide_nothing(mark: str) -> None:
    assert what_it_says(f"您好！{mark}已转{mark}交供电公司{mark}处理。{mark}") is ONLY


def test_the_service_takes_no_such_reply_either(world: World) -> None:
    ticket = cast.signed(world)
    leg, answer = lead_of(ticket), cast.an_answer(words="您反映的问题已转交供电公司处理，感谢来电。")

    with pytest.raises(Blocked, match="没有说办得怎样") as refused:
        replying.submit(ticket.pk, leg_id=leg.pk, answer=answer, actor=world.liaison, version=leg.version)

    assert refused.value.field == "words"
    assert not Reply.objects.exists()
