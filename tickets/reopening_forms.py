"""What is typed when a closed case has new facts, and by whoever rules on that. Cleans text, decides nothing."""

from django.utils.translation import gettext_lazy as _

from tickets.form_bases import ActionForm, FilesForm
from web.forms import LongTextField


class AskReopeningForm(FilesForm):
    """What is new since it was closed."""

    words = LongTextField(
        label=_("有什么新情况"),
        max_length=2000,
        rows=4,
        min_length=10,
        missing=_("请写明办结以后又出了什么情况，一两句话即可"),
    )


class RefuseReopeningForm(ActionForm):
    """Why it is not taken up again, and where to turn; the firm reads it."""

    told = LongTextField(
        label=_("给企业的说明（企业会看到）"),
        max_length=300,
        rows=3,
        min_length=10,
        missing=_("请向企业说明为什么不再办，有问题该怎么办"),
    )
