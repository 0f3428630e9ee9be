"""Throw-away servers under the tests."""
