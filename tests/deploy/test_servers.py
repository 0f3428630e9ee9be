"""The servers under the tests, and under ./run, are the real ones."""

import os

import psycopg2
import redis


def test_the_database_sorts_and_lowers_chinese_as_utf8() -> None:
    with psycopg2.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT length('企呼链应'), current_setting('server_encoding')")
        assert cursor.fetchone() == (4, "UTF8")


def test_the_owner_may_act_as_the_web_role() -> None:
    with psycopg2.connect(os.environ["DATABASE_OWNER_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("SET ROLE qihu_web; SELECT current_user")
        assert cursor.fetchone() == ("qihu_web",)


def test_valkey_answers() -> None:
    with redis.Redis.from_url(os.environ["VALKEY_URL"]) as client:
        assert client.ping() is True
