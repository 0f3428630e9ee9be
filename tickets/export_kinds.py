"""What is taken away as a table, how it is written, and where its making stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    """Where the making of a list stands."""

    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("生成中")
    DONE = "done", _("可以下载")
    EXPIRED = "expired", _("已过期")
    TOO_MANY = "too_many", _("件数太多")
    FAILED = "failed", _("没有生成")


class Exported(models.TextChoices):
    """What is taken away: results for another channel, or the rows of a list as its page showed them.

    How the rows of each list are written says whoever lists them (`tickets.listers`).
    """

    RESULTS = "results", _("结果回传")
    CASES = "cases", _("清单")
    CARDS = "cards", _("亮牌")
    MEETINGS = "meetings", _("会议")
    ITEMS = "items", _("议题")
    TOPICS = "topics", _("建议")
    DECISIONS = "decided", _("议定事项")
    SEATS = "seats", _("到会")


class TableFormat(models.TextChoices):
    """How a list that is taken away is written."""

    XLSX = "xlsx", "Excel（.xlsx）"
    CSV = "csv", "CSV（.csv）"
