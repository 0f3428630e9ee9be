"""What every test stands on. The servers are started by tests/infrastructure/plugin.py."""

import pytest
from django.conf import LazySettings
from hypothesis import HealthCheck
from hypothesis import settings as examples

from tests.infrastructure import emptying

emptying.allow()

# How fast examples come and how long one takes says what else the machine does, not whether the rule holds.
examples.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("busy")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix() -> None:
    """Every worker has a cluster of its own: its database needs no name of its own."""


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """Argon2 is slow on purpose; tests that sign in need not be."""
    from django.conf import settings  # noqa: PLC0415 -- read late, after the plugin

    settings.TRACKING_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> None:
    """Pages name static files by their plain names: tests need not collect them first."""
    from django.conf import settings  # noqa: PLC0415 -- read late, after the plugin

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Attachments, mails and anchors of one test are not another's."""
    folder = tmp_path_factory.mktemp("data")
    settings.FILES_ROOT = folder / "files"
    settings.EMAIL_FILE_PATH = folder / "mail"
    settings.SMS_FOLDER = folder / "sms"
    settings.JOURNAL_ANCHOR = folder / "anchors" / "checkpoints.log"
