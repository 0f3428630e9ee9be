"""How a browser reads a page: its words, and what in it no page of ours has."""

from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset({"script", "style"})
_NEVER: Final = frozenset({"iframe", "object", "embed", "base", "marquee", "video", "audio", "applet", "frameset"})
_ADDRESSES: Final = frozenset({"href", "src", "action", "formaction", "data", "xlink:href"})


class Page(HTMLParser):
    """`words`: the text and what stands in fields, blanks made one. `strange`: what only a smuggled string can be."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._silent = 0
        self.strange: list[str] = []
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        """One line."""
        return squeezed(" ".join(self._parts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self._silent += tag in _SILENT
        self._parts.append(said.get("value", "") if tag == "input" else "")
        odd = tag in _NEVER or (tag in _SILENT and "src" not in said) or any(name.startswith("on") for name in said)
        for name in _ADDRESSES & said.keys():
            odd = odd or "script:" in said[name].lower() or said[name].startswith("xxx:")
        if odd or (tag == "img" and said.get("src") in {"x", "xxx:x", ""}):
            self.strange.append(f"<{tag} {said}>")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)


def squeezed(text: str) -> str:
    """Every run of blanks as one: how lines are broken is the page's business."""
    return " ".join(text.split())
