"""Meetings as official documents: what is frozen, noticed and decided, put into the form of `documents`. Chinese only.

Minutes are drawn from their frozen content alone, so an issue is the same file for ever.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from orgs.calendar import COUNTY_TIME
from roundtable import documents
from roundtable.documents import Attendance, DecisionLine, ItemText, Party
from roundtable.meeting_kinds import Answer, DecisionState, MeetingKind, Outcome, Side
from roundtable.models import Decision, Meeting, Minutes, Seat, Topic
from tickets.extensions import local_day

_KINDS = {
    MeetingKind.ROUND_TABLE: "圆桌会议",
    MeetingKind.JOINT: "联席会议",
    MeetingKind.LIAISON: "联络员会议",
    MeetingKind.SPECIAL: "专题会议",
}
_OUTCOMES = {
    Outcome.ANSWERED: "当场答复",
    Outcome.DECIDED: "议定交办",
    Outcome.SUGGESTED: "列入建议",
    Outcome.NOT_ADOPTED: "不予采纳",
}
_STATES = {
    DecisionState.DRAFT: "待签发",
    DecisionState.RUNNING: "推进中",
    DecisionState.WITH_HEAD: "等单位负责人签字",
    DecisionState.WITH_OFFICE: "等党委办公室审核",
    DecisionState.WITH_CONVENOR: "等书记批准",
    DecisionState.DONE: "已销号",
}


def minutes_file(minutes: Minutes) -> bytes:
    """The issue as a DOCX file; the same issue has the same bytes. Needs `meeting` and `corrects`."""
    said = minutes.content
    committee = said["committee"]
    units = [seat["whose"] for seat in said["seats"] if seat["side"] in {Side.DEPARTMENT, Side.TOWN}]
    return documents.minutes_docx(
        documents.MinutesDocument(
            committee=committee,
            flag=f"{committee}{_KINDS[MeetingKind(said['kind'])]}纪要",
            year=minutes.year,
            issue=minutes.issue,
            corrects=(minutes.corrects.year, minutes.corrects.issue) if minutes.corrects else None,
            title=said["title"],
            held_from=datetime.fromisoformat(said["began_at"]),
            held_to=datetime.fromisoformat(said["ended_at"]),
            place=said["place"],
            chair=said["chair"],
            clerk=said["clerk"],
            attendance=_attendance(said["seats"]),
            follow_up=tuple(_followed(line) for line in said["carried"]),
            items=tuple(_item(item) for item in said["items"]),
            copies_to=tuple(units),
            issued_by=committee,
            issued_on=local_day(minutes.at),
            digest=minutes.digest,
        )
    )


def _attendance(seats: Iterable[dict[str, Any]]) -> Attendance:
    sorts: dict[str, list[Party]] = {"present": [], "excused": [], "absent": [], "observers": []}
    for seat in seats:
        name = seat["name"] if seat["name"] != seat["whose"] else ""
        party = Party(unit=seat["whose"], names=(name,) if name else ())
        if seat["came"]:
            sorts["observers" if seat["observes"] else "present"].append(party)
        elif seat["answer"] == Answer.DECLINES:
            sorts["excused"].append(Party(unit=seat["whose"]))
        elif seat["must"]:
            sorts["absent"].append(Party(unit=seat["whose"]))
    return Attendance(**{name: tuple(parties) for name, parties in sorts.items()})


def _followed(line: dict[str, Any]) -> str:
    """县市场监督管理局：…，应于2026年11月1日前完成，推进中。…"""
    due = date.fromisoformat(line["due"])
    state = _STATES[DecisionState(line["state"])]
    words = f"{line['words']}" if line["words"] else ""
    body = line["body"].rstrip("。")
    return f"{line['lead']}：{body}，应于{due.year}年{due.month}月{due.day}日前完成，{state}。{words}"


def _item(item: dict[str, Any]) -> ItemText:
    return ItemText(
        number=item["number"],
        title=item["title"],
        facts=item["facts"],
        positions=item["positions"],
        outcome=_OUTCOMES[Outcome(item["outcome"])] if item["outcome"] else "",
        reason=item["reason"],
        decisions=tuple(_line(decision) for decision in item["decisions"]),
    )


def _line(said: dict[str, Any], progress: str = "") -> DecisionLine:
    return DecisionLine(
        number=said["number"],
        body=said["body"],
        lead=said["lead"],
        assists=tuple(said["assists"]),
        person=said["person"],
        due=date.fromisoformat(said["due"]),
        criterion=said["criterion"],
        progress=progress,
    )


def decision_list_file(meeting: Meeting, decisions: Iterable[Decision], minutes: Minutes, *, as_of: date) -> bytes:
    """The list of decisions with how each stands on a day; needs `lead` and `assists`."""
    return documents.decision_list_docx(
        documents.DecisionListDocument(
            meeting=minutes.content["title"],
            organ=meeting.committee.display_name,
            as_of=as_of,
            minutes=(minutes.year, minutes.issue),
            decisions=tuple(
                DecisionLine(
                    number=each.number,
                    body=each.plan,
                    lead=each.lead.display_name,
                    assists=tuple(sorted(unit.display_name for unit in each.assists.all())),
                    person=each.person,
                    due=each.target_on,
                    criterion=each.criterion,
                    progress=_STATES[DecisionState(each.state)],
                )
                for each in decisions
            ),
        )
    )


def notice_file(meeting: Meeting, seats: Iterable[Seat], topics: Iterable[Topic], *, issued_on: date) -> bytes:
    """The notice of a meeting for its units: needs `committee`, `chair`, `clerk`; seats with their bodies."""
    told = list(seats)
    kind = _KINDS[MeetingKind(meeting.kind)]
    title = f"{meeting.committee.display_name}第{meeting.number}次{kind}"
    return documents.notice_docx(
        documents.NoticeDocument(
            title=f"关于召开{title}的通知",
            meeting=title,
            addressees=tuple(seat.whose for seat in told if seat.organisation_id),
            held_from=meeting.starts_at.astimezone(COUNTY_TIME),
            held_to=meeting.ends_at.astimezone(COUNTY_TIME),
            place=meeting.place,
            chair=meeting.chair.person.name,
            organ=meeting.committee.display_name,
            issued_on=issued_on,
            topics=tuple(topic.title for topic in topics),
            attendees=tuple(seat.whose for seat in told if seat.must),
            materials_by=_end_of(meeting.materials_until),
            answer_how="登录企呼链应，在“会议通知”里提交回执。",
            contact=meeting.clerk.person.name,
        )
    )


def _end_of(day: date | None) -> datetime | None:
    return datetime(day.year, day.month, day.day, 18, tzinfo=COUNTY_TIME) if day else None
