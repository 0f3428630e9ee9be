"""Forms as a browser finds them in a page, filled in as a person in a hurry would. Knows no address of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

# What a person would type, by the name of the field; anything else that must be answered gets _WORDS.
TYPED: Final[Mapping[str, str]] = {
    "title": "晚上一开烫台就跳闸",
    "contact_name": "丁小满",
    "contact_phone": "13800001234",
    "phone": "13800001234",
    "impact": "business",
    "outcome": "solved",
    "claim_true": "yes",
    "contact_way": "none",
    "about_org": "",  # of most calls: a complaint about a unit is another thing
}
_WORDS: Final = "一到晚上七点以后电压只有一百七八，机器直接停，请派人来现场看看。"
# Buttons that do something else than send the form on.
_ASIDE: Final = ("add", "remove", "suggest", "preview", "save", "back", "delete", "discard", "help", "later", "onto")


@dataclass(slots=True)
class Field:
    """One control: its name, kind, value, and for choices all values."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """One form of a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def takes_files(self) -> bool:
        """Whether a file can be put in."""
        return any(each.kind == "file" for each in self.fields)

    def filled(self) -> list[tuple[str, str]]:
        """Every control with its answer, and the first button that sends the form, where it has a name."""
        answers = [(each.name, value) for each in self.fields if (value := _answer(each))]
        pressed = next((button for button in self.buttons if _sends(button)), ("", ""))
        return [*answers, pressed] if pressed[0] else answers


def _sends(button: tuple[str, str]) -> bool:
    return not button[0].startswith(_ASIDE) and not button[1].startswith(_ASIDE)


def _answer(control: Field) -> str:
    """What stands there already, what is known for the name, else words or the last choice; ticks are left off."""
    if control.kind in {"file", "checkbox"}:
        return ""
    if control.kind in {"radio", "select"}:
        known = TYPED.get(control.name)
        if known == "":
            return ""
        return control.value or (known if known in control.choices else next(reversed(control.choices), ""))
    if control.value or control.kind == "hidden":
        return control.value
    return TYPED.get(control.name, _WORDS if control.kind == "textarea" else "")


def forms_in(page: str) -> list[Form]:
    """The forms in `<main>`, in order: those of the frame round it are not of this page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    """Collects forms and their controls."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False
        self.form: Form | None = None
        self.open: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, Any] = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.inside = True
        elif tag == "form" and self.inside:
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        name = given.get("name", "")
        if tag == "button" and given.get("type", "submit") == "submit" and self.form is not None:
            self.form.buttons.append((name, given.get("value", "")))
        elif tag == "option" and self.open is not None:
            self._choice(self.open, given.get("value", ""), on="selected" in given)
        elif tag in {"textarea", "select"} and name:
            self.open = self._field(name, tag)
        elif tag == "input" and name:
            self._input(name, given)

    def _input(self, name: str, given: Mapping[str, str]) -> None:
        kind = given.get("type", "text")
        control = self._field(name, kind)
        if kind == "radio":
            self._choice(control, given.get("value", ""), on="checked" in given)
        elif kind not in {"checkbox", "file"}:
            control.value = given.get("value", "")

    def _field(self, name: str, kind: str) -> Field:
        """A new control; the radios of one question are one."""
        if self.form is None:
            raise ValueError(name)
        known = next((each for each in self.form.fields if kind == "radio" and each.name == name), None)
        if known is None:
            known = Field(name, kind)
            self.form.fields.append(known)
        return known

    def _choice(self, control: Field, value: str, *, on: bool) -> None:
        if value:
            control.choices.append(value)
            control.value = value if on else control.value

    def handle_data(self, data: str) -> None:
        if self.open is not None and self.open.kind == "textarea":
            self.open.value += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"textarea", "select"}:
            self.open = None
        elif tag == "form":
            self.form = None
        elif tag == "main":
            self.inside = False
