"""A Valkey that is somewhere else, or nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from channels.layers import channel_layers
from channels_redis.pubsub import RedisPubSubChannelLayer


@contextmanager
def layer_at(url: str) -> Iterator[None]:
    """A channel layer whose Valkey is somewhere else."""
    before = channel_layers.set(
        "default", RedisPubSubChannelLayer(hosts=[{"address": url, "socket_connect_timeout": 3}])
    )
    try:
        yield
    finally:
        channel_layers.set("default", before) if before else channel_layers.backends.pop("default")
