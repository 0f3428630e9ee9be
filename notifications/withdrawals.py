"""Who hears of withdrawals after dispatch: rows of the table of audiences. No unit hears what the firm says of it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications import circle as who
from notifications.circle import Circle
from notifications.line import Line, Row


def is_to_be_asked(circle: Circle) -> bool:
    """The call was withdrawn after it had been sent out."""
    return "withdrawal" in circle.event.data


def was_talked_out(circle: Circle) -> bool:
    """The firm says that somebody asked it to withdraw."""
    return bool(circle.event.data.get("persuaded"))


def may_come_back(circle: Circle) -> bool:
    """The same, and it can still ask once more."""
    return was_talked_out(circle) and not circle.ticket.appealed


def did_not_say_so(circle: Circle) -> bool:
    """It was asked, or called in vain, and there is nothing to look into."""
    return not was_talked_out(circle)


TO_BE_ASKED: Final = Line(
    who.revisit_clerks, _("%(number)s：企业派单后撤回，请打电话问一问"), mail=True, when=is_to_be_asked
)
_TALKED_OUT: Final = (
    Line(who.the_office, _("%(number)s：企业说是有人劝它撤回的，请核实"), mail=True, when=was_talked_out),
    Line(
        who.the_firm,
        _("%(number)s：已告知党委办公室。不是您自己要撤的，可以申请再次受理一次"),
        mail=True,
        when=may_come_back,
    ),
)
WITHDRAWALS: Final[dict[str, Row]] = {
    "withdrawal.told": (
        *_TALKED_OUT,
        Line(who.revisit_clerks, _("%(number)s：企业在网上说明了撤回的情况，不用再打电话")),
    ),
    "withdrawal.checked": (
        *_TALKED_OUT,
        Line(who.the_office, _("%(number)s：撤回回访有了登记"), when=did_not_say_so),
    ),
}
