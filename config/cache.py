"""A cache that may be away. Pages come from PostgreSQL; a silent Valkey must make them slower, not break them."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingCache(RedisCache):
    """Django's Valkey cache, with every failure to reach it read as "not there"."""

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

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the value; False when there was none or the cache is away."""
        try:
            return super().delete(key, version)
        except RedisError as error:
            _tell(error)
            return False


def _tell(error: RedisError) -> None:
    logger.warning("cache unreachable: %s", error)
