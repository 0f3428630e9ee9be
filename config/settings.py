"""All settings, in one file. Reads the environment (docs/operations.md lists every variable); decides nothing else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config import environment, limits, logs, postgres, security
from config.beat import SCHEDULE
from config.version import version_in
from orgs.outside import ways

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = version_in(BASE_DIR / "CHANGELOG.md")

DEBUG = environment.flag("QIHU_DEBUG")
HTTPS = environment.flag("QIHU_HTTPS")
# A yardstick page and a header that tells what each request cost, for `manage.py bench`; never in production.
BENCH = environment.flag("QIHU_BENCH")
DATA = environment.folder("QIHU_DATA", default=BASE_DIR / ".data")
# Empty stays empty: Django itself refuses to sign anything with it.
SECRET_KEY = environment.text("QIHU_SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("QIHU_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words("QIHU_HOSTS", default="127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = environment.words("QIHU_TRUSTED_ORIGINS")
# From where the back office and the questions of an operator can be reached; empty: from everywhere.
ADMIN_NETWORKS = environment.networks("QIHU_ADMIN_NETWORKS")

# What the public pages are headed by, where no post says which county; empty: the county, if there is only one.
COUNTY_NAME = environment.text("QIHU_COUNTY")
SERVICE_PHONE = environment.text("QIHU_SERVICE_PHONE")

# --- Applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "notifications",
    "metrics",
    "roundtable",
    "tickets",
    "orgs",
    "journal",
    "web",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates, one of which is ours: see FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
    "csp",
    "channels",
    "django_filters",
]
AUTH_USER_MODEL = "orgs.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

MIDDLEWARE = [
    "config.proxy.ClientAddressMiddleware",
    "config.networks.NetworksMiddleware",
    "web.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "web.middleware.LookMiddleware",
    "orgs.middleware.PostMiddleware",
    "web.rates.RateMiddleware",
    "orgs.middleware.FirstPasswordMiddleware",
    "orgs.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]
if BENCH:
    MIDDLEWARE.insert(0, "config.bench.probe.ProbeMiddleware")

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "orgs.context_processors.calendar_warning",
                "notifications.context.inbox",
                "tickets.nav.nav_items",
            ],
        },
    },
]

# A list of seventy categories is drawn by one template, not seventy: `templates/django/forms/widgets/select.html`.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- PostgreSQL: the ledger -------------------------------------------------------------------------------------------

DATABASES = {"default": postgres.connection()}
# The role that serves pages; `grant_web_role` gives it rights, and none to alter the journal.
WEB_ROLE = environment.text("QIHU_WEB_ROLE", default="qihu_web")

# --- Valkey: the bell, never the ledger -------------------------------------------------------------------------------

VALKEY_URL = environment.text("VALKEY_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingCache",
        "LOCATION": environment.text("CACHE_URL", default=environment.with_database_number(VALKEY_URL, number=1)),
        "KEY_PREFIX": "qihu",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
}
CHANNEL_LAYERS = {
    "default": {
        # At most once is all that a hint needs. The other layer waits in blocking pops, whose cancellation can get lost
        # (redis-py #2028): now and then a closed page would leave a task behind.
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            # redis-py closes a listener that is silent for longer than its socket timeout, which pages would see as
            # a dropped connection every few seconds.
            "hosts": [
                {
                    "address": environment.with_database_number(VALKEY_URL, number=2),
                    "socket_timeout": 30,
                    "socket_connect_timeout": 3,
                },
            ],
            "prefix": "qihu",
        },
    },
}

# --- Celery: carries ids, may lose them -------------------------------------------------------------------------------

CELERY_BROKER_URL = environment.text("BROKER_URL", default=environment.broker_of(VALKEY_URL))
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "qihu"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
# A nudge that cannot be sent is dropped at once: the beat below finds the work in the database.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 360,
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "health_check_interval": 5,
}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat" / "schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE

# Who is told of every event: consumer → function. One outbox row per event and consumer.
JOURNAL_CONSUMERS = {
    "notify": "notifications.relay.handle",
    "live": "notifications.live.handle",
    "figures": "metrics.facts.handle",
    "decisions": "roundtable.services.carrying.handle",
}
JOURNAL_NAMED_CONSUMERS = {"decisions"}  # hear only of events whose act names them
JOURNAL_ANCHOR = DATA / "anchors" / "checkpoints.log"
JOURNAL_ANCHOR_SYSLOG = environment.text("QIHU_ANCHOR_SYSLOG")
JOURNAL_HASH_VERSION = environment.number("QIHU_HASH_VERSION", default=1)  # 2 hashes by SM3, for 密评

# --- People -----------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "orgs.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "tickets.hashing.CodeHasher",
]
# Of new codes; any of the list above checks those that were given out before.
TRACKING_HASHER = "tickets.hashing.CodeHasher"
AUTH_PASSWORD_VALIDATORS = security.PASSWORD_VALIDATORS
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "orgs.accounts.CountyAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds for which the last proof of who somebody is holds
# axes and `orgs.limits` count failures, in the database: allauth would lock a whole office behind one address.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False}
OUTSIDE = ways.configured(environment.text)  # what others keep: `QIHU_OIDC_…` and its like; by default none
SOCIALACCOUNT_ADAPTER = "orgs.outside.adapter.CountyOutside"
# Who signs in with two factors, and how long a session may stand idle: by the county's grading (config/security.py).
SECURITY_PROFILE = environment.text("QIHU_SECURITY", default=security.DEFAULT)
SECURITY = security.PROFILES[SECURITY_PROFILE]
TWO_FACTORS = security.asked_of(environment.words("QIHU_TWO_FACTORS")) or SECURITY.two_factors
# What seals secrets in the database, the newest first; empty: the secret key and its fallbacks.
DATA_KEYS = environment.words("QIHU_DATA_KEYS")
MFA_ADAPTER = "orgs.second_factor.CountySecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = security.FACTOR_FORMS
MFA_TOTP_ISSUER = "企呼链应"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones run apart; a code works once all the same
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the register's, and nobody signs in by one

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "orgs.accounts.hashed_name"
AXES_SENSITIVE_PARAMETERS = ["login", "password", "username", "ip_address"]
AXES_ALLOWED_CORS_ORIGINS = ""
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the journal's access log
AXES_LOCKOUT_CALLABLE = "metrics.audit.refusals.locked_out"
AXES_VERBOSE = False

# --- Browsers ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = security.content_policy(https=HTTPS, onward=ways.origins(OUTSIDE))
SESSION_ENGINE = "web.sessions"
# A browser takes a `__Host-` cookie from this very host alone, over HTTPS (ASVS V3.3.1).
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# Not Strict: whoever follows a link from a mail would be given another one, and lose the form in their other window.
# The token is no credential: alone, without the same secret in a form and an Origin of ours, it opens nothing.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "web.errors.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "web.messages.Banners"

# --- What people send -------------------------------------------------------------------------------------------------

FILES_ROOT = DATA / "files"
FILE_UPLOAD_HANDLERS = ["web.uploads.SpoolHandler"]
FILE_MOST_BYTES = 10 * 1024 * 1024  # deploy/Caddyfile lets one file and one form pass, and little more
FORM_MOST_BYTES = 50 * 1024 * 1024
PERSON_MOST_UNSENT_BYTES = 200 * 1024 * 1024
FIRM_MOST_BYTES = environment.number("QIHU_FIRM_FILES_MB", default=2048) * 1024 * 1024
# Files are looked at in children: so many at once, each with so much memory and time.
FILE_INSPECTORS = environment.number("QIHU_FILE_INSPECTORS", default=2)
FILE_INSPECTOR_MEMORY = environment.number("QIHU_FILE_INSPECTOR_MB", default=768) * 1024 * 1024
FILE_INSPECTOR_SECONDS = environment.number("QIHU_FILE_INSPECTOR_SECONDS", default=15)
# ClamAV's daemon; without one files are not scanned. The seconds are for one file, and the worker's, no page's.
CLAMD = environment.neighbour("QIHU_CLAMD")
CLAMD_SECONDS = environment.number("QIHU_CLAMD_SECONDS", default=60)
SOFFICE = environment.text("QIHU_SOFFICE")  # LibreOffice; without it documents are Word files and nothing else
SOFFICE_SECONDS = environment.number("QIHU_SOFFICE_SECONDS", default=60)
# Proposals of ours, nothing that could be read sets them (DOMAIN §2.6).
GROUP_ISSUE_FIRMS = environment.number("QIHU_GROUP_ISSUE_FIRMS", default=5)
GROUP_ISSUE_DAYS = environment.number("QIHU_GROUP_ISSUE_DAYS", default=30)
REPEATS_TO_SUPERVISE = environment.number("QIHU_REPEATS_TO_SUPERVISE", default=3)
LIMITS = environment.limits("QIHU_LIMIT_", limits.DEFAULTS)
RETENTION = environment.flag("QIHU_RETENTION")  # whether what is due is erased by night (`tickets.services.retaining`)
RATES = environment.limits("QIHU_RATE_", limits.RATES)
RATES_REFUSE = not BENCH  # a bench is one person who works for a hundred; it pays for the counting all the same
COUNTED = limits.COUNTED
DRAFT_DAYS = environment.number("QIHU_DRAFT_DAYS", default=30)  # a call that nobody sends
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- What the system sends --------------------------------------------------------------------------------------------

# Links in mails start here.
BASE_URL = environment.text("QIHU_BASE_URL", default="http://127.0.0.1:8600").rstrip("/")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("QIHU_MAIL_FROM", default="qihu@localhost")
if environment.text("EMAIL_URL"):
    globals().update(environment.mail(environment.text("EMAIL_URL")))

# Text messages: "console" writes them under QIHU_DATA/sms, "http" signs and sends them (orgs/sms/gateways.py).
SMS_GATEWAY = environment.text("QIHU_SMS_GATEWAY", default="console")
SMS_FOLDER = DATA / "sms"
SMS_URL = environment.text("QIHU_SMS_URL", default="https://dysmsapi.aliyuncs.com/")
SMS_HOSTS = environment.words("QIHU_SMS_HOSTS", default="dysmsapi.aliyuncs.com")
SMS_SIGN_NAME = environment.text("QIHU_SMS_SIGN_NAME")
SMS_KEY_ID = environment.text("QIHU_SMS_KEY_ID")
SMS_KEY_SECRET = environment.text("QIHU_SMS_KEY_SECRET")

# --- Language, time, static files -------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英语"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    # The manifest gives each file a name by content, so that browsers may keep it for a year.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "web.storage.PageStorage",
    },
}

# --- Logs: one line each, on stderr -----------------------------------------------------------------------------------

LOGGING = logs.settings_for(
    environment.text("QIHU_LOG_FORMAT", default=logs.LINE), level=environment.text("QIHU_LOG_LEVEL", default="INFO")
)
