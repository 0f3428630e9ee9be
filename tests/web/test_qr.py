"""The drawing of a QR code: its dark squares, and the white round them."""

import re

from qrcode.main import QRCode

from web.qr import QUIET, draw


def dark(path: str) -> set[tuple[int, int]]:
    """The squares that a path fills."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path)
    assert "".join("M{} {}h{}v1h-{}z".format(*run) for run in runs) == path
    return {(int(x) + step, int(y)) for x, y, length, _back in runs for step in range(int(length))}


def test_the_path_fills_exactly_the_dark_squares() -> None:
    drawing = draw("https://qihu.example/t/1AAAAAAAAAAAAAAAAAAAAAA/")
    code = QRCode(error_correction=0, border=QUIET)
    code.add_data("https://qihu.example/t/1AAAAAAAAAAAAAAAAAAAAAA/")
    code.make(fit=True)

    assert dark(drawing.path) == {
        (x, y) for y, row in enumerate(code.get_matrix()) for x, square in enumerate(row) if square
    }
    assert drawing.size == len(code.get_matrix())


def test_four_squares_of_white_stand_round_it() -> None:
    drawing = draw("x")

    inside = range(QUIET, drawing.size - QUIET)
    assert {x for x, _y in dark(drawing.path)} <= set(inside)
    assert {y for _x, y in dark(drawing.path)} <= set(inside)
