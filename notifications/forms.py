"""What is typed on the pages of undelivered things."""

from django.utils.translation import gettext_lazy as _

from web.forms import Form, TextField


class GiveUpForm(Form):
    """Why something will never be delivered."""

    reason = TextField(label=_("为什么放弃"), min_length=2, max_length=100, missing=_("请写明为什么放弃"))
