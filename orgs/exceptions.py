"""What a service of this app refuses, in words that the person in front of the screen can use."""


class Refused(Exception):
    """A rule of the county's organisation does not allow it. The message is for people."""
