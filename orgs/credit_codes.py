"""The unified social credit code (统一社会信用代码, GB 32100-2015): is it one, and where is it wrong. Pure."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LENGTH: Final = 18
_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY: Final = slice(8, 17)
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH: Final = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})


def canonical(typed: str) -> str:
    """As it is stored: no blanks or hyphens, capitals, ordinary width. Nothing is guessed: an O stays an O."""
    return "".join(typed.translate(_FULL_WIDTH).split()).replace("-", "").upper()


def check(code: str) -> None:
    """Raise ValidationError with the place to look at, for a canonical spelling that is no credit code."""
    if len(code) != LENGTH:
        raise ValidationError(_("统一社会信用代码应为 18 位，现在是 %(length)d 位"), params={"length": len(code)})
    for place, sign in enumerate(code, start=1):
        if sign not in _SIGNS:
            raise _wrong_at(place)
    if check_sign(code) != code[-1]:
        # The body (9 to 17) carries a check sign of its own: it tells in which part the slip is.
        if _body_is_right(code[_BODY]):
            raise _wrong_at(LENGTH)
        raise ValidationError(_("统一社会信用代码应为 18 位，请核对第 9 位到第 17 位"))


def is_sole_traders(code: str) -> bool:
    """Whether it was given to a 个体工商户: 9 is market regulation, 2 what it registers such a shop as."""
    return code.startswith("92")


def check_sign(code: str) -> str:
    """The eighteenth sign that belongs to the seventeen before: weights are powers of 3, modulo 31."""
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[: LENGTH - 1]))
    return _SIGNS[-total % 31]


def _body_is_right(body: str) -> bool:
    """GB 11714: weights, modulo 11, ten is written X."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _BODY_WEIGHTS, strict=False))
    return "0123456789X"[-total % 11] == body[-1]


def _wrong_at(place: int) -> ValidationError:
    return ValidationError(_("统一社会信用代码应为 18 位，请核对第 %(place)d 位"), params={"place": place})
