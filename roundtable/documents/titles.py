"""Where a long title breaks: 梯形 (two lines, the upper longer) or 菱形 (three, the middle one longest). Pure."""

import re
from itertools import combinations, pairwise
from math import ceil
from typing import Final

from roundtable.documents.words import plain, width

TITLE_WIDTH: Final = 20
"""Characters of 22 pt in a line of 156 mm."""

_MOST_LINES: Final = 4
_SHAPES: Final = {2: (1.15, 0.85), 3: (0.9, 1.2, 0.9), 4: (0.85, 1.15, 1.15, 0.85)}  # shares of an even line
_CLOSING: Final = "，。、；：！？）》」』”’〕】〉·…—～％,.;:!?)]}%"
_OPENING: Final = "（《「『“‘〔【〈([{"
_GOOD_AFTER: Final = re.compile(r"(?:关于|召开|党委|委员会|领导小组|联席会议|[的和与及暨、）》])$")
# Words of the trade that a break must not cut, as there is no dictionary here.
_WORD: Final = re.compile(
    "综合党委|行业党委|联席会议|圆桌会议|专题会议|会议纪要|责任清单|关于|召开|研究|解决|推进|落实|产业|发展|电子|商务|电商|农村|农产品|物流|配送|快递|冷链|仓储|直播|基地|平台|"
    "企业|园区|品牌|质量|用电|用地|用工|融资|金融|税收|人才|培训|综合|行业|党委|委员会|领导|小组|办公室|会议|"
    "纪要|通知|联席|圆桌|专题|座谈|联络员|工作|事项|议定|责任|清单|问题|突出|若干|协调|以及|有关|情况|[省市县区镇乡]"
)


def broken(title: str, most: float) -> list[str]:
    """The title in as few lines as hold `most` characters each, broken between words where it shows.

    Beyond four lines it comes back whole: the program that prints it breaks it where it must.
    """
    text = plain(title)
    count = ceil(width(text) / most) if text else 0
    if count <= 1:
        return [text] if text else []
    for number in range(count, _MOST_LINES + 1):
        if found := _best(text, number, most):
            return found
    return [text]


def _best(text: str, count: int, most: float) -> list[str]:
    """The best of all ways to break into so many lines; none where a line would be too long."""
    places = [place for place in range(1, len(text)) if _allowed(text, place)]
    even = width(text) / count
    near = [place for place in places if _near(width(text[:place]), even)]
    ways = (_cut(text, cuts) for cuts in combinations(near, count - 1))
    fitting = [way for way in ways if all(width(line) <= most for line in way)]
    return min(fitting, key=lambda way: _cost(way, even), default=[])


def _near(so_far: float, even: float) -> bool:
    """Whether a break here is close enough to one of even lines to be worth a look."""
    return abs(so_far / even - max(round(so_far / even), 1)) <= 0.4  # noqa: PLR2004 -- the shapes leave 0.2


def _cut(text: str, places: tuple[int, ...]) -> list[str]:
    """The text cut at these places, without the blanks there."""
    edges = (0, *places, len(text))
    return [text[start:end].strip() for start, end in pairwise(edges)]


def _allowed(text: str, place: int) -> bool:
    """Whether a line may end here: not within a number, a word of letters, or before closing marks."""
    before, after = text[place - 1], text[place]
    within = before.isascii() and after.isascii() and before.isalnum() and after.isalnum()
    counted = before.isdigit() and after in "年月日届次期号个第"
    return not within and not counted and after not in _CLOSING and before not in _OPENING


def _cost(way: list[str], even: float) -> float:
    """How far the lines are from their shape, and how ill they are cut; less is better."""
    shape = sum(abs(width(line) - share * even) for line, share in zip(way, _SHAPES[len(way)], strict=True))
    cuts = sum(_cut_cost(upper, lower) for upper, lower in pairwise(way))
    return shape + cuts


def _cut_cost(upper: str, lower: str) -> float:
    """A break within a word costs as much as lines that are out of shape by some characters."""
    if _GOOD_AFTER.search(upper):
        return 0.0
    words = {edge for word in _WORD.finditer(upper + lower) for edge in range(word.start() + 1, word.end())}
    if len(upper) in words or upper.endswith("第"):
        return 12.0
    known = _WORD.match(lower) or any(word.end() == len(upper) for word in _WORD.finditer(upper))
    return 2.0 if known else 5.0
