"""How tracking codes are kept: slow enough for forty bits and a rate limit, not as slow as a password."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CodeHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's least: 7 MiB, five passes, one lane, which it takes for as strong as 19 MiB and two.

    Django's own takes 100 MiB and eight threads, which was most of what filing a call cost (ADR 0013).
    """

    algorithm = "argon2code"
    time_cost = 5
    memory_cost = 7 * 1024
    parallelism = 1
