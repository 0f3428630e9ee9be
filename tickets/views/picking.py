"""Rows that were ticked in a list, each as it was drawn."""


def picks_of(values: list[str]) -> list[tuple[int, int]]:
    """`12-3`: row 12 as drawn at version 3. What is mangled was not drawn by us and is left out."""
    parts = [value.split("-", 1) for value in values]
    return [
        (int(part[0]), int(part[1]))
        for part in parts
        if len(part) == 2 and all(p.isascii() and p.isdigit() and len(p) < 10 for p in part)  # noqa: PLR2004 -- row and version, within a database integer
    ]
