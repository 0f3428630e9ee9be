"""What is typed about topics."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roundtable.kinds import Advice, TopicKind
from roundtable.models import Topic
from roundtable.services.pooling import Raised
from web.forms import ClientTokenField, Form, LongTextField, TextField

_CHOOSE: Final = {"required": _("请选一项"), "invalid_choice": _("请选一项")}
LATEST: Final = 366
"""So many days a topic is put off at most: whoever wants longer declines it."""


class TopicForm(Form):
    """A matter for the round table."""

    client_token = ClientTokenField()
    kind = forms.ChoiceField(
        label=_("类别"),
        choices=TopicKind.choices,
        widget=forms.RadioSelect,
        initial=TopicKind.PROBLEM,
        error_messages=_CHOOSE,
    )
    title = TextField(
        label=_("一句话说清议题"), help_text=_("例如：快递单价一起涨了三毛"), max_length=60, missing=_("请写明是什么事")
    )
    body = LongTextField(
        label=_("为什么要上会"),
        help_text=_("难在哪里、牵涉哪些单位、希望会上定什么"),
        max_length=1000,
        missing=_("请写明难在哪里、希望会上定什么"),
    )

    @property
    def raised(self) -> Raised:
        """What the service is told."""
        said = self.cleaned_data
        return Raised(
            kind=TopicKind(said["kind"]), title=said["title"], body=said["body"], client_token=said["client_token"]
        )


class ScreenForm(Form):
    """The base of decisions on a topic: what every one carries."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, topic: Topic, today: date, others: Sequence[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic, self.today, self.others = topic, today, others
        self.fields["version"].initial = topic.version


class ProposeTopicForm(ScreenForm):
    """What a clerk would do with it."""

    advice = forms.ChoiceField(
        label=_("筛选意见"), choices=Advice.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    words = LongTextField(label=_("理由"), max_length=300, rows=3, missing=_("请写明理由，书记审定时要看"))


class ApproveTopicForm(ScreenForm):
    """Yes; words are for whoever raised it."""

    words = LongTextField(label=_("审定意见（可不写）"), max_length=300, rows=2, required=False)


class DeferTopicForm(ScreenForm):
    """Not now."""

    until = forms.DateField(
        label=_("缓到哪天再议"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请选一个日期"), "invalid": _("日期写法不对，例如 2026-12-01")},
    )
    words = LongTextField(
        label=_("缓议的理由"), help_text=_("提议题的人会看到"), max_length=300, rows=3, missing=_("请写明为什么缓议")
    )

    def clean_until(self) -> date:
        """A day to come, within a year."""
        until: date = self.cleaned_data["until"]
        if not self.today < until <= self.today + timedelta(days=LATEST):
            raise ValidationError(gettext("请选今天以后、一年以内的日期"))
        return until


class DeclineTopicForm(ScreenForm):
    """No."""

    words = LongTextField(
        label=_("不列入的理由"),
        help_text=_("提议题的人会看到"),
        max_length=300,
        rows=3,
        missing=_("请写明为什么不列入"),
    )


class MergeTopicForm(ScreenForm):
    """Which other topic says the same."""

    onto = forms.TypedChoiceField(label=_("并入哪个议题"), coerce=int, error_messages=_CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(other.pk, f"{other.title}（{other.whose}）") for other in self.others]
        self.fields["onto"].choices = choices  # type: ignore[attr-defined]  # a choice field


class WithdrawTopicForm(ScreenForm):
    """Nothing to say: the button acts."""


FORMS: Final[dict[str, type[ScreenForm]]] = {
    "propose": ProposeTopicForm,
    "approve": ApproveTopicForm,
    "defer": DeferTopicForm,
    "decline": DeclineTopicForm,
    "merge": MergeTopicForm,
    "withdraw": WithdrawTopicForm,
}
"""One for each act of the table."""
