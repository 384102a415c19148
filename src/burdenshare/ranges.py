"""What is read off many futures: quantiles of each year, bounds, comparisons and regret, each as a
number that says what it was drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal

from burdenshare.model.projection import rule_of
from burdenshare.vocabulary import Agreement, Bounds, Spread, Step, Text, Years

PARTS = {
    "low": Decimal("0.05"), "lower": Decimal("0.25"), "middle": Decimal("0.5"),
    "upper": Decimal("0.75"), "high": Decimal("0.95"),
}  # fmt: skip
"""The quantiles that are told: the middle, the inner half, and nine tenths."""

ENDS = ("low", "middle", "high")


@dataclass(frozen=True)
class Drawn:
    """A summary of many futures, as the room of futures gives it, and what is said of all its
    numbers. The first of its schedules is what the others are held against."""

    told: Any
    years: Years
    seed: int
    fits: tuple[Step, ...]
    titles: Mapping[str, Text]

    def spread(self, one: Agreement) -> Spread:
        return Spread(
            of=one,
            steps={**self._totals(one), **self._against_first(one), **self._regrets(one)},
            years={year: self._year(one, year) for year in self.years},
            bounds=tuple(self._bounds(one)),
            more={
                other: self._often(one, f"more-than-{other}", self.told.more(one.name, other),
                                   "dearer", other=self.titles[other])
                for other in self.told.schedules
                if other != one.name
            },
        )  # fmt: skip

    @property
    def _home(self) -> str:
        return str(self.told.moneys[0].unit)

    def _totals(self, one: Agreement) -> dict[str, Step]:
        found = self._of(one, self.told.sums(one.name), self._home, [*PARTS])
        other = self.told.sums(one.name, None, "other")
        dollars = self._of(one, other, self.told.moneys[1].unit, [*PARTS], "dollars-")
        return {**found, **{f"dollars-{key}": step for key, step in dollars.items()}}

    def _year(self, one: Agreement, year: int) -> dict[str, Step]:
        return self._of(one, self.told.sums(one.name, year), self._home, [*PARTS], year=year)

    def _of(
        self,
        one: Agreement,
        tally: Any,
        unit: str,
        parts: Sequence[str],
        prefix: str = "",
        year: int | None = None,
    ) -> dict[str, Step]:
        """The mean, and some quantiles, of sums."""
        mean = self._step(one, "mean", _tenth(tally.mean()), unit, prefix, year)
        return {"mean": mean} | {
            key: self._step(one, key, tally.quantile(PARTS[key]), unit, prefix, year)
            for key in parts
        }

    def _against_first(self, one: Agreement) -> dict[str, Step]:
        first = self.told.schedules[0]
        if one.name == first:
            return {}
        tally, unit = self.told.differences(one.name), self._home
        found = {
            f"less-{key}": self._step(one, f"less-{key}", tally.quantile(PARTS[key]), unit)
            for key in ENDS
        }
        return {**found, "more": self._often(one, "more", self.told.more(one.name, first), "more")}

    def _regrets(self, one: Agreement) -> dict[str, Step]:
        """How much more it costs than the cheapest of all; nothing where it is alone."""
        if len(self.told.schedules) == 1:
            return {}
        tally, unit = self.told.regrets(one.name), self._home
        values = {
            "mean": _tenth(tally.mean()), "high": tally.quantile(PARTS["high"]),
            "most": tally.highest,
        }  # fmt: skip
        cheapest, alone = self.told.cheapest(one.name)
        return {
            **{
                f"regret-{key}": self._step(one, f"regret-{key}", value, unit)
                for key, value in values.items()
            },
            "cheapest": self._often(one, "cheapest", cheapest, "cheapest"),
            "alone": self._often(one, "alone", alone, "alone"),
        }

    def _bounds(self, one: Agreement) -> Iterator[Bounds]:
        kinds: tuple[Literal["cap", "floor"], ...] = ("cap", "floor")
        for kind in kinds:
            counts = {"cap": self.told.caps, "floor": self.told.floors}[kind]
            governed = [(year, part) for name, year, part in sorted(counts) if name == one.name]
            for tranche in dict.fromkeys(part for _, part in governed):
                years = {
                    year: self._often(
                        one, f"{kind}-{tranche}".strip("-"), counts[one.name, year, tranche], kind,
                        year,
                    )
                    for year, part in governed
                    if part == tranche and bound_of(one, year, tranche, kind) is not None
                }  # fmt: skip
                if years:
                    yield Bounds(kind=kind, tranche=tranche, years=years)

    def _often(
        self, one: Agreement, key: str, count: int, name: str, year: int | None = None,
        other: Text | None = None,
    ) -> Step:  # fmt: skip
        """In how many of a hundred futures."""
        details: dict[str, str | Text] = {"count": f"{count:,}"}
        if other is not None:
            details["other"] = other
        part = _tenth(Fraction(count, self.told.futures) * 100)
        return self._step(one, key, part, "percent", "", year, name, details)

    def _step(
        self,
        one: Agreement,
        key: str,
        value: Decimal,
        unit: str,
        prefix: str = "",
        year: int | None = None,
        name: str = "",
        details: Mapping[str, str | Text] | None = None,
    ) -> Step:
        of = self.years if year is None else year
        told: dict[str, str | Text] = {
            "years": str(of), "futures": f"{self.told.futures:,}", "seed": str(self.seed),
            "title": one.title, **(details or {}),
        }  # fmt: skip
        return Step(
            id=f"futures-{prefix}{key}-{one.name}-{of}", name=f"futures-{name or prefix + key}",
            value=value, unit=unit, status="projected", year=year,
            how="drawn-often" if "count" in told else "drawn", details=told, uses=self.fits,
            place=one.place, source=one.source,
        )  # fmt: skip


def bound_of(one: Agreement, year: int, tranche: str, kind: str) -> Decimal | None:
    rule = rule_of(one, year, tranche)
    return None if rule is None else rule.cap if kind == "cap" else rule.floor


def _tenth(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(
        Decimal("0.1"), rounding=ROUND_HALF_UP
    )
