"""The job in OpenFisca-core and in policyengine-core, which grew out of it: one text serves both.

A person for each future, yearly variables, formulas over all persons at once. Figures are inputs,
drawn by NumPy, as people with survey data give theirs. Years are asked in order: asked for the last
year first, a formula that refers to last year meets OpenFisca's guard against spirals, and 0.0
comes back without a word. Values are float32, as ``value_type = float`` is there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

import numpy as np

from benchmarks.rivals import numpy_arrays
from benchmarks.rivals.job import (
    FIRST,
    FUTURES,
    LINES,
    YEARS,
    Array,
    base,
    cap,
    drawn,
    generator,
    told,
)


def system(core: str) -> Any:
    """Entity, variables and parameters, in the words of ``core``."""
    api = import_module(f"{core}.model_api")
    future = import_module(f"{core}.entities").Entity("future", "futures", "A future", "")

    def yearly(name: str, label: str, **formulas: Callable[..., Array]) -> type:
        """A class of a variable, as ``class name(Variable)`` makes one."""
        said = {"value_type": float, "entity": future, "definition_period": api.YEAR}
        return type(name, (api.Variable,), {**said, "label": label, **formulas})

    made = import_module(f"{core}.taxbenefitsystems").TaxBenefitSystem([future])
    made.add_variables(
        yearly("cpi", "Growth of prices, percent"),
        yearly("budget", "Growth of the defence budget, percent"),
        yearly("rate", "Won per dollar"),
        *(yearly(f"part_{n}", f"Part {n}, bn won", **_part(n)) for n in range(LINES)),
        yearly("won", "The sum, bn won", formula=_won),
        yearly("dollars", "The sum, mn dollars", formula=_dollars),
    )
    made.parameters = import_module(f"{core}.parameters").ParameterNode("", data=_parameters())
    return made


def _part(number: int) -> dict[str, Callable[..., Array]]:
    name, follow = f"part_{number}", ("cpi", "budget")[number % 2]

    def first(future: Any, period: Any, parameters: Any) -> Array:
        return np.full(future.count, parameters(period)[name].base)

    def grown(future: Any, period: Any, parameters: Any) -> Array:
        last = period.last_year
        growth = np.clip(future(follow, last), 0, parameters(period)[name].cap)
        return np.floor(future(name, last) * (1 + growth / 100) * 10 + 0.5) / 10

    return {f"formula_{FIRST}": first, f"formula_{FIRST + 1}": grown}


def _won(future: Any, period: Any) -> Array:
    return sum(future(f"part_{n}", period) for n in range(LINES))


def _dollars(future: Any, period: Any) -> Array:
    return np.floor(future("won", period) * 10_000 / future("rate", period) + 0.5) / 10


def _parameters() -> dict[str, Any]:
    start = f"{FIRST}-01-01"
    return {
        f"part_{n}": {
            "base": {"values": {start: float(base(n))}},
            "cap": {"values": {start: float(cap(n) * 100)}},
        }
        for n in range(LINES)
    }


LAST = FIRST + YEARS - 1
Figures: TypeAlias = tuple[Array, Array, Array]
_system = cache(system)  # a law is written once and asked often


def _simulation(core: str, figures: Figures) -> Any:
    """Of figures that are year × future, from the year before the first."""
    builder = import_module(f"{core}.simulations.simulation_builder").SimulationBuilder()
    made = builder.build_default_simulation(_system(core), figures[0].shape[1])
    for name, values in zip(("cpi", "budget", "rate"), figures, strict=True):
        for year, row in enumerate(values, FIRST - 1):
            made.set_input(name, str(year), row)
    return made


def sums(core: str, figures: Figures) -> tuple[Array, Array]:
    """Won and dollars, year × future."""
    made = _simulation(core, figures)
    years = [str(year) for year in range(FIRST, LAST + 1)]
    won = np.array([made.calculate("won", year) for year in years])
    return won, np.array([made.calculate("dollars", year) for year in years])


def job(core: str, samples: int = 1) -> Array:
    """The population at once, or in samples one after another."""
    draw, size = generator(), FUTURES // samples
    found = [sums(core, drawn(draw, size)) for _ in range(samples)]
    won, dollars = (np.concatenate(part, axis=1) for part in zip(*found, strict=True))
    return told(won, dollars)


def off(core: str, futures: int = 100_000) -> dict[str, tuple[float, float]]:
    """Which part of single sums is not that of float64 on the same figures, and by how much."""
    same = drawn(generator(), futures)
    pairs = zip(("bn won", "mn dollars"), sums(core, same), numpy_arrays.sums(*same), strict=True)
    gaps = {money: np.abs(one - other) for money, one, other in pairs}
    return {money: (float(np.mean(gap > 0.05)), float(gap.max())) for money, gap in gaps.items()}


def last_first(core: str) -> str:
    """What comes back when nothing was asked before the last year."""
    found = _simulation(core, drawn(generator(), 1)).calculate("won", str(LAST))
    return f"{found[0]:,.1f} bn won"
