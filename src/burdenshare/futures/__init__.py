"""Many futures: terms and drivers as arrays, run in blocks, kept as exact counts.

The only room that knows NumPy and numba. ``compiled`` makes a schedule of terms, ``run`` takes it
through futures, ``run_at_scale`` through very many of them; a ``Summary`` says how its sums fell.
"""

from burdenshare.futures.drivers import Driver, Drivers, Event, Meter, Recorded
from burdenshare.futures.ensemble import Summary, Sums, Tally, TooLargeError, along, run
from burdenshare.futures.influence import Index, Influence, influence
from burdenshare.futures.parts import DamagedError, ScaleError, as_bytes, of_bytes
from burdenshare.futures.scale import run_at_scale
from burdenshare.futures.schedule import Exchange, RefusedError, Schedule, compiled

__all__ = [
    "DamagedError",
    "Driver",
    "Drivers",
    "Event",
    "Exchange",
    "Index",
    "Influence",
    "Meter",
    "Recorded",
    "RefusedError",
    "ScaleError",
    "Schedule",
    "Summary",
    "Sums",
    "Tally",
    "TooLargeError",
    "along",
    "as_bytes",
    "compiled",
    "influence",
    "of_bytes",
    "run",
    "run_at_scale",
]
