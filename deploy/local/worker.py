"""Celery's worker and beat for ./run: the same programs, without the warning about root, behind the pages."""

import os
import warnings

from celery.__main__ import main
from celery.exceptions import SecurityWarning

_BEHIND = 5  # of Linux's 19: on two cores a page that somebody waits for goes before a notice

if __name__ == "__main__":
    os.nice(_BEHIND)
    # Tasks carry ids as JSON, never pickles, so the danger that the warning names is not there.
    warnings.simplefilter("ignore", SecurityWarning)
    main()
