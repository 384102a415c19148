"""The loops over a block of futures: draw, grow, add up, count, forget.

Every sum is a whole number held in a float64, exact below 2⁵³. Loops are kept apart, year by year
and array by array, so that the compiler runs several futures at once. No compiler fuses or reorders
anything, no function of the system's mathematics is called: all processors give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

BLOCK = 1024
"""Futures that are drawn and counted together: few enough to stay in the near memory, and enough
that a loop's beginning does not count."""

LANES = BLOCK // 4
"""Each turn of the generator makes four normals."""

LIMIT = 2.0**51
"""Whole numbers below four times this are exact: the rest is room for a step of rounding."""

PLAIN = LIMIT / 4
"""Below it a quotient may be had by one product, with a quarter to spare on either side."""

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
"""Other threads run meanwhile, and no fast mathematics. Nothing here makes an array, so none is
counted as used and let go again, which took half of the time of ``move``; a loop that would make
one is refused when it is compiled."""

Loop = TypeVar("Loop", bound=Callable[..., Any])


def loop(function: Loop) -> Loop:
    """Compiled once and kept.

    Kept beside the code, else in the folder of the user, or where ``NUMBA_CACHE_DIR`` says. Where
    nothing can be written each process compiles for itself.
    """
    try:
        made = njit(cache=True, **OPTIONS)(function)
    except RuntimeError:
        made = njit(**OPTIONS)(function)
    return cast(Loop, made)


def inlined(function: Loop) -> Loop:
    """The same, written out where it is called, so that the loop around it runs several futures
    at once: a third of the time for draws."""
    return cast(Loop, njit(cache=True, inline="always", **OPTIONS)(function))


class Draws(NamedTuple):
    """How every driver moves: year × driver, or driver alone. Figures are in printed units."""

    seed: np.uint64
    first_year: int
    start: NDArray[np.float64]
    mean: NDArray[np.float64]
    persistence: NDArray[np.float64]
    drift: NDArray[np.float64]
    spread: NDArray[np.float64]
    together: NDArray[np.float64]
    is_level: NDArray[np.bool_]
    known: NDArray[np.float64]
    moves: NDArray[np.bool_]
    is_wanted: NDArray[np.bool_]
    """Where a figure is asked for: the others are not printed."""
    last_wanted: NDArray[np.int64]
    """The last year that a driver moves in, and that its news are drawn for: as long as a figure
    of it, or of one that goes together with it, is still to come."""
    last_news: NDArray[np.int64]
    picks: NDArray[np.int64]
    """Key, first of its values and number of them, of each driver that draws a recorded value."""
    pick_values: NDArray[np.float64]
    events: NDArray[np.int64]
    """Meter, year, key, and first and last of its thresholds, of each event that is counted."""
    event_costs: NDArray[np.float64]
    thresholds: NDArray[np.int64]


class Terms(NamedTuple):
    """All schedules side by side. ``*_from`` say where a schedule or a year begins."""

    parts: float
    line_from: NDArray[np.int64]
    base: NDArray[np.float64]
    kind: NDArray[np.int64]
    stated: NDArray[np.float64]
    rounding: NDArray[np.float64]
    is_plain: NDArray[np.bool_]
    """Where a sum is known to stay between 0 and ``PLAIN``, whatever the figures."""
    rule: NDArray[np.int64]
    is_own: NDArray[np.bool_]
    """Where a rule follows one figure for one line alone, which is plain."""
    is_home: NDArray[np.bool_]
    weight: NDArray[np.float64]
    rule_from: NDArray[np.int64]
    fixed: NDArray[np.float64]
    """What last year's sum is multiplied by, and its bounds: whole parts, of which ``parts`` leave
    the sum as it is."""
    floor: NDArray[np.float64]
    cap: NDArray[np.float64]
    follow_from: NDArray[np.int64]
    follow_year: NDArray[np.int64]
    follow_driver: NDArray[np.int64]
    follow_times: NDArray[np.float64]
    rate_known: NDArray[np.float64]
    rate_times: float
    rate_year: NDArray[np.int64]
    rate_driver: int
    to_home: NDArray[np.float64]
    to_other: NDArray[np.float64]
    lead: NDArray[np.int64]
    """As many as years at the beginning that no total counts."""
    delays: NDArray[np.int64]
    """Rule, the rule that is put off to its year or −1, years since the renewal, its row and
    driver of months, and months (in their unit) of a year."""
    metered: NDArray[np.int64]
    """Year, line, meter, and whether the rate turns its money into that of the line."""
    metered_by: NDArray[np.float64]
    """What a metered cost is multiplied and divided by; rounding, least and most; what is added
    to it as stated."""


class Room(NamedTuple):
    """What one block needs to be worked out, used again for the next."""

    normals: NDArray[np.float64]
    state: NDArray[np.float64]
    drawn: NDArray[np.float64]
    metered: NDArray[np.float64]
    growth: NDArray[np.float64]
    amounts: NDArray[np.float64]
    home: NDArray[np.float64]
    other: NDArray[np.float64]
    rate: NDArray[np.float64]
    values: NDArray[np.float64]
    peak: NDArray[np.float64]
    wholes: NDArray[np.int64]


class Counts(NamedTuple):
    """What is kept of all futures: whole numbers only, so that any order gives the same."""

    origin: NDArray[np.int64]
    begin: NDArray[np.int64]
    held: NDArray[np.int32]
    outside: NDArray[np.int64]
    far: NDArray[np.int64]
    far_used: NDArray[np.int64]
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    capped: NDArray[np.int64]
    floored: NDArray[np.int64]
    above: NDArray[np.int64]
    alone: NDArray[np.int64]


# -- draws ---------------------------------------------------------------------------------------


@intrinsic
def _bits_of(_typing: Any, _number: Any) -> Any:
    """The 64 bits of a float64."""

    def code(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.bitcast(given[0], context.get_value_type(types.int64))

    return types.int64(types.float64), code


@intrinsic
def _of_bits(_typing: Any, _bits: Any) -> Any:
    """The float64 of 64 bits."""

    def code(context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.bitcast(given[0], context.get_value_type(types.float64))

    return types.float64(types.int64), code


@intrinsic
def _fused(_typing: Any, _one: Any, _two: Any, _three: Any) -> Any:
    """A product and a sum with one rounding: by one instruction where the processor has it, else
    by the system's ``fma``, and the same bits by either."""

    def code(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:
        return builder.fma(*given)

    return types.float64(types.float64, types.float64, types.float64), code


bits_of = cast(Callable[[float], int], _bits_of)
of_bits = cast(Callable[[int], float], _of_bits)
fused = cast(Callable[[float, float, float], float], _fused)


EXP_EVEN = (
    2.7626357241447223e-07, 2.4801504346997686e-05, 0.0013888888932488599, 0.04166666666657314,
    0.5000000000000006, 1.0,
)  # fmt: skip
EXP_ODD = (
    2.764018079620985e-06, 0.00019841170270440067, 0.008333333385667782, 0.16666666666554406,
    1.0000000000000067,
)  # fmt: skip
"""The exponential within half of ln 2, by Chebyshev, backwards, even and odd powers apart: off by
4·10⁻¹⁶ at most."""

LOG_EVEN = (
    0.09191678669651683, 0.09028255857156664, 0.11105551337104676, 0.1428624860633608,
    0.19999985464315728, 0.33333333459247416, 0.9999999999983679,
)  # fmt: skip
LOG_ODD = (
    -0.04842493087053295, -0.09330701968181537, -0.0987719208610322, -0.12506937461097595,
    -0.16666475993138882, -0.25000002294889406, -0.49999999991834015,
)  # fmt: skip
SINE = (
    -2.480579152351512e-08, 2.7555992975746193e-06, -0.00019841266925656921, 0.008333333331091576,
    -0.16666666666663915,
)  # fmt: skip
COSINE = (
    -2.7300988875056066e-07, 2.480060065212806e-05, -0.0013888887672647873, 0.04166666666432305,
)  # fmt: skip
"""Polynomials by Chebyshev, backwards: of ln(1 + f) ÷ f from √½ to √2, even and odd powers apart;
and in the square of an angle up to an eighth of a turn, after its first terms. Each is off by
3·10⁻¹² at most, far less than what the 32 bits that are drawn can tell."""


@loop
def logarithm(number: float, times: float) -> float:
    """``times`` the natural logarithm of a positive number. A power of two costs no digit, and no
    product where the loop is compiled with it."""
    bits = bits_of(number)
    power = (bits - 0x3FE6A09E667F3BCD) >> 52
    f = of_bits(bits - (power << 52)) - 1.0
    g, even, odd = f * f, times * LOG_EVEN[0], times * LOG_ODD[0]
    for one in LOG_EVEN[1:]:
        even = fused(g, even, times * one)
    for one in LOG_ODD[1:]:
        odd = fused(g, odd, times * one)
    return fused(float(power), times * 0.693147180559945309417, f * fused(f, odd, even))


@loop
def exponential(number: float) -> float:
    """e to a power between −700 and 700, beyond which it stays."""
    x = min(max(number, -700.0), 700.0)
    power = np.floor(fused(x, 1.44269504088896338700, 0.5))
    r = fused(power, -1.90821492927058770002e-10, fused(power, -6.93147180369123816490e-01, x))
    q, even, odd = r * r, EXP_EVEN[0], EXP_ODD[0]
    for over in EXP_EVEN[1:]:
        even = fused(q, even, over)
    for over in EXP_ODD[1:]:
        odd = fused(q, odd, over)
    return fused(r, odd, even) * of_bits((int(power) + 1023) << 52)


LOW, DOWN = np.uint64(0xFFFFFFFF), np.uint64(32)
"""The lower half of 64 bits, and how far the upper half is moved down."""


@loop
def turned(words: Any, keys: Any) -> Any:
    """One round of Philox 4×32 (Salmon and others, 2011)."""
    a, b, c, d = words
    x = a * np.uint64(0xD2511F53)
    y = c * np.uint64(0xCD9E8D57)
    return (y >> DOWN) ^ b ^ keys[0], y & LOW, (x >> DOWN) ^ d ^ keys[1], x & LOW


@loop
def raised(keys: Any) -> Any:
    """The keys of the next round."""
    return (keys[0] + np.uint64(0x9E3779B9)) & LOW, (keys[1] + np.uint64(0xBB67AE85)) & LOW


@inlined
def turned_twice(held: Any) -> Any:
    """Two rounds of four at once, with the keys of the next."""
    (a, b, c, d), keys = held
    then = raised(keys)
    a, b, c, d = turned(a, keys), turned(b, keys), turned(c, keys), turned(d, keys)
    a, b, c, d = turned(a, then), turned(b, then), turned(c, then), turned(d, then)
    return (a, b, c, d), raised(then)


@inlined
def words_of(seed: Any, number: Any, stream: Any, key: Any) -> Any:
    """Four words of 32 bits: Philox 4×32-10, counted by ``number``, ``stream`` and ``key``, with
    the seed as its key. No other draw is needed to know one."""
    words, keys = (number & LOW, number >> DOWN, stream, key), (seed & LOW, seed >> DOWN)
    for _ in range(10):
        words, keys = turned(words, keys), raised(keys)
    return words


@inlined
def words_of_four(seed: Any, numbers: Any, stream: Any, key: Any) -> Any:
    """``words_of`` of four numbers, round by round: a processor waits for the round before, and
    meanwhile works at the other three."""
    a, b, c, d = numbers
    four = (
        (a & LOW, a >> DOWN, stream, key), (b & LOW, b >> DOWN, stream, key),
        (c & LOW, c >> DOWN, stream, key), (d & LOW, d >> DOWN, stream, key),
    )  # fmt: skip
    held = four, (seed & LOW, seed >> DOWN)
    # Written out, since no compiler unrolls a loop as long as this.
    return turned_twice(turned_twice(turned_twice(turned_twice(turned_twice(held)))))[0]


@loop
def fill_normals(normals: Any, words: Any, seed: Any, block: int, stream: int) -> None:
    """1,024 normals of a block, by Box and Muller. ``words`` is room for as many whole numbers.

    Angle and radius have 32 bits each; the farthest normal is 6.8.
    """
    # Two loops rather than one: the processor then works at several turns of each at once.
    fill_words(words, seed, block, stream, 0)
    for begin in range(0, BLOCK, 2 * LANES):
        for i in range(begin, begin + LANES):
            normals[i], normals[i + LANES] = pair(words[i], words[i + LANES])


@loop
def fill_words(words: Any, seed: Any, block: int, stream: int, key: int) -> None:
    """1,024 whole numbers of 32 bits. Those of the normals have key 0, others one of their own."""
    first, apart = np.uint64(block) * np.uint64(LANES), np.uint64(LANES // 4)
    for lane in range(LANES // 4):
        a = first + np.uint64(lane)
        numbers = a, a + apart, a + apart + apart, a + apart + apart + apart
        four = words_of_four(seed, numbers, np.uint64(stream), np.uint64(key))
        for j in range(4):
            for w in range(4):
                words[w * LANES + j * (LANES // 4) + lane] = np.int64(four[j][w])


AGAIN = 2**16
"""What the stream goes up by for each further try: years are below it."""


@loop
def to_indices(words: Any, size: int, seed: Any, block: int, stream: int, key: int) -> None:
    """Each word as a whole number below ``size``, all of them equally likely: the few words that
    would favour some are drawn again (Lemire, 2019)."""
    unfair = np.int64(2**32 % size)
    for i in range(BLOCK):
        whole = words[i] * size
        tries = 0
        while (whole & 0xFFFFFFFF) < unfair:
            tries += 1
            number = np.uint64(block) * np.uint64(LANES) + np.uint64(i % LANES)
            step = np.uint64(stream + tries * AGAIN)
            a, b, c, d = words_of(seed, number, step, np.uint64(key))
            place = i // LANES
            word = a if place == 0 else b if place == 1 else c if place == 2 else d
            whole = np.int64(word) * size
        words[i] = whole >> 32


@loop
def draw_recorded(draws: Any, block: int, room: Any) -> None:
    """One of the recorded values of each such driver in every year."""
    years, drivers = draws.moves.shape
    for p in range(draws.picks.shape[0]):
        key, begin, size = draws.picks[p, 0], draws.picks[p, 1], draws.picks[p, 2]
        for t in range(years):
            stream = draws.first_year + t
            fill_words(room.wholes, draws.seed, block, stream, key)
            to_indices(room.wholes, size, draws.seed, block, stream, key)
            printed = room.drawn[t, drivers + p]
            for i in range(BLOCK):
                printed[i] = draws.pick_values[begin + room.wholes[i]]


@loop
def draw_metered(draws: Any, block: int, room: Any) -> None:
    """What all events of a meter cost in a year: how often each comes is the inverse of its
    distribution at a drawn word."""
    room.metered[:] = 0.0
    for e in range(draws.events.shape[0]):
        meter, year, key = draws.events[e, 0], draws.events[e, 1], draws.events[e, 2]
        begin, end = draws.events[e, 3], draws.events[e, 4]
        fill_words(room.wholes, draws.seed, block, year, key)
        total, cost = room.metered[meter], draws.event_costs[e]
        for n in range(begin, end):
            least = draws.thresholds[n]
            for i in range(BLOCK):
                total[i] += cost if room.wholes[i] >= least else 0.0


STEP = 1.57079632679489661923 * 2.0**-30
"""A quarter of a turn in 2³⁰ parts."""


@loop
def pair(radius_bits: Any, angle_bits: Any) -> tuple[float, float]:
    """Two normals from two whole numbers of 32 bits.

    The angle is drawn within a quarter of the circle; two bits turn it to one of the four.
    """
    uniform = fused(np.float64(radius_bits), 2.0**-32, 2.0**-33)
    radius = np.sqrt(logarithm(uniform, -2.0))
    bits = angle_bits
    angle = fused(np.float64(bits & 0x3FFFFFFF), STEP, -536870911.5 * STEP)
    z = angle * angle
    sine, cosine = SINE[0], COSINE[0]
    for one in SINE[1:]:
        sine = fused(z, sine, one)
    for one in COSINE[1:]:
        cosine = fused(z, cosine, one)
    sine = fused(angle * z, sine, angle)
    cosine = fused(z * z, cosine, fused(z, -0.5, 1.0))
    turned = of_bits(bits_of(cosine) ^ ((bits >> 31) << 63))
    swap = (bits & 0x40000000) != 0
    return radius * (sine if swap else turned), radius * (turned if swap else sine)


@loop
def half_up(number: float) -> float:
    """To the nearest whole number, halves away from zero."""
    return float(np.copysign(np.floor(np.abs(number) + 0.5), number))


@loop
def draw(draws: Any, block: int, room: Any) -> None:
    """Every driver in every year, as it will be printed, and what each meter costs."""
    walk(draws, block, room)
    if draws.picks.shape[0]:
        draw_recorded(draws, block, room)
    if draws.events.shape[0]:
        draw_metered(draws, block, room)


@loop
def walk(draws: Any, block: int, room: Any) -> None:
    """Every driver that goes on from its last figure."""
    years, drivers = draws.moves.shape
    begin(draws, room)
    for t in range(years):
        for k in range(drivers):
            if t <= draws.last_news[k]:
                stream = (draws.first_year + t) * 256 + k
                fill_normals(room.normals[k], room.wholes, draws.seed, block, stream)
        move(draws, t, room)


@loop
def draw_along(draws: Any, news: Any, room: Any) -> None:
    """The same along stated news: year × driver × future, before they are made to go together."""
    begin(draws, room)
    for t in range(draws.moves.shape[0]):
        copy_rows(room.normals, news[t])
        move(draws, t, room)


@loop
def begin(draws: Any, room: Any) -> None:
    """Every driver where it stands before the first year."""
    for k in range(draws.moves.shape[1]):
        room.state[k, :] = draws.start[k]


@loop
def move(draws: Any, t: int, room: Any) -> None:
    """One year on, by the news that the room holds."""
    for k in range(draws.moves.shape[1]):
        if not draws.moves[t, k]:
            room.drawn[t, k, :] = draws.known[k]
            continue
        if t > draws.last_wanted[k]:
            continue
        keep = draws.persistence[k]
        back = draws.mean[k] - keep * draws.mean[k] + draws.drift[k]
        go_on(room.state, room.normals, k, keep, back, draws.spread[k] * draws.together[k, k])
        for j in range(k):
            if draws.together[k, j] != 0.0:
                add_row(room.state, k, room.normals, j, draws.spread[k] * draws.together[k, j])
        if not draws.is_wanted[t, k]:
            continue
        if draws.is_level[k]:
            print_level(room.state, k, room.drawn, t)
        else:
            print_rate(room.state, k, room.drawn, t)


@loop
def go_on(state: Any, normals: Any, k: int, keep: float, back: float, weight: float) -> None:
    for i in range(BLOCK):
        state[k, i] = fused(weight, normals[k, i], fused(keep, state[k, i], back))


@loop
def add_row(totals: Any, k: int, amounts: Any, j: int, weight: float) -> None:
    for i in range(BLOCK):
        totals[k, i] = fused(weight, amounts[j, i], totals[k, i])


@loop
def print_level(state: Any, k: int, drawn: Any, t: int) -> None:
    for i in range(BLOCK):
        drawn[t, k, i] = max(np.floor(exponential(state[k, i]) + 0.5), 1.0)


@loop
def print_rate(state: Any, k: int, drawn: Any, t: int) -> None:
    for i in range(BLOCK):
        drawn[t, k, i] = half_up(state[k, i])


# -- sums ----------------------------------------------------------------------------------------


@loop
def follow_one(growth: Any, g: int, drawn: Any, at: Any, rule: Any) -> tuple[int, int]:
    """What a sum is multiplied by where it follows one figure, and how often each bound binds.

    ``at`` is the figure's row and driver; ``rule`` what is fixed, what the figure counts, and the
    bounds.
    """
    t, k = at
    fixed, times, floor, cap = rule
    capped, floored = 0, 0
    for i in range(BLOCK):
        free = fused(times, drawn[t, k, i], fixed)
        capped += free > cap
        floored += free < floor
        growth[g, i] = min(max(free, floor), cap)
    return capped, floored


@loop
def bound_rates(growth: Any, g: int, floor: float, cap: float) -> tuple[int, int]:
    """The same of what was put together before."""
    capped, floored = 0, 0
    for i in range(BLOCK):
        free = growth[g, i]
        capped += free > cap
        floored += free < floor
        growth[g, i] = min(max(free, floor), cap)
    return capped, floored


@loop
def grow_plain(
    total: Any, weight: float, amounts: Any, n: int, growth: Any, g: int, parts: float, step: float
) -> None:
    """As ``grow_amounts``, for sums from 0 to ``PLAIN``, and adds them up: the quarter is far more
    than what a product can be off by, and less than what any sum is away from the next step."""
    whole = parts * step
    half, over = 0.5 * whole + 0.25, 1.0 / whole
    for i in range(BLOCK):
        amount = np.floor(fused(amounts[n, i], growth[g, i], half) * over) * step
        amounts[n, i] = amount
        total[i] = fused(weight, amount, total[i])


@loop
def grow_along(
    total: Any, weight: float, amounts: Any, n: int, parts: float, step: float,
    drawn: Any, at: Any, rule: Any,
) -> tuple[int, int]:  # fmt: skip
    """``follow_one`` and ``grow_plain`` at once, for a rule that no other line has."""
    t, k = at
    fixed, times, floor, cap = rule
    whole = parts * step
    half, over = 0.5 * whole + 0.25, 1.0 / whole
    capped, floored = 0, 0
    for i in range(BLOCK):
        free = fused(times, drawn[t, k, i], fixed)
        capped += free > cap
        floored += free < floor
        growth = min(max(free, floor), cap)
        amount = np.floor(fused(amounts[n, i], growth, half) * over) * step
        amounts[n, i] = amount
        total[i] = fused(weight, amount, total[i])
    return capped, floored


@loop
def grow_amounts(
    amounts: Any, n: int, growth: Any, g: int, parts: float, step: float, peak: Any
) -> None:
    """Last year's sums times their growth, half-up to ``step``: exact, ties too."""
    whole = parts * step
    half = 0.5 * whole
    # Just below one over it: what is found is never too much, and at most one too little.
    over = (1.0 - 2.0**-52) / whole
    most = 0
    for i in range(BLOCK):
        exact = amounts[n, i] * growth[g, i]
        size = np.abs(exact) + half
        most = max(most, bits_of(size))
        times = np.floor(size * over)
        times += 1.0 if size - times * whole >= whole else 0.0
        amounts[n, i] = np.copysign(times * step, exact)
    raise_peak(peak, most)


@loop
def raise_peak(peak: Any, most: int) -> None:
    """Keeps the bits of the largest size. Those of larger sizes are larger, of no number most."""
    if most > bits_of(peak[0]):
        peak[0] = of_bits(most)


@loop
def add_to_home(total: Any, amounts: Any, rate: Any, top: float, below: float, peak: Any) -> None:
    """Adds ``amounts`` · ``rate`` · ``top`` ÷ ``below``, half-up."""
    most = 0
    whole = 2.0 * below
    for i in range(BLOCK):
        exact = 2.0 * top * (amounts[i] * rate[i])
        size = np.abs(exact) + below
        most = max(most, bits_of(size))
        total[i] += np.copysign(np.floor(size / whole), exact)
    raise_peak(peak, most)


@loop
def add_to_other(
    total: Any, amounts: Any, rate: Any, top: float, below: float, peak: Any,
    home_so_far: Any, other_so_far: Any, home: Any, counts: float,
) -> None:  # fmt: skip
    """Adds ``amounts`` · ``top`` ÷ (``rate`` · ``below``), half-up; and both totals to those of
    the years before, where the year ``counts``."""
    most = 0
    for i in range(BLOCK):
        exact = 2.0 * top * amounts[i]
        half = below * rate[i]
        size = np.abs(exact) + half
        most = max(most, bits_of(size))
        sum_ = total[i] + np.copysign(np.floor(size / (2.0 * half)), exact)
        total[i] = sum_
        home_so_far[i] = fused(counts, home[i], home_so_far[i])
        other_so_far[i] = fused(counts, sum_, other_so_far[i])
    raise_peak(peak, most)


@loop
def follow(terms: Any, drawn: Any, r: int, growth: Any) -> None:
    """What a sum is multiplied by under a rule, before its bounds."""
    growth[:] = terms.fixed[r]
    for f in range(terms.follow_from[r], terms.follow_from[r + 1]):
        t, k, times = terms.follow_year[f], terms.follow_driver[f], terms.follow_times[f]
        for i in range(BLOCK):
            growth[i] += times * drawn[t, k, i]


@inlined
def grow_rates(terms: Any, room: Any, counts: Any, r: int, g: int) -> None:
    """What sums are multiplied by under a rule, within its bounds."""
    f = terms.follow_from[r]
    if terms.follow_from[r + 1] == f + 1:
        at = terms.follow_year[f], terms.follow_driver[f]
        rule = terms.fixed[r], terms.follow_times[f], terms.floor[r], terms.cap[r]
        capped, floored = follow_one(room.growth, g, room.drawn, at, rule)
    else:
        follow(terms, room.drawn, r, room.growth[g])
        capped, floored = bound_rates(room.growth, g, terms.floor[r], terms.cap[r])
    counts.capped[r] += capped
    counts.floored[r] += floored


@loop
def put_off(terms: Any, room: Any, counts: Any, d: int, begin: int) -> None:
    """While a lapse lasts the sum stays; the year it ends in grows by the rule that was put off.
    A bound that did not come to bind is not counted."""
    r, late, since = terms.delays[d, 0], terms.delays[d, 1], terms.delays[d, 2]
    months = room.drawn[terms.delays[d, 3], terms.delays[d, 4]]
    year_of = terms.delays[d, 5]
    growth = room.growth[r - begin]
    follow(terms, room.drawn, r, room.home)
    if late >= 0:
        follow(terms, room.drawn, late, room.other)
    for i in range(BLOCK):
        lasts = np.int64(months[i]) // year_of
        if lasts < since or lasts == 0:
            continue
        counts.capped[r] -= growth[i] < room.home[i]
        counts.floored[r] -= growth[i] > room.home[i]
        growth[i] = terms.parts
        if lasts == since:
            growth[i] = room.growth[late - begin, i]
            counts.capped[r] += growth[i] < room.other[i]
            counts.floored[r] += growth[i] > room.other[i]


@loop
def measure(terms: Any, room: Any, y: int, n: int, rate: Any, times: float) -> None:
    """The part of a metered cost that is paid, half-up to its step, between its bounds; ``rate``
    · ``times`` turns its money."""
    amounts = room.amounts[n]
    for c in range(terms.metered.shape[0]):
        if terms.metered[c, 0] != y or terms.metered[c, 1] != n:
            continue
        cost = room.metered[terms.metered[c, 2]]
        top, below, step = terms.metered_by[c, 0], terms.metered_by[c, 1], terms.metered_by[c, 2]
        least, high, stated = terms.metered_by[c, 3], terms.metered_by[c, 4], terms.metered_by[c, 5]
        low, high, whole = least * below, high * below, 2.0 * below * step
        most = 0
        for i in range(BLOCK):
            exact = cost[i] * top
            if terms.metered[c, 3]:
                exact *= times * rate[i]
            size = 2.0 * min(max(exact, low), high) + 0.5 * whole
            most = max(most, bits_of(2.0 * np.abs(exact) + 0.5 * whole))
            amounts[i] = stated + np.floor(size / whole) * step
        raise_peak(room.peak, most)


@loop
def work_out(terms: Any, room: Any, counts: Any, lines: Any) -> None:
    """The sums of every schedule and year in both moneys; ``lines`` keeps parts if it has room."""
    years = terms.kind.shape[0]
    schedules = terms.line_from.size - 1
    for line in range(terms.base.size):
        room.amounts[line, :] = terms.base[line]
    for s in range(schedules):
        room.values[s, :, years] = 0.0
    for y in range(years):
        begin = terms.rule_from[y]
        for r in range(begin, terms.rule_from[y + 1]):
            if not terms.is_own[r]:
                grow_rates(terms, room, counts, r, r - begin)
        for d in range(terms.delays.shape[0]):
            if begin <= terms.delays[d, 0] < terms.rule_from[y + 1]:
                put_off(terms, room, counts, d, begin)
        rate, times = room.rate, 1.0
        if terms.rate_year[y] < 0:
            rate[:] = terms.rate_known[y]
        else:
            rate, times = room.drawn[terms.rate_year[y], terms.rate_driver], terms.rate_times
        for s in range(schedules):
            add_up(terms, room, counts, y, s, begin, rate, times)
        if lines.shape[0] > y:
            copy_rows(lines[y], room.amounts)


@loop
def copy_rows(to: Any, rows: Any) -> None:
    for n in range(rows.shape[0]):
        for i in range(BLOCK):
            to[n, i] = rows[n, i]


@inlined
def add_up(
    terms: Any, room: Any, counts: Any, y: int, s: int, begin: int, rate: Any, times: float
) -> None:
    """The year's sums of one schedule: in each money, and for the whole span so far."""
    home, other, homes, others = room.values[s, 0, y], room.values[s, 1, y], False, False
    home[:] = 0.0
    other[:] = 0.0
    for n in range(terms.line_from[s], terms.line_from[s + 1]):
        if terms.kind[y, n] == 0:
            continue
        total = home if terms.is_home[n] else other
        homes, others = homes or terms.is_home[n], others or not terms.is_home[n]
        add_line(terms, room, counts, y, n, begin, total, rate, times)
    ours = home
    if others:
        ours = room.home
        for i in range(BLOCK):
            ours[i] = home[i]
        add_to_home(home, other, rate, terms.to_home[0] * times, terms.to_home[1], room.peak)
    years = terms.kind.shape[0]
    add_to_other(
        other, ours, rate, terms.to_other[0] if homes else 0.0, terms.to_other[1] * times,
        room.peak, room.values[s, 0, years], room.values[s, 1, years], home,
        1.0 if y >= terms.lead.size else 0.0,
    )  # fmt: skip


@inlined
def add_line(
    terms: Any, room: Any, counts: Any, y: int, n: int, begin: int, total: Any,
    rate: Any, times: float,
) -> None:  # fmt: skip
    """The year's sum of one line, stated, metered or grown."""
    weight, kind, amounts = terms.weight[n], terms.kind[y, n], room.amounts
    if kind == 2:
        r, parts, step = terms.rule[y, n], terms.parts, terms.rounding[y, n]
        if terms.is_own[r]:
            f = terms.follow_from[r]
            at = terms.follow_year[f], terms.follow_driver[f]
            rule = terms.fixed[r], terms.follow_times[f], terms.floor[r], terms.cap[r]
            capped, floored = grow_along(
                total, weight, amounts, n, parts, step, room.drawn, at, rule
            )
            counts.capped[r] += capped
            counts.floored[r] += floored
            return
        if terms.is_plain[y, n]:
            grow_plain(total, weight, amounts, n, room.growth, r - begin, parts, step)
            return
        grow_amounts(amounts, n, room.growth, r - begin, parts, step, room.peak)
    elif kind == 1:
        amounts[n, :] = terms.stated[y, n]
    else:
        measure(terms, room, y, n, rate, times)
    add(total, amounts[n], weight)


@loop
def add(total: Any, amounts: Any, weight: float) -> None:
    for i in range(BLOCK):
        total[i] = fused(weight, amounts[i], total[i])


# -- counts --------------------------------------------------------------------------------------


@loop
def count(values: Any, wholes: Any, counts: Any, m: int) -> None:
    """How often each whole number comes: one step up in a row of counters. The few that fall far
    outside are listed; ``outside`` says how many found no place in either."""
    least, most = reach(values, wholes)
    origin, begin, end = counts.origin[m], counts.begin[m], counts.begin[m + 1]
    counts.least[m] = min(counts.least[m], least)
    counts.most[m] = max(counts.most[m], most)
    if least >= origin and most - origin < end - begin:
        count_near(wholes, counts.held, begin - origin)
        return
    for i in range(BLOCK):
        place = np.int64(values[i]) - origin + begin
        if begin <= place < end:
            counts.held[place] += 1
        elif counts.far_used[0] < counts.far.shape[0]:
            counts.far[counts.far_used[0], 0] = m
            counts.far[counts.far_used[0], 1] = np.int64(values[i])
            counts.far_used[0] += 1
        else:
            counts.outside[m] += 1


@loop
def reach(values: Any, wholes: Any) -> tuple[Any, Any]:
    """The least and the most of a block, which is kept as whole numbers."""
    least = most = np.int64(values[0])
    for i in range(BLOCK):
        whole = np.int64(values[i])
        wholes[i] = whole
        least = min(least, whole)
        most = max(most, whole)
    return least, most


@loop
def count_near(wholes: Any, held: Any, shift: int) -> None:
    for i in range(BLOCK):
        held[np.uint64(wholes[i] + shift)] += 1


@loop
def reached(counts: Any, m: int) -> Any:
    """The first and last place of the counters of a sum that can hold anything, and by how much a
    sum is more than its place."""
    begin, last = counts.begin[m], counts.begin[m + 1] - 1
    shift = counts.origin[m] - begin
    return max(counts.least[m] - shift, begin), min(counts.most[m] - shift, last), shift


@loop
def places(counts: Any) -> int:
    """How many counters can hold anything."""
    number = 0
    for m in range(counts.least.size):
        first, last, _ = reached(counts, m)
        number += max(last - first + 1, 0)
    return number


@loop
def add_held(counts: Any, other: Any) -> None:
    """Adds the counters of another run. Those it did not come to are not looked at, so that the
    system need not find memory for them."""
    for m in range(counts.least.size):
        first, last, _ = reached(other, m)
        for place in range(first, last + 1):
            counts.held[place] += other.held[place]


@loop
def collect(counts: Any, sums: Any, times: Any, ends: Any) -> None:
    """All sums that came, rising, how often each did, and where those of each row of counters
    end."""
    came = 0
    for m in range(ends.size):
        first, last, shift = reached(counts, m)
        for place in range(first, last + 1):
            # Written even if none came, and then written over: cheaper than to ask.
            sums[came], times[came] = place + shift, counts.held[place]
            came += counts.held[place] != 0
        ends[m] = came


@loop
def count_all(room: Any, counts: Any) -> None:
    """Every sum; how far each schedule is from the first; which of two is above the other."""
    schedules, moneys, rows, _ = room.values.shape
    m = 0
    for s in range(schedules):
        for money in range(moneys):
            for row in range(rows):
                count(room.values[s, money, row], room.wholes, counts, m)
                m += 1
    for s in range(1, schedules):
        for money in range(moneys):
            for row in range(rows):
                ours, reference = room.values[s, money, row], room.values[0, money, row]
                for i in range(BLOCK):
                    room.home[i] = ours[i] - reference[i]
                count(room.home, room.wholes, counts, m)
                m += 1
    if schedules > 1:
        count_above(room, counts)
        count_regrets(room, counts, m)


@loop
def count_above(room: Any, counts: Any) -> None:
    """In how many futures each schedule is above each other one, in home money."""
    schedules, _, rows, _ = room.values.shape
    for s in range(schedules):
        for t in range(schedules):
            if s == t:
                continue
            for row in range(rows):
                ours, theirs = room.values[s, 0, row], room.values[t, 0, row]
                above = 0
                for i in range(BLOCK):
                    above += ours[i] > theirs[i]
                counts.above[s, t, row] += above


@loop
def count_regrets(room: Any, counts: Any, m: int) -> None:
    """How far each schedule is above the cheapest of all, over the whole span and in home money;
    how often it alone is the cheapest. ``m`` is where its counters begin."""
    schedules, _, rows, _ = room.values.shape
    cheapest, others = room.home, room.other
    for i in range(BLOCK):
        cheapest[i] = room.values[0, 0, rows - 1, i]
    others[:] = 1.0
    for s in range(1, schedules):
        sums = room.values[s, 0, rows - 1]
        for i in range(BLOCK):
            same = others[i] + 1.0 if sums[i] == cheapest[i] else others[i]
            others[i] = 1.0 if sums[i] < cheapest[i] else same
            cheapest[i] = min(cheapest[i], sums[i])
    for s in range(schedules):
        sums = room.values[s, 0, rows - 1]
        alone = 0
        for i in range(BLOCK):
            room.rate[i] = sums[i] - cheapest[i]
            alone += (room.rate[i] == 0.0) & (others[i] == 1.0)
        counts.alone[s] += alone
        count(room.rate, room.wholes, counts, m + s)


@loop
def run_blocks(draws: Any, terms: Any, blocks: Any, room: Any, counts: Any, lines: Any) -> None:
    """Every block of ``blocks``, one after the other."""
    for block in blocks:
        draw(draws, block, room)
        work_out(terms, room, counts, lines)
        count_all(room, counts)
