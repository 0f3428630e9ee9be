"""Signing in by accounts that others keep, against such keepers on loopback."""
