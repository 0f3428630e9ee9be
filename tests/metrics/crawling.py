"""Following every number of a page of figures to the list behind it."""

import re
from html import unescape

from django.test import Client

_LINK = re.compile(r'<a [^>]*href="(/statistics/[a-z-]+/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_COUNTED_IN_PART = ("/solved/", "/satisfied/")  # “basically” counts in part: no number of cases


def opened(client: Client, address: str) -> int:
    """How many numbers of a page were followed; each must open a list of just as many cases."""
    page = client.get(address)
    assert page.status_code == 200, address
    checked = 0
    for behind, inner in _LINK.findall(unescape(page.content.decode())):
        big = re.search(r'<span class="v">([^<%]*)</span>', inner)  # a percentage has its fraction below
        words = re.sub(r'<span class="visually-hidden">.*?</span>|<[^>]+>', " ", big[1] if big else inner)
        numbers = re.findall(r"\d+(?:\.\d+)?", words)
        if not numbers or any(part in behind for part in _COUNTED_IN_PART):
            continue
        expected = numbers[-1] if "/" not in words else re.findall(r"(\d+)/\d+", words)[0]
        response = client.get(behind)
        assert response.status_code == 200, (address, behind, words)
        listed = unescape(response.content.decode())
        times = re.search(r"共 (\d+) 次，同一件只列一次", listed)
        count = times or re.search(r'<h1>[^<]*<span class="q-count">(\d+)</span>', listed)
        assert count is not None, (address, behind, words)
        assert count[1] == expected, (address, behind, words, count[0])
        checked += 1
    return checked
