"""Documents to be printed by tests: a short meeting, and one of many items."""

from datetime import date, datetime

from roundtable.documents import (
    Attendance,
    DecisionLine,
    DecisionListDocument,
    ItemText,
    MinutesDocument,
    NoticeDocument,
    Party,
)

FROM = datetime(2026, 7, 10, 14, 30)  # noqa: DTZ001 -- wall time, as it is printed
TO = datetime(2026, 7, 10, 17, 0)  # noqa: DTZ001 -- as above
BODY = "在县电商产业园和三个中心镇各新设一处冷链共配点，统一收件时间"
FACTS = "泽丰县鲜果电子商务有限公司等七家企业反映，镇级网点16时停止收件，当日采摘的鲜果要隔夜发出，损耗约一成。"
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def decision(number: int) -> DecisionLine:
    """A decision with all that it can have."""
    return DecisionLine(
        number=number,
        body=BODY,
        lead="县邮政业发展中心",
        assists=("县商务局", "县交通运输局"),
        person="王建国",
        due=date(2026, 8, 5),
        criterion="四处共配点投入使用，企业确认收件不晚于当日18时",
        progress="三处已投入使用",
    )


def item(number: int, *decisions: DecisionLine) -> ItemText:
    """An item that was decided, or answered on the spot where there is no decision."""
    return ItemText(
        number=number,
        title="农产品冷链快递收件时间过早的问题",
        facts=FACTS,
        positions="收件时间受干线班车约束，增设共配点后可以顺延两小时；企业愿意按月报送发货量。",
        outcome="议定交办" if decisions else "当场答复",
        reason="" if decisions else "县供电公司已于会前完成增容",
        decisions=decisions,
    )


def minutes(*items: ItemText, **other: object) -> MinutesDocument:
    """The minutes of a meeting of these items."""
    there = Attendance(
        present=(
            Party(unit="县委办公室", names=("李振华",)),
            Party(unit="县邮政业发展中心", names=("王建国", "赵敏")),
            Party(unit="泽丰县鲜果电子商务有限公司", names=("周倩",)),
        ),
        excused=(Party(unit="县市场监督管理局", names=("孙立",)),),
        observers=(Party(unit="县融媒体中心", names=("钱芳",)),),
    )
    values: dict[str, object] = {
        "committee": "泽丰县电商产业综合党委",
        "flag": "泽丰县电商产业综合党委会议纪要",
        "year": 2026,
        "issue": 3,
        "title": "2026年第3次圆桌会议",
        "held_from": FROM,
        "held_to": TO,
        "place": "县政务服务中心三楼会议室",
        "chair": "张伟",
        "clerk": "陈静",
        "issued_by": "泽丰县电商产业综合党委办公室",
        "issued_on": date(2026, 7, 15),
        "digest": DIGEST,
        "attendance": there,
        "follow_up": ("第1项：直播基地二期用电增容，已销号，企业确认解决",),
        "items": items,
        "demands": ("各责任单位主要负责人是第一责任人，按月报告进展。",),
        "copies_to": ("县委办公室", "县政府办公室", "县邮政业发展中心", "县商务局", "县交通运输局"),
    }
    return MinutesDocument(**{**values, **other})  # type: ignore[arg-type]


def short() -> MinutesDocument:
    """One item decided, one answered."""
    return minutes(item(1, decision(1), decision(2)), item(2))


def long() -> MinutesDocument:
    """Twenty items with forty decisions."""
    return minutes(*(item(number, decision(2 * number - 1), decision(2 * number)) for number in range(1, 21)))


def notice(**other: object) -> NoticeDocument:
    """A notice with all that it can have."""
    values: dict[str, object] = {
        "title": "关于召开2026年第3次电商产业发展圆桌会议的通知",
        "meeting": "2026年第3次圆桌会议",
        "addressees": ("县邮政业发展中心", "县商务局", "县交通运输局"),
        "held_from": FROM,
        "held_to": TO,
        "place": "县政务服务中心三楼会议室",
        "chair": "张伟（泽丰县电商产业综合党委书记）",
        "organ": "泽丰县电商产业综合党委",
        "issued_on": date(2026, 7, 3),
        "topics": ("农产品冷链快递收件时间过早的问题", "直播基地二期用电增容"),
        "attendees": ("各单位分管负责同志1人", "泽丰县鲜果电子商务有限公司负责人"),
        "materials_by": datetime(2026, 7, 8, 18, 0),  # noqa: DTZ001 -- as above
        "answer_by": datetime(2026, 7, 7, 12, 0),  # noqa: DTZ001 -- as above
        "answer_how": "登录企呼链应“会议邀请”页面，或者填写附件后报送",
        "contact": "陈静，0530-5550123",
    }
    return NoticeDocument(**{**values, **other})  # type: ignore[arg-type]


def decision_list(*decisions: DecisionLine) -> DecisionListDocument:
    """The list of these decisions."""
    return DecisionListDocument(
        meeting="2026年第3次圆桌会议",
        organ="泽丰县电商产业综合党委",
        as_of=date(2026, 8, 1),
        decisions=decisions,
        minutes=(2026, 3),
    )
