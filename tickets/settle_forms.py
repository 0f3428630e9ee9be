"""What the office types when a case has come to a stop after three rounds. Cleans text, decides nothing."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tickets.form_bases import ActionForm
from tickets.forwarding import ONLY_FORWARDED, Says, what_it_says
from web.forms import LongTextField


class OrderRoundForm(ActionForm):
    """What the lead is to do differently now."""

    words = LongTextField(
        label=_("督办意见（给承办单位，企业看不到）"),
        max_length=500,
        rows=3,
        min_length=5,
        missing=_("请写明这一轮要怎么办、办到什么程度"),
    )


class SignFinalForm(ActionForm):
    """The last word to the firm, and why it is the last."""

    answer = LongTextField(
        label=_("最终答复（企业会看到）"),
        max_length=2000,
        rows=6,
        min_length=10,
        missing=_("请写明最后的结果、依据，还能走什么渠道"),
    )
    reason = LongTextField(
        label=_("签发理由（仅内部）"), max_length=500, rows=3, min_length=5, missing=_("请写明为什么不再办下去")
    )

    def clean_answer(self) -> str:
        """Words that only pass the matter on are no answer."""
        words: str = self.cleaned_data["answer"]
        if what_it_says(words) is Says.ONLY_FORWARDED:
            raise ValidationError(ONLY_FORWARDED, code="only_forwarded")
        return words
