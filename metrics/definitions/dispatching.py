"""Figures of dispatch and of time: signing, answers by their dates, returns, extensions, how long work takes.

Sources: DOMAIN §2.8 ("also publish"), §2.5 for returns, §2.9 for extensions, DESIGN §6 for the clocks.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from metrics.definitions.kinds import (
    ACCEPTED_THEN,
    CASES,
    DISPATCHED_THEN,
    LEADS,
    PASSED_THEN,
    PERCENT,
    RULED_THEN,
    SENT_IT,
    SENT_OUT_THEN,
    WORKING_DAYS,
    Definition,
    Kind,
    in_a_row,
)

_DUE: Final = in_a_row(
    _("本期受理、已经第一次答复或答复期限已到的件，每件一次。"),
    LEADS,
    _("因裁定和审核占了时间才超期的，算在派单的党委名下。"),
)

SIGNING: Final = Definition(
    key="signing",
    name=_("及时签收率"),
    sentence=_(
        "本期派给主办单位、已签收或签收期限已到的派单里，在期限内签收的比例。到期没有表态、视为签收的不算及时。"
    ),
    formula=_("期限内签收 ÷（已签收 + 签收期限已到）"),
    unit=PERCENT,
    population=_("本期派给主办单位的派单，一件派几次算几次；还没签收也没到期的不算。算在接单的单位名下。"),
    period=DISPATCHED_THEN,
    failed=_("没有及时签收的"),
)
ON_TIME: Final = Definition(
    key="on_time",
    name=_("按时办结率"),
    sentence=_(
        "本期受理、已经第一次答复或答复期限已到的件里，按期答复的比例。延了期的按新期限算，旁边另列按最初期限算的。"
    ),
    formula=_("期限内第一次答复 ÷（已答复 + 答复期限已到）"),
    unit=PERCENT,
    population=_DUE,
    period=ACCEPTED_THEN,
    failed=_("没有按期答复的"),
)
FIRST_RIGHT: Final = Definition(
    key="first_right",
    name=_("首派准确率"),
    sentence=_("本期首次派出的件里，第一次就派对了主办单位的比例：这个单位没有退单获准，也没有被换掉。"),
    formula=_("首次派对 ÷ 首次派出"),
    unit=PERCENT,
    population=in_a_row(_("本期首次派单的件。"), SENT_IT),
    period=SENT_OUT_THEN,
    failed=_("第一次没有派对的"),
)
RETURNED: Final = Definition(
    key="returned",
    name=_("退单率"),
    sentence=_("本期派给主办单位的派单里，单位申请退单的比例，不论准没准。"),
    formula=_("申请退单 ÷ 派单"),
    unit=PERCENT,
    population=_("本期派给主办单位的派单，一件派几次算几次。算在接单的单位名下。"),
    period=DISPATCHED_THEN,
    failed=_("申请退单的"),
)
PUT_OFF: Final = Definition(
    key="put_off",
    name=_("延期率"),
    sentence=_("按时办结率的分母里，批准过延期的比例。"),
    formula=_("批准过延期 ÷（已答复 + 答复期限已到）"),
    unit=PERCENT,
    population=_DUE,
    period=ACCEPTED_THEN,
    failed=_("延了期的"),
)
WORKING_TIME: Final = Definition(
    key="working_time",
    name=_("平均办理时长"),
    sentence=_("从首次派单到第一次审核通过的答复，平均用了多少工作时间；下班、周末和放假不算。"),
    formula=_("首次派单到答复的工作分钟合计 ÷ 件数"),
    unit=WORKING_DAYS,
    population=_("第一次审核通过的答复在本期的件。算在作出这次答复的主办单位名下。"),
    period=PASSED_THEN,
    kind=Kind.TIME,
)
MISDISPATCHED: Final = Definition(
    key="misdispatched",
    name=_("误派"),
    sentence=_("退单获准、认定是派错了单位的件。"),
    formula=_("件数"),
    unit=CASES,
    population=in_a_row(_("本期裁定派错了的件。"), SENT_IT),
    period=RULED_THEN,
    kind=Kind.COUNT,
)
EXTENDED: Final = Definition(
    key="extended",
    name=_("批准延期"),
    sentence=_("本期批准延期的件。"),
    formula=_("件数"),
    unit=CASES,
    population=_("本期批准了延期的件，一件批几次只算一件。算在申请延期的单位名下。"),
    period=RULED_THEN,
    kind=Kind.COUNT,
)

PUNCTUALITY: Final = (SIGNING, ON_TIME, PUT_OFF, EXTENDED, WORKING_TIME)
DISPATCH: Final = (FIRST_RIGHT, RETURNED, MISDISPATCHED)
