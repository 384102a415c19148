"""How very many futures are run: what a command says of it, and why it could not be done."""

from __future__ import annotations

from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import UsageError
from burdenshare.running import NotRunError, Running

REMEDIES = {
    "keep-damaged": "keep-damaged-remedy",
    "keep-other-version": "keep-other-version-remedy",
    "keep-unusable": "keep-unusable-remedy",
    "cluster-package": "cluster-package-remedy",
    "cluster-local": "cluster-local-remedy",
    "cluster-unreachable": "cluster-unreachable-remedy",
    "cluster-empty": "cluster-empty-remedy",
    "cluster-versions": "cluster-versions-remedy",
    "cluster-other-bits": "cluster-versions-remedy",
    "cluster-gone": "cluster-again",
    "cluster-lost": "cluster-again",
    "cluster-failed": "cluster-again",
    "too-large": "too-large-remedy",
}


def running(asked: Asked) -> Running:
    """On this machine, or on the cluster that is named."""
    return Running(keep=asked.option("--keep"), cluster=asked.option("--cluster"), told=asked.told)


def refuse_without_futures(asked: Asked) -> None:
    """Raises ``UsageError`` where it is said how futures are run, and none are."""
    for name in ("--keep", "--cluster", "--progress"):
        if asked.wants(name):
            raise UsageError("only-with-futures", name=name)


def not_run(error: NotRunError) -> UsageError:
    """Why futures could not be run, and how to mend it."""
    return UsageError(error.kind, REMEDIES[error.kind], **error.details)
