"""The big county: as many invented cases as are asked for, each with the rows that the services would have written.

Lives are planned (`lives`), acted in memory on unsaved rows (`ledger`, `desk`, `units`, `firm`, `sweeping`) and written
by COPY (`copying`, `loading`). A test replays lives through the services and finds equal rows.
"""

from tickets.seeding.bulk.building import Asked, Built, build
from tickets.seeding.bulk.closed import tell_closed_year
from tickets.seeding.bulk.season import PRESSING

__all__ = ["PRESSING", "Asked", "Built", "build", "tell_closed_year"]
