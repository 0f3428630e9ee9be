"""What a secretary writes for everybody to read."""

from django.utils.translation import gettext_lazy as _

from roundtable.queries.publishing import LONGEST, LONGEST_TITLE
from web.forms import Form, LongTextField, TextField


class ReleaseForm(Form):
    """One item in public words."""

    title = TextField(label=_("公开标题"), max_length=LONGEST_TITLE, missing=_("请写一个标题"))
    words = LongTextField(
        label=_("研究了什么，定了什么"),
        help_text=_("谁都能看到。不要写企业和个人的名字、电话和诉求编号"),
        max_length=LONGEST,
        missing=_("请写明研究了什么，定了什么"),
    )
