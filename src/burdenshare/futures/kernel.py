"""The loops over a block of futures: draw, grow, add up, count, forget.

Every sum is a whole number held in a float64, exact below 2⁵³. Loops are kept apart, year by year
and array by array, so that the compiler runs several futures at once. Nothing is fused or
reordered, no function of the system's mathematics is called: all processors give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

BLOCK = 512
"""Futures that are drawn and counted together: they stay in the nearest memory."""

LANES = BLOCK // 4
"""Each turn of the generator makes four normals."""

LIMIT = 2.0**51
"""Whole numbers below four times this are exact: the rest is room for a step of rounding."""

INVERSES = tuple(1.0 / factorial(n) for n in range(12, -1, -1))
"""One over 12!, 11! … 0!: the series of the exponential, backwards."""

Loop = TypeVar("Loop", bound=Callable[..., Any])


def loop(function: Loop) -> Loop:
    """Compiled once and kept; no fast mathematics; other threads run meanwhile.

    Kept beside the code, else in the folder of the user, or where ``NUMBA_CACHE_DIR`` says. Where
    nothing can be written each process compiles for itself.
    """
    try:
        made = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        made = njit(nogil=True, error_model="numpy")(function)
    return cast(Loop, made)


def inlined(function: Loop) -> Loop:
    """The same, written out where it is called, so that the loop around it runs several futures
    at once: a third of the time for draws."""
    made = njit(cache=True, nogil=True, error_model="numpy", inline="always")
    return cast(Loop, made(function))


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
    unit: NDArray[np.float64]
    known: NDArray[np.float64]
    moves: NDArray[np.bool_]
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
    rule: NDArray[np.int64]
    is_home: NDArray[np.bool_]
    weight: NDArray[np.float64]
    rule_from: NDArray[np.int64]
    fixed: NDArray[np.float64]
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
    ones: NDArray[np.float64]


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


bits_of = cast(Callable[[float], int], _bits_of)
of_bits = cast(Callable[[int], float], _of_bits)


@loop
def logarithm(number: float) -> float:
    """Natural logarithm of a positive number, by the polynomial of fdlibm."""
    bits = bits_of(number)
    power = (bits - 0x3FE6A09E667F3BCD) >> 52
    f = of_bits(bits - (power << 52)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    odd = z * (
        0.6666666666666735130
        + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591))
    )
    half = 0.5 * f * f
    return power * 0.693147180559945309417 + ((s * (half + (even + odd)) - half) + f)


@loop
def exponential(number: float) -> float:
    """e to a power between −700 and 700, beyond which it stays."""
    x = min(max(number, -700.0), 700.0)
    power = np.floor(x * 1.44269504088896338700 + 0.5)
    r = (x - power * 6.93147180369123816490e-01) - power * 1.90821492927058770002e-10
    total = 1.0 / 6227020800.0
    for over in INVERSES:
        total = over + r * total
    return total * of_bits((int(power) + 1023) << 52)


@inlined
def words_of(seed: Any, number: Any, stream: Any, key: Any) -> tuple[Any, Any, Any, Any]:
    """Four words of 32 bits: Philox 4×32-10 (Salmon and others, 2011), counted by ``number``,
    ``stream`` and ``key``, with the seed as its key. No other draw is needed to know one."""
    low = np.uint64(0xFFFFFFFF)
    down = np.uint64(32)
    a = number & low
    b = number >> down
    c = stream
    d = key
    key_1 = seed & low
    key_2 = seed >> down
    for _ in range(10):
        x = a * np.uint64(0xD2511F53)
        y = c * np.uint64(0xCD9E8D57)
        a = (y >> down) ^ b ^ key_1
        b = y & low
        c = (x >> down) ^ d ^ key_2
        d = x & low
        key_1 = (key_1 + np.uint64(0x9E3779B9)) & low
        key_2 = (key_2 + np.uint64(0xBB67AE85)) & low
    return a, b, c, d


@loop
def fill_normals(normals: Any, seed: Any, block: int, stream: int) -> None:
    """512 normals of a block, by Box and Muller.

    Angle and radius have 32 bits each; the farthest normal is 6.8.
    """
    first = np.uint64(block) * np.uint64(LANES)
    for lane in range(LANES):
        number = first + np.uint64(lane)
        a, b, c, d = words_of(seed, number, np.uint64(stream), np.uint64(0))
        normals[lane], normals[lane + LANES] = pair(a, b)
        normals[lane + 2 * LANES], normals[lane + 3 * LANES] = pair(c, d)


@loop
def fill_words(words: Any, seed: Any, block: int, stream: int, key: int) -> None:
    """512 whole numbers of 32 bits under a key, which never meet those of the normals."""
    first = np.uint64(block) * np.uint64(LANES)
    for lane in range(LANES):
        number = first + np.uint64(lane)
        a, b, c, d = words_of(seed, number, np.uint64(stream), np.uint64(key))
        words[lane], words[lane + LANES] = np.int64(a), np.int64(b)
        words[lane + 2 * LANES], words[lane + 3 * LANES] = np.int64(c), np.int64(d)


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


@loop
def pair(radius_bits: Any, angle_bits: Any) -> tuple[float, float]:
    """Two normals from two whole numbers of 32 bits.

    The angle is drawn within a quarter of the circle; two bits turn it to one of the four.
    """
    uniform = (np.float64(np.int64(radius_bits)) + 0.5) * 2.0**-32
    radius = np.sqrt(-2.0 * logarithm(uniform))
    bits = np.int64(angle_bits)
    angle = (np.float64(bits & 0x3FFFFFFF) - 536870911.5) * (1.57079632679489661923 * 2.0**-30)
    z = angle * angle
    sine = angle + angle * z * (
        -1.66666666666666324348e-01
        + z * (8.33333333332248946124e-03 + z * (-1.98412698298579493134e-04
        + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08
        + z * 1.58969099521155010221e-10))))
    )  # fmt: skip
    cosine = (1.0 - 0.5 * z) + z * z * (
        4.16666666666666019037e-02
        + z * (-1.38888888888741095749e-03 + z * (2.48015872894767294178e-05
        + z * (-2.75573143513906633035e-07 + z * 2.08757232129817482790e-09)))
    )  # fmt: skip
    turned = np.float64(1 - ((bits >> 30) & 2)) * cosine
    swap = (bits >> 30) & 1
    return radius * (sine if swap else turned), radius * (turned if swap else sine)


@loop
def half_up(number: float) -> float:
    """To the nearest whole number, halves away from zero."""
    return float(np.copysign(np.floor(np.abs(number) + 0.5), number))


@loop
def add(total: Any, amounts: Any, weight: float) -> None:
    for i in range(BLOCK):
        total[i] += weight * amounts[i]


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
            fill_normals(room.normals[k], draws.seed, block, (draws.first_year + t) * 256 + k)
        move(draws, t, room)


@loop
def draw_along(draws: Any, news: Any, room: Any) -> None:
    """The same along stated news: year × driver × future, before they are made to go together."""
    begin(draws, room)
    for t in range(draws.moves.shape[0]):
        room.normals[:] = news[t]
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
        printed = room.drawn[t, k]
        if not draws.moves[t, k]:
            printed[:] = draws.known[k]
            continue
        state, normals = room.state[k], room.normals[k]
        keep = draws.persistence[k]
        back = draws.mean[k] - keep * draws.mean[k] + draws.drift[k]
        weight = draws.spread[k] * draws.together[k, k]
        for i in range(BLOCK):
            state[i] = (keep * state[i] + back) + weight * normals[i]
        for j in range(k):
            if draws.together[k, j] != 0.0:
                add(state, room.normals[j], draws.spread[k] * draws.together[k, j])
        if draws.is_level[k]:
            for i in range(BLOCK):
                printed[i] = max(half_up(exponential(state[i]) / draws.unit[k]), 1.0)
        else:
            for i in range(BLOCK):
                printed[i] = half_up(state[i])


# -- sums ----------------------------------------------------------------------------------------


@loop
def bound_rates(growth: Any, floor: float, cap: float, parts: float) -> tuple[int, int]:
    """Growth between its bounds, as what a sum is multiplied by; how often each bound binds."""
    capped, floored = 0, 0
    for i in range(BLOCK):
        free = growth[i]
        bound = min(max(free, floor), cap)
        capped += bound < free
        floored += bound > free
        growth[i] = parts + bound
    return capped, floored


@loop
def grow_amounts(amounts: Any, growth: Any, parts: float, step: float, peak: Any) -> None:
    """Last year's sums times one and the growth, half-up to ``step``: exact, ties too."""
    whole = parts * step
    half = 0.5 * whole
    over = 1.0 / whole
    for i in range(BLOCK):
        exact = amounts[i] * growth[i]
        size = np.abs(exact) + half
        peak[i] = max(peak[i], size)
        amounts[i] = np.copysign(quotient(size, whole, over) * step, exact)


@loop
def quotient(size: float, whole: float, over: float) -> float:
    """How often ``whole`` goes into ``size``. ``over`` is near one over it; the rest is exact and
    mends what that missed."""
    times = np.floor(size * over)
    rest = size - times * whole
    return float(times + (1.0 if rest >= whole else 0.0) - (1.0 if rest < 0.0 else 0.0))


@loop
def add_ratio(
    total: Any, amounts: Any, top: Any, times: float, below: Any, by: float, peak: Any
) -> None:
    """Adds ``amounts`` · ``top`` · ``times`` ÷ (``below`` · ``by``), half-up."""
    for i in range(BLOCK):
        exact = 2.0 * amounts[i] * top[i] * times
        whole = 2.0 * below[i] * by
        size = np.abs(exact) + 0.5 * whole
        peak[i] = max(peak[i], size)
        total[i] += np.copysign(np.floor(size / whole), exact)


@loop
def follow(terms: Any, room: Any, r: int, growth: Any) -> None:
    """Growth by a rule before its bounds."""
    growth[:] = terms.fixed[r]
    for f in range(terms.follow_from[r], terms.follow_from[r + 1]):
        figures = room.drawn[terms.follow_year[f], terms.follow_driver[f]]
        add(growth, figures, terms.follow_times[f])


@loop
def put_off(terms: Any, room: Any, counts: Any, d: int, begin: int) -> None:
    """While a lapse lasts the sum stays; the year it ends in grows by the rule that was put off.
    A bound that did not come to bind is not counted."""
    r, late, since = terms.delays[d, 0], terms.delays[d, 1], terms.delays[d, 2]
    months = room.drawn[terms.delays[d, 3], terms.delays[d, 4]]
    year_of = terms.delays[d, 5]
    growth = room.growth[r - begin]
    follow(terms, room, r, room.home)
    if late >= 0:
        follow(terms, room, late, room.other)
    for i in range(BLOCK):
        lasts = np.int64(months[i]) // year_of
        if lasts < since or lasts == 0:
            continue
        own = growth[i] - terms.parts
        counts.capped[r] -= own < room.home[i]
        counts.floored[r] -= own > room.home[i]
        growth[i] = terms.parts
        if lasts == since:
            growth[i] = room.growth[late - begin][i]
            own = growth[i] - terms.parts
            counts.capped[r] += own < room.other[i]
            counts.floored[r] += own > room.other[i]


@loop
def measure(terms: Any, room: Any, y: int, n: int) -> None:
    """The part of a metered cost that is paid, half-up to its step, between its bounds."""
    amounts = room.amounts[n]
    for c in range(terms.metered.shape[0]):
        if terms.metered[c, 0] != y or terms.metered[c, 1] != n:
            continue
        cost = room.metered[terms.metered[c, 2]]
        top, below, step = terms.metered_by[c, 0], terms.metered_by[c, 1], terms.metered_by[c, 2]
        least, most, stated = terms.metered_by[c, 3], terms.metered_by[c, 4], terms.metered_by[c, 5]
        low, high, whole = least * below, most * below, 2.0 * below * step
        for i in range(BLOCK):
            exact = cost[i] * top
            if terms.metered[c, 3]:
                exact *= room.rate[i]
            size = 2.0 * min(max(exact, low), high) + 0.5 * whole
            room.peak[i] = max(room.peak[i], 2.0 * exact + 0.5 * whole)
            amounts[i] = stated + np.floor(size / whole) * step


@loop
def work_out(terms: Any, room: Any, counts: Any, lines: Any) -> None:
    """The sums of every schedule and year in both moneys; ``lines`` keeps parts if it has room."""
    years = terms.kind.shape[0]
    schedules = terms.line_from.size - 1
    room.values[:] = 0.0
    for line in range(terms.base.size):
        room.amounts[line, :] = terms.base[line]
    for y in range(years):
        begin = terms.rule_from[y]
        for r in range(begin, terms.rule_from[y + 1]):
            growth = room.growth[r - begin]
            growth[:] = terms.fixed[r]  # as ``follow``, whose call costs a tenth of the time
            for f in range(terms.follow_from[r], terms.follow_from[r + 1]):
                figures = room.drawn[terms.follow_year[f], terms.follow_driver[f]]
                add(growth, figures, terms.follow_times[f])
            capped, floored = bound_rates(growth, terms.floor[r], terms.cap[r], terms.parts)
            counts.capped[r] += capped
            counts.floored[r] += floored
        for d in range(terms.delays.shape[0]):
            if begin <= terms.delays[d, 0] < terms.rule_from[y + 1]:
                put_off(terms, room, counts, d, begin)
        if terms.rate_year[y] < 0:
            room.rate[:] = terms.rate_known[y]
        else:
            drawn = room.drawn[terms.rate_year[y], terms.rate_driver]
            for i in range(BLOCK):
                room.rate[i] = drawn[i] * terms.rate_times
        for s in range(schedules):
            add_up(terms, room, y, s, begin)
        if lines.shape[0] > y:
            lines[y, :, :] = room.amounts


@loop
def add_up(terms: Any, room: Any, y: int, s: int, begin: int) -> None:
    """The year's sums of one schedule: in each money, and for the whole span so far."""
    room.home[:] = 0.0
    room.other[:] = 0.0
    has_home, has_other = False, False
    for n in range(terms.line_from[s], terms.line_from[s + 1]):
        amounts = room.amounts[n]
        if terms.kind[y, n] == 0:
            continue
        if terms.kind[y, n] == 1:
            amounts[:] = terms.stated[y, n]
        elif terms.kind[y, n] == 3:
            measure(terms, room, y, n)
        else:
            growth = room.growth[terms.rule[y, n] - begin]
            grow_amounts(amounts, growth, terms.parts, terms.rounding[y, n], room.peak)
        if terms.is_home[n]:
            has_home = True
            add(room.home, amounts, terms.weight[n])
        else:
            has_other = True
            add(room.other, amounts, terms.weight[n])
    for i in range(BLOCK):
        room.values[s, 0, y, i] = room.home[i]
        room.values[s, 1, y, i] = room.other[i]
    home, other = room.values[s, 0, y], room.values[s, 1, y]
    if has_other:
        top, below = terms.to_home
        add_ratio(home, room.other, room.rate, top, room.ones, below, room.peak)
    if has_home:
        top, below = terms.to_other
        add_ratio(other, room.home, room.ones, top, room.rate, below, room.peak)
    whole = room.values.shape[2] - 1
    if y < terms.lead.size:
        return
    for money in range(2):
        add(room.values[s, money, whole], room.values[s, money, y], 1.0)


# -- counts --------------------------------------------------------------------------------------


@loop
def count(values: Any, wholes: Any, counts: Any, m: int) -> None:
    """How often each whole number comes: one step up in a row of counters. The few that fall far
    outside are listed; ``outside`` says how many found no place in either."""
    least, most = counts.least[m], counts.most[m]
    origin, begin = counts.origin[m], counts.begin[m]
    size = counts.begin[m + 1] - begin
    for i in range(BLOCK):
        whole = np.int64(values[i])
        least = min(least, whole)
        most = max(most, whole)
        wholes[i] = whole - origin
    counts.least[m], counts.most[m] = least, most
    outside = 0
    if least >= origin and most - origin < size:
        for i in range(BLOCK):
            counts.held[begin + wholes[i]] += 1
    else:
        for i in range(BLOCK):
            if 0 <= wholes[i] < size:
                counts.held[begin + wholes[i]] += 1
            elif counts.far_used[0] < counts.far.shape[0]:
                counts.far[counts.far_used[0], 0] = m
                counts.far[counts.far_used[0], 1] = origin + wholes[i]
                counts.far_used[0] += 1
            else:
                outside += 1
    counts.outside[m] += outside


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
    cheapest[:] = room.values[0, 0, rows - 1]
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
