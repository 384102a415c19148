"""Many futures: terms and drivers as arrays, run in blocks, kept as exact counts.

The only room that knows NumPy and numba. ``compiled`` makes a schedule of terms, ``run`` takes it
through futures, a ``Summary`` says how its sums fell.
"""

from burdenshare.futures.drivers import Driver, Drivers, Event, Meter, Recorded
from burdenshare.futures.ensemble import Summary, Sums, Tally, TooLargeError, along, run
from burdenshare.futures.schedule import Exchange, RefusedError, Schedule, compiled

__all__ = [
    "Driver",
    "Drivers",
    "Event",
    "Exchange",
    "Meter",
    "Recorded",
    "RefusedError",
    "Schedule",
    "Summary",
    "Sums",
    "Tally",
    "TooLargeError",
    "along",
    "compiled",
    "run",
]
