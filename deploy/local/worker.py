"""Celery's worker and beat for ./run: the same programs, without the warning about root."""

import warnings

from celery.__main__ import main
from celery.exceptions import SecurityWarning

if __name__ == "__main__":
    # Tasks carry ids as JSON, never pickles, so the danger that the warning names is not there.
    warnings.simplefilter("ignore", SecurityWarning)
    main()
