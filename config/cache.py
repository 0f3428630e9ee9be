"""A cache that may be away. Pages come from PostgreSQL; a silent Valkey must make them slower, not break them."""

import logging
import time
from typing import Any, Final

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
SILENCE: Final = 5.0
"""Seconds without counting after a count did not go through."""


class ForgivingCache(RedisCache):
    """Django's Valkey cache, with every failure to reach it read as "not there"."""

    _away_until = 0.0  # of the process: Django makes a cache for each thread

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return the value, or the default when it is missing or the cache is away."""
        try:
            return super().get(key, default, version)
        except RedisError as error:
            _tell(error)
            return default

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        """Keep the value if the cache is there."""
        try:
            super().set(key, value, timeout, version)
        except RedisError as error:
            _tell(error)

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        """Keep the value unless there is one. A cache that is away has none: whoever takes a lock gets it.

        What must hold without a cache, as every limit of ours, is counted in PostgreSQL (`orgs.limits`).
        """
        try:
            return super().add(key, value, timeout, version)
        except RedisError as error:
            _tell(error)
            return True

    def count(self, key: Any, *, within: int) -> int:
        """Count one more under the key and return how many there are; it is forgotten `within` seconds after.

        0 while the cache is away: whoever counts here refuses nobody then. Nothing is tried again for a while after a
        failure, so that a Valkey that hangs does not slow down every form.
        """
        if time.monotonic() < self._away_until:
            return 0
        made = self.make_and_validate_key(key)
        try:
            with self._cache.get_client(made, write=True).pipeline(transaction=False) as pipeline:
                pipeline.incr(made)
                pipeline.expire(made, within)
                done, _set = pipeline.execute()
        except RedisError as error:
            ForgivingCache._away_until = time.monotonic() + SILENCE
            _tell(error)
            return 0
        return int(done)

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the value; False when there was none or the cache is away."""
        try:
            return super().delete(key, version)
        except RedisError as error:
            _tell(error)
            return False


def _tell(error: RedisError) -> None:
    logger.warning("cache unreachable: %s", error)
