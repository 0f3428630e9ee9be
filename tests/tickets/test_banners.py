"""A banner is for whoever did what it says, and for nobody who signs in next on the same phone."""

from django.test import Client

from tests import cast
from tests.cast import World


def after_an_act(world: World) -> Client:
    """The browser of a firm that has withdrawn its call, and has not got the page that follows."""
    ticket, client = cast.filed(world), cast.signed_in(world.firm)
    words = {"reason": "已解决", "version": ticket.version}
    answer = client.post(f"/tickets/{ticket.number}/withdraw/", words)
    assert answer.status_code == 303
    return client


def test_the_next_page_says_what_was_done_once(world: World) -> None:
    client = after_an_act(world)

    first, second = (client.get("/my/").content.decode() for _page in range(2))

    assert ("已完成：" in first, "已完成：" in second) == (True, False)


def test_somebody_else_who_signs_in_there_does_not_read_it(world: World) -> None:
    client = after_an_act(world)
    assert "messages" in client.cookies

    client.force_login(world.other_firm.person, backend="orgs.backends.PersonBackend")

    assert "已完成：" not in client.get("/my/").content.decode()


def test_a_stranger_does_not_read_it_either(world: World) -> None:
    client = after_an_act(world)
    del client.cookies["sessionid"]

    assert "已完成：" not in client.get("/track/").content.decode()
