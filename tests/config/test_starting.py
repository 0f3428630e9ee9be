"""What starts and what does not, in processes of their own: pages, sockets and the worker ask the same before."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from orgs.models import County, Person

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "13900002345"
PROGRAMS = {
    "pages": ["-c", "import config.wsgi"],
    "sockets": ["-m", "uvicorn", "config.asgi:application", "--lifespan", "off", "--uds"],
    "worker": ["-m", "celery", "-A", "config", "worker", "--pool", "solo", "--loglevel", "WARNING"],
}


@pytest.fixture(autouse=True)
def a_sealed_number(transactional_db: None) -> None:
    county = County.objects.create(name="测试县", code="test")
    Person.objects.create_user("zhaodian", name="赵电", county=county, phone=NUMBER)


def started(program: str, socket: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Start it on the tests' database; how it ended."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    argv = [sys.executable, *PROGRAMS[program], *([str(socket)] if program == "sockets" else [])]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url} | changed
    return subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("program", PROGRAMS)
def test_without_the_key_of_what_is_sealed_nothing_starts_and_a_sentence_says_why(program: str, tmp_path: Path) -> None:
    done = started(program, tmp_path / "live", QIHU_SECRET_KEY="another-key" * 6)

    assert done.returncode != 0
    assert "orgs.Person.phone is sealed by the key" in done.stderr
    assert "manage.py rotate_keys" in done.stderr
