"""burdenshare: an open, reproducible model of defence burden-sharing agreements.

>>> import burdenshare
>>> korea = burdenshare.load("korea")
>>> [str(s.value) for s in burdenshare.project(korea, "sma-08")]
['760.0', '790.4', '812.5', '836.1', '869.5']
"""

from burdenshare.study import (
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
from burdenshare.vocabulary import Dossier, Ledger, Problem, Source, Step

__version__ = "0.1.0"

__all__ = [
    "Checked",
    "Dossier",
    "Ledger",
    "NotFoundError",
    "Problem",
    "Source",
    "State",
    "Step",
    "UnsoundError",
    "agreement",
    "backtest",
    "check",
    "divided",
    "explain",
    "load",
    "names",
    "payments",
    "project",
    "sources",
    "state",
]
