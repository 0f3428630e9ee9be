"""A quick hash for codes that nobody was ever given. Never for a real case."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """PBKDF2 with few rounds: sixty slow hashes would take half a minute of a first start."""

    iterations = 1000
