"""Each recorded claim with a verdict: what the records give for it, and what they lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from burdenshare.model.money import printed_step
from burdenshare.model.shares import quotient
from burdenshare.vocabulary import Claim, Definition, Share, Step, Text, Verdict, Years

Ask = Callable[[str, Years, frozenset[str], Decimal | None], Share]
"""The share under a definition in a year, without what some claims imply, at a rate or none."""


Why = Literal["", "no-year", "no-definition", "items", "differs", "one-item"]


@dataclass(frozen=True)
class Interval:
    """What a printed percentage may stand for: 42 is all from 41.5 up to but not with 42.5."""

    low: Decimal
    high: Decimal

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        return Fraction(self.low), Fraction(self.high)

    def holds(self, value: Decimal | None) -> bool:
        return value is not None and self.low <= value < self.high


def printed_interval(claim: Claim) -> Interval:
    """The interval of the printed digits; an open end reaches to 0 or beyond 100."""
    low, high = Decimal(0), Decimal("100.0001")
    if claim.low is not None:
        low = claim.low - printed_step(claim.low) / 2
    if claim.high is not None:
        high = claim.high + printed_step(claim.high) / 2
    return Interval(low, high)


def judged(
    claims: Sequence[Claim], definitions: Mapping[str, Definition], ask: Ask
) -> tuple[Verdict, ...]:
    return tuple(judge(claim, claims, definitions, ask) for claim in claims)


def judge(
    claim: Claim, claims: Sequence[Claim], definitions: Mapping[str, Definition], ask: Ask
) -> Verdict:
    """A verdict never rests on a record worked back from the claim, or from its own claimant."""
    own = _own_figures(claim)
    if claim.kind == "target":
        return Verdict(claim=claim, verdict="target", own=own)
    interval = printed_interval(claim)
    if claim.years is None or claim.kind in ("part", "ratio"):
        return _by_own_figures(claim, interval, own)
    kin = frozenset(c.id for c in claims if c.by == claim.by or c.id == claim.id)
    shares = {name: ask(name, claim.years, kin, claim.rate) for name in definitions}
    stated = shares.get(claim.definition)
    if stated is not None and interval.holds(_of(claim, stated)):
        return _reproduced(claim, stated, own)
    if own is not None and interval.holds(own.value):
        found = Verdict(claim=claim, verdict="reproduced", basis="own-figures", own=own)
        return replace(found, share=stated, others=_landing(claim, interval, shares))
    with_itself = ask(claim.definition, claim.years, frozenset(), claim.rate) if stated else None
    circular = with_itself is not None and claim.id in with_itself.derived_from
    if with_itself is not None and circular and interval.holds(_of(claim, with_itself)):
        return Verdict(
            claim=claim, verdict="by-construction", share=with_itself, own=own,
            others=_landing(claim, interval, shares), given=with_itself.derived_from,
        )  # fmt: skip
    others = _landing(claim, interval, shares)
    if others:
        return Verdict(
            claim=claim, verdict="other-definition", share=stated, own=own, others=others
        )
    missing = stated.missing if stated is not None else ()
    why: Why = "items" if missing else ("differs" if stated is not None else "no-definition")
    return Verdict(
        claim=claim, verdict="not-reproducible", share=stated, own=own, missing=missing, why=why
    )


def _reproduced(claim: Claim, share: Share, own: Step | None) -> Verdict:
    return Verdict(
        claim=claim, verdict="reproduced", basis="records", share=share, own=own,
        given=share.derived_from,
    )  # fmt: skip


def _by_own_figures(claim: Claim, interval: Interval, own: Step | None) -> Verdict:
    if own is not None and interval.holds(own.value):
        return Verdict(claim=claim, verdict="reproduced", basis="own-figures", own=own)
    why: Why = "one-item" if claim.kind in ("part", "ratio") else "no-year"
    return Verdict(claim=claim, verdict="not-reproducible", own=own, why=why)


def _of(claim: Claim, share: Share) -> Decimal | None:
    value = share.share.value
    if value is None:
        return None
    return value if claim.of == "host" else 100 - value


def _landing(claim: Claim, interval: Interval, shares: Mapping[str, Share]) -> tuple[Share, ...]:
    return tuple(
        one
        for name, one in shares.items()
        if name != claim.definition and interval.holds(_of(claim, one))
    )


def _own_figures(claim: Claim) -> Step | None:
    """The quotient of what the claim itself prints: a check of its sum, not of its figures."""
    host, sending = claim.host, claim.sending
    if claim.total is not None:
        sending = claim.total - host if sending is None and host is not None else sending
        host = claim.total - sending if host is None and sending is not None else host
    value = quotient(host, sending)
    if value is None or claim.money is None:
        return None
    value = value if claim.of == "host" else 100 - value
    return Step(
        id=f"own-figures-{claim.id}",
        name="share",
        value=value,
        unit="percent",
        status="computed",
        year=claim.years.first if claim.years else None,
        how="own-figures",
        details={
            "definition": claim.definition,
            "years": str(claim.years or ""),
            "host": str(host),
            "sending": str(sending),
            "money": claim.money.unit,
        },
        source=claim.source,
        at=claim.at,
        place=claim.place,
    )


VerdictName = Literal[
    "reproduced", "other-definition", "by-construction", "not-reproducible", "target"
]

NAMES: tuple[VerdictName, ...] = (
    "reproduced",
    "other-definition",
    "by-construction",
    "not-reproducible",
    "target",
)


def as_step(claim: Claim) -> Step:
    """The claimed percentage as a number that can be cited."""
    return Step(
        id=claim.id,
        name="claim",
        value=claim.low if claim.low is not None else claim.high,
        unit="percent",
        status="claimed",
        year=claim.years.first if claim.years else None,
        how="claimed",
        details={
            "by": Text(claim.by, claim.by_ko),
            "years": str(claim.years or ""),
            "kind": claim.kind,
            "of": claim.of,
        },
        source=claim.source,
        at=claim.at,
        note=Text(claim.note, claim.note_ko) if claim.note else None,
        confidence=claim.confidence,
        place=claim.place,
    )
