"""Pages, for gunicorn."""

import os
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from config.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = with_room(get_wsgi_application())

from config.checks import look_for_keys, refuse_unsafe  # noqa: E402 -- needs the settings


def warm_up() -> None:
    """Load the views and compile the templates now, once for all page processes: the first visitor does not wait.

    Without this each process did so by itself at its first request, for more than a second of its own time.
    """
    from django.conf import settings  # noqa: PLC0415 -- settings are set up above
    from django.template import engines  # noqa: PLC0415 -- as above
    from django.urls import reverse  # noqa: PLC0415 -- as above

    from tickets.services.numbers import hash_code  # noqa: PLC0415 -- as above

    reverse("home")
    hash_code("QIHU")
    for folder in settings.TEMPLATES[0]["DIRS"]:
        for file in sorted(Path(folder).rglob("*.html")):
            engines["django"].get_template(str(file.relative_to(folder)))


refuse_unsafe()
look_for_keys()
warm_up()
