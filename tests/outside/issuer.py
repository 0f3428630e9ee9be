"""A real OpenID provider in a process of its own: allauth's, with its own database, people, keys and pages.

`python issuer.py <folder> <code seconds> [<address to come back to> …]` prints its port and serves until its standard
input ends. Its cookies have names of their own: a browser keeps those of all ports of one machine together.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import URLResolver, include, path

CLIENT, SECRET, PASSWORD = "county", "only-for-this-test", "the-keepers-own-password"
# Who has an account there: user name → mail address.
PEOPLE = {"wangwu": "wangwu@keeper.example", "lisi": "lisi@keeper.example"}
BACK = "http://testserver/accounts/outside/oidc/back/"


urlpatterns: list[URLResolver] = []  # filled in its own process: they bring tables with them


class Server(ThreadingMixIn, WSGIServer):
    """Several requests at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """What it is asked is nobody's business."""

    def log_message(self, *_said: object) -> None:
        pass


def configure(folder: Path, *, code_seconds: int) -> None:
    """As small as allauth lets it be."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.configure(
        SECRET_KEY="only-for-this-test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="__main__",
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "issuer.sqlite3"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="keeper-session",
        CSRF_COOKIE_NAME="keeper-csrf",
        USE_TZ=True,
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN=code_seconds,
        IDP_OIDC_PRIVATE_KEY=key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )  # fmt: skip
    django.setup()


def populate(backs: Sequence[str]) -> None:
    """Its people, and the county as its client, with the addresses that it may be sent back to."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 -- models need settings
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 -- as above
    from django.contrib.auth import get_user_model  # noqa: PLC0415 -- as above

    for name, address in PEOPLE.items():
        person = get_user_model().objects.create_user(name, email=address, password=PASSWORD)
        EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
    client = Client(
        id=CLIENT, name="county", redirect_uris="\n".join(backs), scopes="openid\nprofile\nemail", skip_consent=True
    )
    client.set_secret(SECRET)
    client.save()


def main(folder: str, code_seconds: str, *backs: str) -> None:
    """Serve until standard input ends."""
    configure(Path(folder), code_seconds=int(code_seconds))
    call_command("migrate", verbosity=0)
    populate([BACK, *backs])
    urlpatterns[:] = [path("", include("allauth.idp.urls")), path("accounts/", include("allauth.account.urls"))]
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
