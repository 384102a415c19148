"""The main path, on one page: load a dossier, project its terms, test them, explain a number.

Every door (command line, Python, later HTTP and page) asks these functions and no others.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path

from burdenshare import accounting, negotiation, support
from burdenshare import prospects as _prospects
from burdenshare.model import asof as _asof
from burdenshare.model import backtest as _backtest
from burdenshare.model import checks
from burdenshare.model import payments as _payments
from burdenshare.model.drivers import anew
from burdenshare.model.money import is_money, money_of
from burdenshare.model.paths import along
from burdenshare.model.projection import (
    Carried,
    Look,
    looking_in,
    of_agreement,
    payers,
)
from burdenshare.model.projection import project as _project
from burdenshare.model.records import records
from burdenshare.model.series import figure
from burdenshare.once import once
from burdenshare.read import bundles as _bundles
from burdenshare.read import dossier as _read
from burdenshare.read import files as _files
from burdenshare.read import studies as _studies
from burdenshare.read import write as _write
from burdenshare.vocabulary import (
    Agreement,
    Backtest,
    Dossier,
    Laid,
    Ledger,
    LedgerYear,
    Money,
    Payment,
    Problem,
    Prospects,
    Source,
    Step,
    Years,
    plain_id,
)

Assumed = Mapping[str, Decimal]

HERE = Path(__file__).parent
PACKED = next(
    (p for p in (HERE / "dossiers", HERE.parents[1] / "dossiers") if p.is_dir()),
    HERE / "dossiers",
)
"""The dossiers that come along: beside the code once installed, above it in a checkout."""

DEFINITIONS = PACKED.parent / "definitions"
"""The definitions that every dossier shares, beside the dossiers."""


class NotFoundError(LookupError):
    """A name that nothing has. ``known`` holds the nearest names, or all of them; ``kin`` the
    records of the same subject and year, where the name is the id of a record of another state."""

    def __init__(
        self, kind: str, name: str, known: Iterable[str], kin: Iterable[Step] = ()
    ) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        self.kin = tuple(kin)
        super().__init__(f"unknown {kind} {name!r}; known: {', '.join(self.known) or 'none'}")


class UnsoundError(ValueError):
    """A dossier with problems. Nothing is computed from it."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.name = name
        self.problems = tuple(problems)
        told = "; ".join(f"{p.place}: {p.kind}" for p in self.problems[:3])
        super().__init__(f"{name} has {len(self.problems)} problems: {told}")


@dataclass(frozen=True)
class Checked:
    """What ``check`` found."""

    name: str
    problems: tuple[Problem, ...]
    counts: Mapping[str, int]
    dossier: Dossier | None = None
    """What was checked, where it could be read."""

    @property
    def is_sound(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class State:
    """Where things stand on a day."""

    day: date
    in_force: Agreement | None
    last: Agreement
    days_left: int
    this_year: Step | None
    last_year: Step | None
    next_year: Step | None
    change: Step | None
    backtest: Backtest
    counts: Mapping[str, int]
    first_year: int


# -- reading ---------------------------------------------------------------------------------


ADVICE = ("unused-source",)
"""Problems that are told and do not keep a dossier from being used."""


def load(name: str, dossiers: str | Path | None = None, costs: bool = True) -> Dossier:
    """The dossier ``name``, from the private folder ``dossiers`` or from those that come along.

    ``name`` may be the path of its folder, or of the bundle of a study. Without ``costs`` nothing
    of the shares is read. Raises ``NotFoundError`` when there is none, ``UnsoundError`` with all
    problems when it has any, and ``BundleError`` for a bundle that cannot be used.
    """
    if name.endswith(".zip"):
        return bundled(name)
    folder, shown = find(name, dossiers)
    return load_from(folder, shown, DEFINITIONS, costs)


def load_from(
    folder: Path, shown: str, definitions: Path = DEFINITIONS, costs: bool = True
) -> Dossier:
    """The dossier in ``folder``, which places call ``shown``. Raises ``UnsoundError``."""
    dossier, problems = _examined(folder, shown, definitions, costs)
    serious = [problem for problem in problems if problem.kind not in ADVICE]
    if dossier is None or serious:
        raise UnsoundError(folder.name, serious)
    return dossier


def bundled(path: str) -> Dossier:
    """The dossier in the bundle of a study, with the definitions that it brings.

    Raises ``NotFoundError``, ``BundleError`` and ``UnsoundError``.
    """
    try:
        return from_files(_bundles.unpacked(Path(path)))
    except (OSError, ValueError) as error:
        if isinstance(error, _bundles.BundleError | UnsoundError):
            raise
        raise NotFoundError("folder", path, ()) from None


def from_files(files: Mapping[str, bytes]) -> Dossier:
    """The dossier among ``files``, by their paths: ``dossiers/NAME/…`` and ``definitions/…``.

    Raises ``BundleError`` where there is none or more than one, and ``UnsoundError``.
    """
    names = {n.split("/")[1] for n in files if re.fullmatch(r"dossiers/[^/]+/dossier\.toml", n)}
    if len(names) != 1:
        raise BundleError("no-dossier")
    name = names.pop()
    with tempfile.TemporaryDirectory(prefix="burdenshare-") as held:
        for path, content in files.items():
            if path.startswith((f"dossiers/{name}/", "definitions/")):
                (Path(held) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(held) / path).write_bytes(content)
        folder, definitions = Path(held) / "dossiers" / name, Path(held) / "definitions"
        dossier = load_from(folder, f"dossiers/{name}", definitions)
        return replace(dossier, version=_files.fingerprint(folder, definitions))


def _examined(
    folder: Path, shown: str, definitions: Path, costs: bool = True
) -> tuple[Dossier | None, list[Problem]]:
    """A dossier and its problems, those that only follow from a broken file left out."""
    dossier, problems = _read.read(folder, shown, definitions, costs)
    broken = {problem.place.file for problem in problems}
    related = checks.check(dossier) if dossier is not None else ()
    told = [*problems, *(p for p in related if not _follows_from(p, broken))]
    return dossier, sorted(told, key=lambda p: (p.place, p.kind))


def version(dossier: Dossier) -> str:
    """The version of a dossier's records and of the definitions: a hash of their files."""
    return dossier.version or _files.fingerprint(Path(dossier.folder), DEFINITIONS)


def files_of(folder: Path) -> dict[str, bytes]:
    """The record files of a dossier and of the definitions, by their paths in a bundle."""
    held = {f"dossiers/{folder.name}/{name}": text for name, text in _files.contents(folder)}
    return held | {f"definitions/{name}": text for name, text in _files.contents(DEFINITIONS)}


def code_files() -> dict[str, bytes]:
    """The source files of the program and its words, by their paths inside it."""
    data = ("dossiers/", "definitions/")
    held = _files.contents(HERE, (".py", ".toml"))
    return {name: text for name, text in held if not name.startswith(data)}


write_whole = _files.write_whole
write_folder = _files.write_folder
ForeignFilesError = _files.ForeignFilesError
contents = _files.contents
packed = _bundles.packed
unpacked = _bundles.unpacked
BundleError = _bundles.BundleError
read_study = _studies.read
study_of = _studies.study_of


def problems_in(folder: Path, shown: str) -> tuple[Problem, ...]:
    """Every problem of the dossier in ``folder``, which places call ``shown``."""
    return tuple(_examined(folder, shown, DEFINITIONS)[1])


def check(name: str, dossiers: str | Path | None = None) -> Checked:
    """Every problem of a dossier, told at once, and what it holds."""
    dossier, problems = _examined(*find(name, dossiers), DEFINITIONS)
    if dossier is None:
        return Checked(name, tuple(problems), {})
    return Checked(dossier.name, tuple(problems), counts(dossier), dossier)


FOLLOWS = {
    "unknown-source": "/sources.csv",
    "unused-source": "",
    "unknown-agreement": "/agreements/",
    "nothing-to-grow-from": "/agreements/",
    "unknown-vintage": "/series/",
    "unknown-asset": "/operations/assets.toml",
    "unknown-exercise": "/operations/exercises.csv",
    "too-few-years": "/series/",
    "path-without-figure": "/series/",
    "unknown-lapse": "/futures.toml",
    "unknown-series": "/futures.toml",
    "unknown-record": "/payments.csv",
}
"""Problems that may only say that something in a broken file could not be read."""


def _follows_from(problem: Problem, broken: set[str]) -> bool:
    cause = FOLLOWS.get(problem.kind)
    return cause is not None and any(cause in file for file in broken)


def find(name: str, dossiers: str | Path | None = None) -> tuple[Path, str]:
    """The folder of a dossier, and how places call it."""
    if dossiers is not None and not _is_folder(Path(dossiers)):
        raise NotFoundError("folder", str(dossiers), ())
    private = [Path(dossiers)] if dossiers is not None else []
    if name in (".", "..") or "/" in name or os.sep in name:
        if _looks_like_dossier(Path(name)):
            return Path(name), name.rstrip("/")
        kind = "dossier-there" if _is_folder(Path(name)) else "folder"
        raise NotFoundError(kind, name, names(dossiers))
    for parent in (*private, PACKED):
        if name and _looks_like_dossier(parent / name):
            return parent / name, f"{parent.name if parent == PACKED else parent}/{name}"
    raise NotFoundError("dossier", name, names(dossiers))


def _looks_like_dossier(folder: Path) -> bool:
    """Whether one of the two files that every dossier has lies there."""
    try:
        return any((folder / name).exists() for name in ("dossier.toml", "sources.csv"))
    except (OSError, ValueError):
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def names(dossiers: str | Path | None = None) -> tuple[str, ...]:
    """The dossiers at hand."""
    private = _read.names_in(Path(dossiers)) if dossiers is not None else ()
    return tuple(dict.fromkeys((*private, *_read.names_in(PACKED))))


def counts(dossier: Dossier) -> dict[str, int]:
    """How much a dossier holds."""
    return {
        "documents": len(dossier.sources),
        "agreements": len(dossier.agreements),
        "proposals": len(dossier.proposals),
        "records": len(dossier.payments) + len(dossier.costs),
        "claims": len(dossier.claims),
        "definitions": len(dossier.definitions),
        "series": len(dossier.series),
        "figures": sum(len(one.observations) for one in dossier.series.values()),
        "deployments": len(dossier.deployments),
        "positions": sum(len(one.position) for one in dossier.talks.values()),
    }


def as_of(dossier: Dossier, day: date) -> Dossier:
    """The dossier as it was known at the end of ``day``: nothing that became known later."""
    known, name = _past(dossier), day.isoformat()
    if name not in known:
        if len(known) >= KEPT_DAYS:
            known.clear()
        known[name] = _asof.as_of(dossier, name)
    return known.get(name) or _asof.as_of(dossier, name)


KEPT_DAYS = 8
"""Past days that are kept of a dossier: what is fitted and projected of each is kept with it."""


@once
def _past(_: Dossier) -> dict[str, Dossier]:
    return {}


def first_day(dossier: Dossier) -> date:
    """The first day on which an agreement was known."""
    days = [d for one in dossier.agreements for d in (one.signed, *(e.day for e in one.event)) if d]
    full = [d for d in days if len(d) == len("1991-01-25")]
    return date.fromisoformat(min(full)) if full else date.min


# -- the eight questions that need no more than terms and records ------------------------------


def text_of(dossier: Dossier, one: Agreement, past: bool = False) -> str:
    """The text of the file of an agreement or a proposal; of a ``past`` day what was known of it,
    written anew."""
    kind = "proposals" if one in dossier.proposals else "agreements"
    name = f"{kind}/{one.name}.toml"
    text = _files.text_of(Path(dossier.folder), name, name) if not past else None
    return text if isinstance(text, str) else _write.agreement_text(one)


def agreement(dossier: Dossier, name: str) -> Agreement:
    """An agreement or proposal by its name, or by its number alone."""
    known = {one.name: one for one in (*dossier.agreements, *dossier.proposals)}
    number = re.sub(r"\D", "", name).lstrip("0")
    numbered = [n for n in known if number and n.rpartition("-")[2].lstrip("0") == number]
    if name in known:
        return known[name]
    if len(numbered) == 1 and re.fullmatch(r"(sma-)?\d+(st|nd|rd|th)?", name.lower()):
        return known[numbered[0]]
    raise NotFoundError("agreement", name, known)


def project(
    dossier: Dossier,
    name: str | None = None,
    assume: Assumed | None = None,
    path: Laid | None = None,
) -> tuple[Step, ...]:
    """The sum owed in each year, by all agreements in turn or by one agreement or proposal.

    ``assume`` gives percentages for years that a series has no figure of yet; a ``path`` goes
    before it in its years.
    """
    everything = (
        _project(dossier.agreements, looking(dossier, assume, path))
        if assume or path is not None
        else _by_all(dossier)
    )
    if name is None:
        return everything
    return project_one(dossier, agreement(dossier, name), everything, assume, path)


@once
def _by_all(dossier: Dossier) -> tuple[Step, ...]:
    return _project(dossier.agreements, looking(dossier))


def project_one(
    dossier: Dossier,
    one: Agreement,
    owed: Sequence[Step],
    assume: Assumed | None = None,
    path: Laid | None = None,
    rate: Decimal | None = None,
) -> tuple[Step, ...]:
    """The sums of one agreement or proposal; ``owed`` is what all agreements give. A stated
    exchange ``rate`` goes before all others."""
    if one not in dossier.proposals:
        return tuple(s for s in owed if s.year in one.years)
    return of_agreement(one, _before(one, owed, dossier), looking(dossier, assume, path, rate))


def looking(
    dossier: Dossier,
    assume: Assumed | None = None,
    path: Laid | None = None,
    rate: Decimal | None = None,
) -> Look:
    """How a term finds its figures: in a series, on a path, in what a year of a posture costs (at
    the stated exchange ``rate``, else that of the path, else the newest), or in what is assumed of
    a renewal."""
    plain = looking_in(dossier.series, assume)
    if path is not None:
        plain = along(looking_in(dossier.series), plain, path)

    def look(name: str, year: int, vintage: Sequence[str]) -> Step:
        if name in dossier.drivers and name not in dossier.series:
            return anew(dossier.drivers[name], year, assume or {})
        one = dossier.series[name]
        if one.posture:
            at = accounting.rate(dossier, Years(year, year), rate) if rate is not None else None
            if at is None and path is not None and dossier.exchange in path.drivers:
                at = plain(dossier.exchange, year, ("first",))
            return support.yearly(dossier, one.posture, one.on, year, one.carrier, one.unit, at)
        return plain(name, year, vintage)

    return look


def carried(dossier: Dossier, one: Agreement, owed: Sequence[Step]) -> Carried:
    """The last sums before an agreement or a proposal, that it grows from; ``owed`` is what all
    agreements give."""
    return _before(one, owed, dossier)


def _before(one: Agreement, owed: Sequence[Step], dossier: Dossier) -> Carried:
    """The last sums before a proposal: of the agreement it names, else of the year before it."""
    last = agreement(dossier, one.after).years.last if one.after else one.years.first - 1
    return {str(s.details.get("tranche", "")): s for s in owed if s.year == last}


def divided(dossier: Dossier, name: str, assume: Assumed | None = None) -> tuple[Step, ...]:
    """What each payer bears, where an agreement has a key."""
    one = agreement(dossier, name)
    return tuple(part for owed in project(dossier, name, assume) for part in payers(one, owed))


def payments(
    dossier: Dossier,
    years: Iterable[int] | None = None,
    today: date | None = None,
    currency: str | None = None,
    prices: int | None = None,
) -> Ledger:
    """What is recorded of each year, and how it stands to the defence budget.

    ``currency`` converts the agreed sum at the yearly average rate, ``prices`` puts it in
    prices of that year; both cite the series they use.
    """
    owed = project(dossier)
    wanted = (
        years if years is not None else _payments.years_of(dossier.payments, dossier.agreements)
    )
    this_year = (today or date.today()).year
    ledger = _payments.ledger(dossier.payments, dossier.agreements, owed, wanted, this_year)
    rows = tuple(_related(row, dossier, currency, prices) for row in ledger.years)
    return replace(ledger, years=rows)


def apart(dossier: Dossier, today: date | None = None) -> tuple[LedgerYear, ...]:
    """The years in which sums are apart that could be one: no error, and worth to know."""
    return tuple(row for row in payments(dossier, today=today).years if row.apart)


def _related(
    row: LedgerYear, dossier: Dossier, currency: str | None, prices: int | None
) -> LedgerYear:
    money = _main_money(dossier)
    if money is None:
        return row
    wanted = money if currency is None or currency == money.currency else Money(currency, "mn")
    rates = dossier.exchange if currency is not None else ""
    rate = (lambda year: figure(dossier.series, rates, year)) if rates else None
    whole = _payments.whole_sum(row, wanted, rate)
    home = _payments.whole_sum(row, money, None)
    budget = dossier.budget
    return replace(
        row,
        whole=whole,
        of_budget=_payments.share_of_budget(home, dossier.series, budget)
        if home is not None and budget
        else None,
        at_prices=_payments.at_prices(home, dossier.series, dossier.prices, prices)
        if home is not None and prices is not None and dossier.prices
        else None,
    )


def _main_money(dossier: Dossier) -> Money | None:
    """The unit of the defence budget, else of the newest agreement."""
    unit = dossier.series[dossier.budget].unit if dossier.budget else ""
    if is_money(unit):
        return money_of(unit)
    return dossier.agreements[-1].money if dossier.agreements else None


def backtest(dossier: Dossier, name: str | None = None) -> Backtest:
    """Do the terms give what was printed? With ``name``, of one agreement."""
    whole = _backtest.backtest(
        dossier.agreements, dossier.series, dossier.payments, dossier.tests, dossier.variants
    )
    if name is None:
        return whole
    wanted = agreement(dossier, name).name
    return Backtest(
        trials=tuple(t for t in whole.trials if t.agreement == wanted),
        variants=tuple(v for v in whole.variants if v.variant.agreement == wanted),
    )


@once
def drivers(dossier: Dossier) -> Prospects:
    """What moves the futures of a dossier, fitted to what is recorded, and how well it holds."""
    return _prospects.prospects(dossier)


def explain(
    dossier: Dossier, name: str, today: date | None = None, assume: Assumed | None = None
) -> tuple[Step, ...]:
    """The numbers called ``name``: one by its id, however its dashes are typed, or all sums owed
    in a year.

    Raises ``NotFoundError`` with the nearest ids when nothing has that id.
    """
    name = plain_id(name)
    if name.isascii() and name.isdecimal() and (of_year := _sums_of(dossier, int(name), assume)):
        return tuple(with_printed(dossier, step) for step in of_year)
    found: dict[str, Step] = {}
    for step in every_number(dossier, today, assume, *_measures(dossier, name)):
        found.setdefault(plain_id(step.id), step)
    if name in found:
        return (with_printed(dossier, found[name]),)
    one = accounting.share_called(dossier, name) or support.sum_called(dossier, name)
    if one is not None:
        return (one,)
    for share in accounting.every_share(dossier):
        for step in down(share):
            if plain_id(step.id) == name:
                return (step,)
    begins = [step for one, step in found.items() if name and one.startswith(name)]
    if len(begins) == 1:
        return (with_printed(dossier, begins[0]),)
    near = get_close_matches(name, [*found, *dossier.sources], n=5, cutoff=0.4)
    ids = [found[one].id if one in found else one for one in near]
    raise NotFoundError("number", name, ids or [step.id for step in begins[:5]], _kin(name, found))


_OF_CONTENT = re.compile(r"(.+-\d{4}(?:-\d\d){0,2})-[0-9a-f]{8}")
"""An id of a record: its subject and year or day, and a fingerprint of what is recorded."""


def is_of_content(name: str) -> bool:
    """Whether an id changes when its record is corrected."""
    return _OF_CONTENT.fullmatch(plain_id(name)) is not None


def _kin(name: str, numbers: Mapping[str, Step]) -> Iterator[Step]:
    """The records whose ids say the same subject and year as ``name``, with other content."""
    asked = _OF_CONTENT.fullmatch(name)
    for one, step in numbers.items():
        held = _OF_CONTENT.fullmatch(one)
        if asked and held and held[1] == asked[1] and not step.uses:
            yield step


def _sums_of(dossier: Dossier, year: int, assume: Assumed | None) -> tuple[Step, ...]:
    """What is owed in a year by agreements, else by proposals, else what is recorded of it."""
    owed = [s for s in project(dossier, assume=assume) if s.year == year]
    if not owed:
        proposed = (project(dossier, one.name, assume) for one in dossier.proposals)
        owed = [s for steps in proposed for s in steps if s.year == year]
    return tuple(owed or recorded(p for p in dossier.payments if p.years.first == year))


def _measures(dossier: Dossier, name: str) -> tuple[str | None, int | None]:
    """The currency and the price base that an id speaks of, as those of converted sums do."""
    currency = next((c for c in dossier.currency if name.endswith(f"-in-{c.lower()}")), None)
    base = re.match(r"at-prices-of-(\d{4})-", name)
    return currency, int(base[1]) if base and dossier.prices else None


def with_printed(dossier: Dossier, step: Step) -> Step:
    """A computed sum with what was printed for its year among its rivals.

    A proposal has no such rival: what was agreed is another thing than what was proposed.
    """
    proposed = {one.title for one in dossier.proposals}
    if step.name != "contribution" or step.details.get("agreement") in proposed:
        return step
    printed = tuple(
        _payments.recorded(p)
        for p in dossier.payments
        if p.status == "agreed" and p.years.first == step.year and not p.category
    )
    return replace(step, rivals=(*step.rivals, *printed))


def every_number(
    dossier: Dossier,
    today: date | None = None,
    assume: Assumed | None = None,
    currency: str | None = None,
    prices: int | None = None,
) -> Iterator[Step]:
    """Every number that any command shows, with all numbers it was made from."""
    roots: list[Step] = [*project(dossier, assume=assume)]
    roots.extend(changes(roots))
    for one in (*dossier.agreements, *dossier.proposals):
        if one in dossier.proposals:
            roots.extend(project(dossier, one.name, assume))
        roots.extend(divided(dossier, one.name, assume))
    ledger = payments(dossier, None, today, currency, prices)
    roots.extend(ledger.spans)
    for row in ledger.years:
        roots.extend(numbers_of(row))
    roots.extend(_payments.recorded(p) for p in dossier.payments)
    for trial in backtest(dossier).trials:
        roots.extend((*trial.computed, *((trial.met,) if trial.met else ())))
        roots.extend((trial.needed,) if trial.needed else ())
    roots.extend((*accounting.every_cost(dossier), *accounting.every_claim(dossier)))
    roots.extend(accounting.in_words(dossier))
    roots.extend(support.every_operation(dossier))
    roots.extend(negotiation.every_position(dossier))
    roots.extend(_prospects.every_number(dossier))
    for series in dossier.series.values():
        for seen in series.observations:
            roots.append(figure(dossier.series, series.name, seen.year, (seen.vintage,)))
    if dossier.agreements:
        change = state(dossier, today).change
        roots.extend((change,) if change is not None else ())
    for root in roots:
        yield from down(root)


def recorded(rows: Iterable[Payment]) -> tuple[Step, ...]:
    """Recorded sums as numbers."""
    return tuple(_payments.recorded(row) for row in rows)


def price_years(dossier: Dossier) -> range:
    """The years that the series of prices reaches; none where nothing of it was known yet."""
    years = [o.year for o in dossier.series[dossier.prices].observations]
    return range(min(years) - 1, max(years) + 1) if years else range(0)


def years_of(dossier: Dossier) -> range:
    """The years that anything is recorded or agreed for."""
    return _payments.years_of(dossier.payments, dossier.agreements)


def numbers_of(row: LedgerYear) -> Iterator[Step]:
    """The numbers of a year of the ledger."""
    yield from (s for s in (row.whole, row.of_budget, row.at_prices) if s is not None)
    for cell in row.cells.values():
        if cell.first.value is not None or cell.first.uses or cell.first.place.file:
            yield from (cell.first, *cell.first.uses, *cell.first.rivals)
            yield from (*cell.same, *cell.converted)
    yield from row.categories
    yield from row.parts
    yield from row.apart
    for balance in row.balances:
        yield from (balance.left, balance.right)


def down(step: Step) -> Iterator[Step]:
    """A number and all numbers it was made from or stands against."""
    yield step
    for other in (*step.uses, *step.rivals):
        yield from down(other)


def sources(dossier: Dossier, name: str | None = None) -> tuple[Source, ...]:
    """All documents, or the one called ``name``."""
    if name is None:
        return tuple(dossier.sources.values())
    if name not in dossier.sources:
        near = get_close_matches(name, dossier.sources, n=5, cutoff=0.4)
        raise NotFoundError("number", name, near)
    return (dossier.sources[name],)


def cited_in(dossier: Dossier) -> dict[str, list[str]]:
    """The places that cite each document."""
    places: dict[str, list[str]] = {name: [] for name in dossier.sources}
    for one in records(dossier):
        for name in one.source:
            places[name].append(str(one.place))
    return places


def resting_on(dossier: Dossier, document: str, today: date | None = None) -> tuple[Step, ...]:
    """The recorded numbers that rest on a document."""
    found: dict[str, Step] = {}
    for step in every_number(dossier, today):
        if document in step.source:
            found.setdefault(step.id, step)
    return tuple(found.values())


def state(dossier: Dossier, today: date | None = None) -> State:
    """Where things stand: the agreement in force, this year's sum and last, and what is proved."""
    day = today or date.today()
    ledger = payments(dossier, range(day.year - 1, day.year + 2), day)
    last, this, following = (_agreed(row) for row in ledger.years)
    ruling = [a for a in dossier.agreements if _is_in_force(a, day)]
    in_force = ruling[-1] if ruling else None
    end = date(in_force.years.last, 12, 31) if in_force else day
    return State(
        day=day,
        in_force=in_force,
        last=_last(dossier, day),
        days_left=(end - day).days,
        this_year=this,
        last_year=last,
        next_year=following,
        change=_change(this, last),
        backtest=backtest(dossier),
        counts=counts(dossier),
        first_year=dossier.agreements[0].years.first,
    )


def _last(dossier: Dossier, day: date) -> Agreement:
    """The newest agreement that has been in force by ``day``, else the newest."""
    begun = [a for a in dossier.agreements if not a.pending and a.years.first <= day.year]
    return (begun or list(dossier.agreements))[-1]


def newest_rate(dossier: Dossier) -> int:
    """The newest year with an exchange rate, else this year."""
    if not dossier.exchange:
        return date.today().year
    known = (o.year for o in dossier.series[dossier.exchange].observations)
    return max(known, default=date.today().year)


def day_of(text: str) -> date | None:
    """``2018-07-24``, or ``2018-7-24``, as a day; None for what is none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
        return None
    try:
        return date(*map(int, text.split("-")))
    except ValueError:
        return None


def _is_in_force(one: Agreement, day: date) -> bool:
    known = one.in_force or one.signed
    begun = known is None or known <= day.isoformat()
    return day.year in one.years and begun and not one.pending


def _agreed(row: LedgerYear) -> Step | None:
    """The sum of a year as recorded, else by the terms; none where it has parts."""
    recorded_sum = row.cells["agreed"].first
    if recorded_sum.value is not None:
        return recorded_sum
    return row.parts[0] if len(row.parts) == 1 else None


def changes(owed: Sequence[Step]) -> tuple[Step, ...]:
    """By how many percent each sum is above that of the year before, where both are whole and in
    the same money."""
    alone = {s.year: s for s in owed if sum(o.year == s.year for o in owed) == 1}
    found = (_change(step, alone.get((year or 0) - 1)) for year, step in alone.items())
    return tuple(one for one in found if one is not None)


def _change(this: Step | None, last: Step | None) -> Step | None:
    if this is None or last is None or not this.value or not last.value or this.unit != last.unit:
        return None
    return Step(
        id=f"change-{this.year}",
        name="growth",
        value=((this.value / last.value - 1) * 100).quantize(Decimal("0.1")),
        unit="percent",
        status="computed",
        year=this.year,
        how="growth-of",
        uses=(this, last),
    )
