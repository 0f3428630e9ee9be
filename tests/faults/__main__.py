"""The programs that these tests start: `python -m tests.faults <name> <arguments>`."""

import sys
from importlib import import_module

import django

NAMES = ("accounting", "client", "people", "relays", "twins", "uploads")

if __name__ == "__main__":
    django.setup()
    import_module(f"tests.faults.{NAMES[NAMES.index(sys.argv[1])]}").main(*sys.argv[2:])
