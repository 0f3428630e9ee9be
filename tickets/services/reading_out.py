"""What whoever enters a call for somebody reads aloud first (读出告知); `orgs.services.privacy` keeps that it was."""

from django.utils.translation import gettext as _


def words() -> list[str]:
    """The notice in force, sentence by sentence, to be read aloud."""
    return [
        _("您说的问题会登记成一件诉求，由行业党委受理，派给有关单位办理。"),
        _("您的姓名和电话只用来联系您办这件事，默认遮住，谁看过都有记录。"),
        _("您可以要求保密，也可以随时查进度、补充；要撤回，由企业负责人自己登录办理。"),
        _("办好以后会有人打电话问您解决没有、满意不满意。"),
    ]
