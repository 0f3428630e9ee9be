"""``{% load firm %}``: what the firm's pages ask for beside their view's context. Decides nothing."""

import re
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from journal.models import Event
from tickets.actions import ACTIONS
from tickets.models import Impasse, Reply, Ticket
from tickets.progress import Progress, progress
from tickets.statuses import Closure, Outcome, Status
from web.frame import Frame, dial
from web.qr import draw
from web.templatetags.qihu import icon

register = template.Library()
# Acts that get a page to themselves: nothing else to press by mistake beside them.
_OWN_PAGE = frozenset(
    {
        "supplement",
        "confirm",
        "withdraw",
        "appeal",
        "ask_reopening",
        "object_exclusion",
        "tell_why",
        "blow_whistle",
        "end_whistle",
        "rate_units",
    }
)
# 1. 1、 （1） 一、 - · at the head of a line: the list draws its own.
_MARK = re.compile(r"^(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）、．]|\.(?!\d))\s*|[-–·•*]\s+)")


@register.simple_tag(takes_context=True)
def case_progress(context: template.Context) -> Progress:
    """``{% case_progress as progress %}`` from the page's ticket, clocks and legs."""
    return progress(context["ticket"], clocks=context["clocks"], legs=context["legs"])


@register.simple_tag(takes_context=True)
def own_page(context: template.Context) -> str:
    """``{% own_page as act %}``: the act that was asked for by its address and has a form now, else nothing."""
    opened = context.get("opened", "")
    return opened if opened in _OWN_PAGE and opened in context["forms"] else ""


@register.simple_tag(takes_context=True)
def own_form(context: template.Context) -> dict[str, Any]:
    """``{% own_form as step %}``: the form and the offer of the act that has the page to itself."""
    opened = context["opened"]
    return {"form": context["forms"][opened], "offer": context["offers"][opened]}


@register.simple_tag(takes_context=True)
def gone(context: template.Context) -> bool:
    """``{% gone as too_late %}``: an act was asked for by its address, and is not possible any more."""
    opened = context.get("opened", "")
    return bool(opened) and opened not in context["forms"]


@register.simple_tag(takes_context=True)
def passed_answer(context: template.Context) -> Reply | None:
    """``{% passed_answer as answer %}``: this round's reply, only once it has passed review, with its `shown` files.

    They came with the timeline, which holds what this reader may open.
    """
    ticket = context["ticket"]
    reply: Reply | None = ticket.standing_reply if ticket.status in {Status.REVISITING, Status.CLOSED} else None
    if reply is not None:
        lines = [entry for entry in context["timeline"] if entry.verb == ACTIONS["pass_reply"].verb]
        reply.shown = lines[0].files if lines else ()  # type: ignore[attr-defined]  # for the template
    return reply


@register.simple_tag(takes_context=True)
def duty_phone(context: template.Context) -> dict[str, str]:
    """``{% duty_phone as phone %}``: the county's telephone for this case, as read and as dialled; empty for none."""
    number = context["ticket"].county.hotline or Frame.of(context.get("request")).service_phone
    return {"number": number, "dial": dial(number)}


@register.simple_tag(takes_context=True)
def duty_phone_of(context: template.Context, ticket: Ticket) -> dict[str, str]:
    """``{% duty_phone_of asked.ticket as phone %}``: the same for a case that the page has under another name."""
    return duty_phone(template.Context({"ticket": ticket, "request": context.get("request")}))


@register.simple_tag(takes_context=True)
def final_answer(context: template.Context) -> Impasse | None:
    """``{% final_answer as last %}``: the office's last word, where the case has ended with one."""
    ticket = context["ticket"]
    if ticket.closure != Closure.FINAL:
        return None
    found: Impasse | None = ticket.impasse_set.filter(final=True).first()
    return found


@register.simple_tag
def qr(address: str, words: str) -> SafeString:
    """``{% qr link words %}``: the address as a QR code; `words` are its name for those who do not see it."""
    drawing = draw(address)
    return format_html(
        '<svg class="q-qrcode" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect class="ground" width="{0}" height="{0}"/><path d="{2}"/></svg>',
        drawing.size,
        words,
        drawing.path,
    )


@register.filter
def asked_items(body: str) -> list[str]:
    """``{{ question.body|asked_items }}``: what was asked, one item a line, without the marks people type before it."""
    lines = (_MARK.sub("", line.strip()) for line in body.splitlines())
    return [line for line in lines if line]


@register.simple_tag
def stars(grade: int) -> SafeString:
    """``{% stars 4 %}``: four of five filled; always beside the words."""
    drawn = format_html_join("", "{}", ((icon("star", "i on" if place <= grade else "i"),) for place in range(1, 6)))
    return format_html('<span class="q-stars" aria-hidden="true">{}</span>', drawn)


@register.inclusion_tag("tickets/firm/danger.html")
def danger_told(ticket: Ticket) -> dict[str, Any]:
    """``{% danger_told ticket %}``: whom to ring first and who has been alarmed; nothing where nobody is in danger."""
    if not ticket.danger:
        return {"silent": True}
    filed = Event.objects.for_subject(Ticket.JOURNAL_NAME, ticket.pk).filter(verb=ACTIONS["submit"].verb).first()
    return {"told": True, "on_duty": filed is not None and bool(filed.data.get("duty"))}


@register.inclusion_tag("tickets/firm/question.html")
def question(bound: BoundField, *, hint: str = "", starred: bool = False) -> dict[str, Any]:
    """One of the three questions: large radios, nothing preselected; `hint` stands at “未解决”."""
    return {
        "bound": bound,
        "options": [
            {
                "id": option.id_for_label,
                "value": option.data["value"],
                "label": option.choice_label,
                "checked": option.data["selected"],
                "hint": hint if option.data["value"] == Outcome.UNSOLVED else "",
                "stars": int(option.data["value"]) if starred else 0,
            }
            for option in bound.subwidgets
        ],
    }
