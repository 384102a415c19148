"""burdenshare: an open, reproducible model of defence burden-sharing agreements.

>>> import burdenshare
>>> korea = burdenshare.load("korea")
>>> [str(s.value) for s in burdenshare.project(korea, "sma-08")]
['760.0', '790.4', '812.5', '836.1', '869.5']
>>> [s.id for s in burdenshare.ask("share korea 2016 official").numbers()][:1]
['share-official-2016']
"""

from burdenshare import stopping

stopping.hear()  # before all that takes time to load

from burdenshare.accounting import Terms, bridge, claims, multiverse, share  # noqa: E402
from burdenshare.answers import ask, dataset, save  # noqa: E402
from burdenshare.study import (  # noqa: E402
    Checked,
    NotFoundError,
    State,
    UnsoundError,
    agreement,
    backtest,
    check,
    divided,
    explain,
    load,
    names,
    payments,
    project,
    sources,
    state,
)
from burdenshare.support import operations  # noqa: E402
from burdenshare.vocabulary import Dossier, Ledger, Problem, Share, Source, Step, Years  # noqa: E402

__version__ = "0.1.0"

__all__ = [
    "Checked",
    "Dossier",
    "Ledger",
    "NotFoundError",
    "Problem",
    "Share",
    "Source",
    "State",
    "Step",
    "Terms",
    "UnsoundError",
    "Years",
    "agreement",
    "ask",
    "backtest",
    "bridge",
    "check",
    "claims",
    "dataset",
    "divided",
    "explain",
    "load",
    "multiverse",
    "names",
    "operations",
    "payments",
    "project",
    "save",
    "share",
    "sources",
    "state",
]
