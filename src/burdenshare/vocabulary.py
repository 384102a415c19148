"""The nouns. Everything the project speaks of, as frozen plain values.

A noun that an analyst writes in a text file carries its meaning beside each field; the reader
in ``read`` takes the names and types from here, and so does the reference in ``docs``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, NewType, TypeAlias

Day = NewType("Day", str)
"""A date as well as it is known: ``2014-02-02``, ``2014-02`` or ``2014``."""

Confidence: TypeAlias = Literal["high", "medium", "low"]
"""How sure the record is: read in the document, read with a doubt, or read in damaged copy."""

Scale: TypeAlias = Literal["", "thousand", "mn", "bn", "tn"]
Prices: TypeAlias = Literal["nominal", "real"]
Language: TypeAlias = Literal["en", "ko"]
Rounding: TypeAlias = Literal["half-up", "down"]

Status: TypeAlias = Literal[
    "agreed",
    "budgeted",
    "available",
    "executed",
    "carried-over",
    "lapsed",
    "unspent",
    "shortfall",
    "unpaid-in-kind",
    "cash-held",
    "cut",
    "deducted",
    "projected",
]
"""What a recorded sum is: these words are never mixed or added up across."""

Sense: TypeAlias = Literal["whole", "part", "converted", "subset", "average", "total"]
"""How a sum stands to others of its year: the whole; one currency part of it, to be added to the
other part; the same sum in another currency; contained in another row; a yearly average or a
total over the span of years."""

Gap: TypeAlias = Literal["not-published", "withheld", "not-applicable", "not-yet"]
"""Why there is no figure. Zero is not a gap: it is a figure."""

ClauseKind: TypeAlias = Literal[
    "allocation",
    "currency",
    "deferral",
    "extension",
    "gap",
    "in-kind",
    "lapse",
    "not-modelled",
    "revision",
    "scope",
    "target",
    "tax",
    "transparency",
    "withheld",
]


CarrierDays: TypeAlias = Literal["all", "extra", "marginal"]
"""How a ship's days count: every day; the days by which its voyage was lengthened; or only the
fuel and port fees that it would not have had, for which nobody publishes a rate."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something is written."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Place("", 0)


@dataclass(frozen=True)
class Text:
    """Words for people, in both languages."""

    en: str
    ko: str


@dataclass(frozen=True)
class Years:
    """First and last year, both counted."""

    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __contains__(self, year: object) -> bool:
        return isinstance(year, int) and self.first <= year <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True)
class Money:
    """The unit of a sum: currency, scale and price base. Written ``KRW bn, nominal``."""

    currency: str
    scale: Scale = ""
    prices: Prices = "nominal"

    @property
    def unit(self) -> str:
        return f"{self.currency} {self.scale}".strip()

    def __str__(self) -> str:
        return f"{self.unit}, {self.prices}"


@dataclass(frozen=True)
class Problem:
    """Something an analyst can mend: where it is, what it is, and the words it needs.

    ``kind`` names a message and a remedy in the words files; ``details`` fill their blanks.
    """

    place: Place
    kind: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Anything read from a file: where its block or row begins, and the line of each key."""

    place: Place = field(default=NOWHERE, compare=False, repr=False)
    lines: Mapping[str, int] | None = field(default=None, compare=False, repr=False)

    def where(self, key: str) -> Place:
        """Where ``key`` stands, or the block where it is missing."""
        return Place(self.place.file, (self.lines or {}).get(key, self.place.line))


@dataclass(frozen=True, kw_only=True)
class Written(Placed):
    """What everything written carries."""

    source: Annotated[
        tuple[str, ...],
        "id of the document, or a list of them; a block of a proposal without one rests on that of "
        "the proposal",
    ] = ()
    at: Annotated[str, "where in the document: article, page, table, paragraph"] = ""
    confidence: Annotated[Confidence, "how sure it is: read in the document, or with a doubt"] = (
        "high"
    )
    known: Annotated[Day | None, "when it was known, where earlier than its document"] = None
    known_by: Annotated[
        Literal["", "release", "signed", "market"],
        "why then: an office released it, it was signed that day, or a market showed it",
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Source(Placed):
    """One document. Its id stands for it everywhere in the dossier."""

    id: Annotated[str, "short name, used as `source` everywhere else"]
    title: Annotated[str, "title as published or a gloss, in English"]
    title_ko: Annotated[str, "title as published or a gloss, in Korean"]
    publisher: Annotated[str, "who published it"]
    date: Annotated[Day, "day, month or year of publication, as well as it is known"]
    language: Annotated[str, "language of the document, two letters"]
    kind: Annotated[
        Literal[
            "treaty", "official", "legislature", "think-tank", "academic", "civic", "press", "own"
        ],
        "what kind of document it is",
    ]
    url: Annotated[str, "where it was read"] = ""
    read: Annotated[
        Literal["whole", "opening", "index", "copy"],
        "how much was read: all that was needed, only its opening, an index page, or a copy",
    ] = "whole"
    background: Annotated[bool, "`yes` when no record cites it and it stands for context"] = False
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""


@dataclass(frozen=True, kw_only=True)
class Event(Written):
    """A dated step in the life of an agreement."""

    what: Annotated[
        Literal[
            "concluded",
            "announced",
            "initialled",
            "approved",
            "consent",
            "ratified",
            "implementation",
            "adjusted",
            "signed",
            "in-force",
        ],
        "which step",
    ]
    day: Annotated[Day, "day, month or year"]


@dataclass(frozen=True, kw_only=True)
class Contribution(Written):
    """A sum owed in a year, as stated. Where a rule covers the same year, the stated sum is owed
    and the rule is tested against it."""

    years: Annotated[Years, "first and last year, or `year` for one"]
    amount: Annotated[Decimal, "the sum of each of these years"]
    money: Annotated[Money | None, "unit, where it differs from the agreement's"] = None
    tranche: Annotated[str, "name of the part, where an amount has parts that grow apart"] = ""
    category: Annotated[str, "what it is spent on, where the text fixes it"] = ""


@dataclass(frozen=True, kw_only=True)
class Escalator(Written):
    """Growth of last year's sum: followed series, plus a constant, between floor and cap."""

    years: Annotated[Years, "first and last year that grow, or `year` for one"]
    follow: Annotated[
        tuple[str, ...],
        "names of series whose rates are added; in a proposal also a driver of kind `step`",
    ] = ()
    lag: Annotated[int, "years back: 2 means that 2012 follows the figure of 2010"] = 0
    plus: Annotated[Decimal, "constant growth, as a fraction: 0.10 is 10 %"] = Decimal(0)
    floor: Annotated[Decimal | None, "least growth, as a fraction"] = None
    cap: Annotated[Decimal | None, "greatest growth, as a fraction"] = None
    round_to: Annotated[Decimal | None, "the sum is rounded to this each year"] = None
    rounding: Annotated[Rounding, "how it is rounded"] = "half-up"
    vintage: Annotated[
        tuple[str, ...], "which publication of the figure counts, in order of preference"
    ] = ("first",)
    tranche: Annotated[
        str, "the part it governs; without it, every part that has no rule of its own"
    ] = ""
    announced: Annotated[bool, "true when the rate itself was announced with the sum"] = False
    lapse: Annotated[
        str,
        "driver of the months without an agreement before it: for each full year of them the "
        "last sum stays and this growth comes a year later",
    ] = ""
    note: Annotated[Text | None, "what a reader should know"] = None


@dataclass(frozen=True, kw_only=True)
class PerHead(Written):
    """Head-count × unit cost, under a ceiling of heads or of money."""

    years: Annotated[Years, "first and last year, or `year` for one"]
    heads: Annotated[str, "series of head-counts"]
    cost: Annotated[str, "series of the yearly cost of one head, in the agreement's money"]
    most_heads: Annotated[Decimal | None, "no more heads than this are paid for"] = None
    ceiling: Annotated[Decimal | None, "no more money than this is paid"] = None
    round_to: Annotated[Decimal | None, "the sum is rounded to this"] = None
    vintage: Annotated[tuple[str, ...], "as for an escalator"] = ("first",)
    tranche: Annotated[str, "the part it makes"] = ""


@dataclass(frozen=True, kw_only=True)
class Metered(Written):
    """A percentage of a metered cost, between a floor and a ceiling of money."""

    years: Annotated[Years, "first and last year, or `year` for one"]
    cost: Annotated[str, "series of the metered cost, in the agreement's money"]
    share: Annotated[Decimal, "part of it that the host pays: 0.75 is 75 %"]
    lag: Annotated[int, "years back"] = 0
    floor: Annotated[Decimal | None, "least sum"] = None
    ceiling: Annotated[Decimal | None, "greatest sum"] = None
    round_to: Annotated[Decimal | None, "the sum is rounded to this"] = None
    vintage: Annotated[tuple[str, ...], "as for an escalator"] = ("first",)
    tranche: Annotated[str, "the part it makes"] = ""


@dataclass(frozen=True, kw_only=True)
class Envelope(Written):
    """One sum for several years."""

    years: Annotated[Years, "first and last year"]
    total: Annotated[Decimal, "the sum over all of them"]
    spread: Annotated[
        Literal["even", "open"], "in equal parts, or left open so that no year has a sum of its own"
    ] = "open"
    round_to: Annotated[Decimal | None, "each year's part is rounded to this"] = None
    tranche: Annotated[str, "the part it makes"] = ""


@dataclass(frozen=True, kw_only=True)
class Key(Written):
    """Divides each year's sum among payers; the shares add up to 1."""

    years: Annotated[Years, "first and last year, or `year` for one"]
    shares: Annotated[Mapping[str, Decimal], "payer = share"]


@dataclass(frozen=True, kw_only=True)
class Category(Written):
    """What the money is spent on, with its part in kind and its bounds."""

    name: Annotated[str, "a category named in dossier.toml"]
    years: Annotated[Years | None, "the years this holds, where not all"] = None
    in_kind: Annotated[Decimal | None, "part given in kind: 1 is all, 0 is none"] = None
    floor: Annotated[Decimal | None, "least part of the cost that is paid"] = None
    ceiling: Annotated[Decimal | None, "greatest part of the cost that is paid"] = None
    of: Annotated[Text | None, "the cost that floor and ceiling are a part of"] = None
    text: Annotated[Text | None, "what the rule says, in our own words"] = None


@dataclass(frozen=True, kw_only=True)
class Clause(Written):
    """A term that is told and not computed."""

    kind: Annotated[ClauseKind, "what it is about"]
    text: Annotated[Text, "what it says, in our own words"]
    years: Annotated[Years | None, "the years it holds, where not all"] = None


@dataclass(frozen=True, kw_only=True)
class Article(Written):
    """An article of a text that was read."""

    number: Annotated[str, "as the text has it"]
    text: Annotated[Text, "what it says, in our own words"]


@dataclass(frozen=True, kw_only=True)
class Agreement(Written):
    """The terms two governments signed, or, with a proposer, terms somebody proposed."""

    name: Annotated[str, "name of its file"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    years: Annotated[Years, "first and last year it governs"]
    money: Annotated[Money, "unit of every amount that states no other"]
    signed: Annotated[Day | None, "day of signature"] = None
    in_force: Annotated[Day | None, "day of entry into force"] = None
    proposed_by: Annotated[Text | None, "who proposed it; only in proposals/"] = None
    proposed: Annotated[Day | None, "when it was proposed; only in proposals/"] = None
    after: Annotated[str, "agreement whose last sum it grows from; only in proposals/"] = ""
    note: Annotated[Text | None, "what a reader should know"] = None
    event: Annotated[tuple[Event, ...], "dated steps"] = ()
    contribution: Annotated[tuple[Contribution, ...], "stated sums"] = ()
    escalator: Annotated[tuple[Escalator, ...], "growth rules"] = ()
    per_head: Annotated[tuple[PerHead, ...], "head-count × unit cost"] = ()
    metered: Annotated[tuple[Metered, ...], "percentage of a metered cost"] = ()
    envelope: Annotated[tuple[Envelope, ...], "sums over several years"] = ()
    key: Annotated[tuple[Key, ...], "division among payers"] = ()
    category: Annotated[tuple[Category, ...], "what the money is spent on"] = ()
    clause: Annotated[tuple[Clause, ...], "terms told and not computed"] = ()
    article: Annotated[tuple[Article, ...], "articles of a text that was read"] = ()
    pending: bool = False
    """On a past day: known, and not yet in force."""

    def left_open(self, year: int) -> Clause | None:
        """The clause that says why a year has no sum: none was stated, or it is withheld."""
        said = (c for c in self.clause if c.kind in ("not-modelled", "withheld") and c.years)
        return next((c for c in said if c.years and year in c.years), None)


@dataclass(frozen=True, kw_only=True)
class Payment(Written):
    """A recorded sum of one year, or the recorded reason why there is none."""

    years: Annotated[Years, "year, or span such as 2014-2019"]
    status: Annotated[Status, "what the sum is"]
    category: Annotated[str, "category named in dossier.toml; empty for the whole"] = ""
    amount: Annotated[Decimal | None, "the sum; empty where `gap` says why"] = None
    money: Annotated[Money | None, "its unit, such as KRW bn"] = None
    sense: Annotated[Sense, "how it stands to other sums of the year"] = "whole"
    tranche: Annotated[str, "name of the part, where `sense` is part"] = ""
    step: Annotated[Decimal | None, "smallest unit printed, where coarser than the digits"] = None
    in_kind: Annotated[Decimal | None, "part of it given in kind"] = None
    gap: Annotated[Gap | None, "why there is no sum"] = None
    agreement: Annotated[str, "agreement it belongs to"] = ""
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""

    @property
    def content(self) -> tuple[object, ...]:
        """What makes the record this one and no other; two rows with the same are one too many."""
        return (
            self.status, self.category, self.amount, self.money, self.sense, self.tranche,
            self.gap, self.source, self.at,
        )  # fmt: skip

    @property
    def id(self) -> str:
        """Made of the content: the same wherever the row stands in the file."""
        return f"{self.status}-{self.years.first}-{digest(self.content)}"


@dataclass(frozen=True, kw_only=True)
class Observation(Written):
    """One published figure of a series. A revision is another observation."""

    year: Annotated[int, "the year it describes"]
    value: Annotated[Decimal, "the figure, with the digits as published"]
    vintage: Annotated[
        str, "which publication: `first`, `today`, or a name such as `rebased-2010`"
    ] = "first"
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""


RateBasis: TypeAlias = Literal["variable", "operating", "ownership"]
"""Three bases that are never added up: one more hour; a year's operating and support cost over
its hours; purchase and upgrades as well."""


@dataclass(frozen=True, kw_only=True)
class Series(Placed):
    """A yearly series, recorded in ``series/NAME.csv`` or computed from others."""

    name: Annotated[str, "name of its file"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    unit: Annotated[str, "percent, heads, a money such as `KRW bn`, or `KRW per USD`"]
    release: Annotated[Text | None, "how soon the figure of a year is known, and why"] = None
    growth_of: Annotated[str, "series whose yearly growth it is, in percent"] = ""
    sum_of: Annotated[tuple[str, ...], "series that it adds up"] = ()
    posture: Annotated[str, "posture whose expected yearly cost it is, at each year's rate"] = ""
    on: Annotated[RateBasis, "basis of that cost"] = "operating"
    carrier: Annotated[CarrierDays, "how a ship's days count in it"] = "all"
    vintage: Annotated[tuple[str, ...], "publications used when it is computed"] = ("first",)
    round_to: Annotated[Decimal | None, "a computed figure is rounded to this"] = None
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CategoryTitle(Placed):
    """A category that payments and agreements of a dossier may name."""

    title: Annotated[Text, "its name in English and Korean"]
    part_of: Annotated[str, "category that contains it"] = ""


@dataclass(frozen=True, kw_only=True)
class Currency(Placed):
    """A currency that amounts of a dossier may be in."""

    title: Annotated[Text, "its name in English and Korean"]
    sign: Annotated[str, "its sign"] = ""


@dataclass(frozen=True, kw_only=True)
class Conversion(Written):
    """An exchange rate used in a test, and who used it."""

    rate: Annotated[Decimal | None, "units of the first currency for one of the second"] = None
    series: Annotated[str, "series of rates, instead of one rate"] = ""
    per: Annotated[str, "the two currencies, such as `KRW per USD`"]


@dataclass(frozen=True, kw_only=True)
class Test(Placed):
    """What the terms of an agreement must reproduce, how, and what is expected."""

    agreement: Annotated[str, "name of the agreement"]
    years: Annotated[Years, "the years tested, or `year` for one"]
    kind: Annotated[
        Literal["formula", "announced", "computed"],
        "a real test of a formula; a restatement of an announced rate; or no record to meet",
    ]
    against: Annotated[str, "document whose figures are met"] = ""
    status: Annotated[Status, "status of those figures"] = "agreed"
    expect: Annotated[Literal["reproduced", "not-reproduced", "no-record"], "the outcome"]
    convert: Annotated[Conversion | None, "rate that brings the parts into one currency"] = None
    because: Annotated[Text | None, "why the outcome is as it is"] = None


@dataclass(frozen=True, kw_only=True)
class Variant(Placed):
    """The same terms with one thing changed, to show why the rule is the one it is."""

    agreement: Annotated[str, "name of the agreement"]
    title: Annotated[Text, "what is changed"]
    fails: Annotated[tuple[int, ...], "the years that then miss what was agreed"] = ()
    follow: Annotated[tuple[str, ...] | None, "other series"] = None
    lag: Annotated[int | None, "another lag"] = None
    cap: Annotated[Decimal | None, "another cap"] = None
    vintage: Annotated[tuple[str, ...] | None, "another publication"] = None
    rounding: Annotated[Literal["half-up", "down", "none"] | None, "other rounding"] = None
    no_cap: Annotated[bool, "true to drop the cap"] = False


Side: TypeAlias = Literal["host", "sending"]


@dataclass(frozen=True, kw_only=True)
class Item(Placed):
    """A cost item of the closed list: who bears it, and what kind of cost it is."""

    name: Annotated[str, "name of the item"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    bearer: Annotated[Side, "who bears it"]
    kind: Annotated[
        Literal["cash", "mixed", "in-kind", "forgone", "imputed"],
        "money paid, cash and in kind, goods or works, revenue not raised, or a value never paid",
    ]
    part_of: Annotated[str, "item that contains it"] = ""
    one_time: Annotated[bool, "true for a cost that does not come back each year"] = False
    by_parts: Annotated[bool, "true where its parts are shown instead of it"] = False
    contribution: Annotated[bool, "true for what the agreements themselves say is paid"] = False


@dataclass(frozen=True, kw_only=True)
class Counting(Placed):
    """Items that a definition counts, or leaves out, and why. An item stands for its parts."""

    items: Annotated[tuple[str, ...], "names of items"]
    because: Annotated[Text, "the reason, in the words of those who use the definition"]


Basis: TypeAlias = Literal["agreed", "budgeted", "executed"]


@dataclass(frozen=True, kw_only=True)
class Definition(Placed):
    """An accounting definition of the share: it counts or leaves out every item of the list."""

    name: Annotated[str, "name of its file"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    used_by: Annotated[Text, "who uses it"]
    basis: Annotated[Basis, "which sum of the contribution is counted"] = "agreed"
    valuation: Annotated[
        tuple[str, ...], "whose figures count, in order of preference; then the surest"
    ] = ("payments",)
    note: Annotated[Text | None, "what a reader should know"] = None
    count: Annotated[tuple[Counting, ...], "what is counted"] = ()
    leave_out: Annotated[tuple[Counting, ...], "what is left out"] = ()


@dataclass(frozen=True, kw_only=True)
class Cost(Written):
    """A recorded cost of one item, or a printed sum of several."""

    years: Annotated[Years, "year, or span such as 2016-2019"]
    item: Annotated[str, "item of the list; empty where `covers` names several"] = ""
    covers: Annotated[tuple[str, ...], "items that a printed sum adds up"] = ()
    valuation: Annotated[str, "whose figure it is"]
    amount: Annotated[Decimal, "the sum"]
    money: Annotated[Money, "its unit"]
    year_basis: Annotated[Literal["calendar", "us-fiscal"], "which kind of year"] = "calendar"
    role: Annotated[
        Literal["value", "memo", "correction", "subset"],
        "a cost of the year; a stock or a total to remember; a correction; part of another row",
    ] = "value"
    inferred: Annotated[bool, "`yes` when no document prints it and it was inferred"] = False
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""

    @property
    def id(self) -> str:
        """Made of the content: the same wherever the row stands in the file."""
        content = (self.item, self.covers, self.valuation, self.amount, self.money, self.source)
        name = self.item or "total"
        return f"{name}-{self.years.first}-{digest((*content, self.years.last, self.role))}"


@dataclass(frozen=True, kw_only=True)
class Claim(Written):
    """A share that somebody stated."""

    id: Annotated[str, "short name"]
    by: Annotated[str, "who states it, in English"]
    by_ko: Annotated[str, "who states it, in Korean"]
    side: Annotated[
        Literal[
            "host-government", "sending-government", "civic", "press", "think-tank", "legislature"
        ],
        "where it comes from",
    ]
    years: Annotated[Years | None, "year or span it is about"] = None
    stated: Annotated[Day, "when it was stated"]
    low: Annotated[Decimal | None, "percent, or the lower end"] = None
    high: Annotated[Decimal | None, "percent, or the upper end"] = None
    of: Annotated[Side, "whose share"] = "host"
    kind: Annotated[
        Literal["measurement", "target", "part", "ratio"],
        "a measured share; a goal; the share of one item or project; another ratio",
    ] = "measurement"
    definition: Annotated[str, "definition it states or clearly uses"] = ""
    host: Annotated[Decimal | None, "host part that the claim itself prints"] = None
    sending: Annotated[Decimal | None, "sending part that it prints"] = None
    total: Annotated[Decimal | None, "sum of both that it prints"] = None
    money: Annotated[Money | None, "unit of these"] = None
    rate: Annotated[Decimal | None, "exchange rate that it uses"] = None
    left_open: Annotated[
        Literal["", "year"], "what its document leaves open; `note` says how it was read"
    ] = ""
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""

    @property
    def doubts(self) -> tuple[str, ...]:
        """The doubts that the record itself states, as names of sentences: ``doubt-year``,
        ``doubt-medium``, ``doubt-low``."""
        told = (self.left_open, "" if self.confidence == "high" else self.confidence)
        return tuple(f"doubt-{one}" for one in told if one)


# -- operational support -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Asset(Written):
    """A kind of aircraft or ship that is sent, and when it entered service."""

    name: Annotated[str, "name of the asset"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    kind: Annotated[
        Literal["bomber", "fighter", "carrier-group", "submarine", "other"], "what it is"
    ]
    per: Annotated[Literal["hour", "day"], "what its time is counted in"]
    since: Annotated[Day | None, "when it entered service; nothing of it is earlier"] = None


@dataclass(frozen=True, kw_only=True)
class Rate(Written):
    """A published cost of an asset: of an hour or a day, or of something it was part of."""

    asset: Annotated[tuple[str, ...], "asset, or several where one sum is of all"] = ()
    kind: Annotated[
        Literal[
            "variable", "operating", "ownership", "mission-average", "mission-total",
            "exercise-total", "annual-total",
        ],
        "one of the three bases; the average of one mission; or a total that is kept beside them",
    ]  # fmt: skip
    amount: Annotated[Decimal, "the sum, or the lower end of a range"]
    upper: Annotated[Decimal | None, "upper end, where the document gives a range"] = None
    money: Annotated[Money, "its unit"]
    per: Annotated[Literal["hour", "day", "mission", "exercise", "year"], "what it is the cost of"]
    year: Annotated[int, "fiscal year it is of, else the year it was reported in"]
    year_is: Annotated[
        Literal["fiscal", "reported", "presumed"],
        "whether the document names that fiscal year; else when it was reported, or a guess",
    ] = "fiscal"
    of: Annotated[str, "what a total is of, in English"] = ""
    of_ko: Annotated[str, "the same in Korean"] = ""
    worked_out: Annotated[bool, "`yes` when no document prints it and it follows from others"] = (
        False
    )
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""

    @property
    def id(self) -> str:
        """Made of the content: the same wherever the row stands in the file."""
        content = (self.amount, self.upper, self.money, self.per, self.of, self.source)
        name = "+".join(self.asset) or "all"
        return f"rate-{name}-{self.kind}-{self.year}-{digest(content)}"


@dataclass(frozen=True, kw_only=True)
class Route(Written):
    """How long an asset is away when it comes from a base: for flights whose hours nobody gave."""

    asset: Annotated[tuple[str, ...], "the assets it holds for"]
    origin: Annotated[str, "base, written as in deployments.csv"]
    hours: Annotated[Decimal, "hours there and back, with the usual time on station"]
    note: Annotated[Text | None, "what a reader should know"] = None


@dataclass(frozen=True, kw_only=True)
class Deployment(Written):
    """An asset that came, or was announced: when, how many, for how long, and what for."""

    start: Annotated[Day, "first day, or the month where only that is known"]
    end: Annotated[Day | None, "last day, where it is known"] = None
    asset: Annotated[tuple[str, ...], "asset; several where one count is of all"]
    count: Annotated[int | None, "how many; empty where it was not said"] = None
    count_is: Annotated[Literal["stated", "at-least"], "whether the count may be larger"] = "stated"
    hours: Annotated[Decimal | None, "flight hours of one aircraft, as stated"] = None
    one_way: Annotated[Decimal | None, "hours one way, as stated; doubled without more"] = None
    days: Annotated[Decimal | None, "days, as stated or from first to last day"] = None
    extra_days: Annotated[Decimal | None, "days by which a voyage was lengthened for it"] = None
    state: Annotated[Literal["recorded", "announced"], "whether it is reported as done"] = (
        "recorded"
    )
    unit: Annotated[str, "name of the ship or unit"] = ""
    origin: Annotated[str, "base it came from, in English"] = ""
    origin_ko: Annotated[str, "the same in Korean"] = ""
    mission: Annotated[str, "what it did, in English"]
    mission_ko: Annotated[str, "the same in Korean"]
    exercise: Annotated[str, "exercise it was part of"] = ""
    away: Annotated[bool, "`yes` when it stayed away from the peninsula and its waters"] = False
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""

    @property
    def year(self) -> int:
        return int(self.start[:4])

    @property
    def id(self) -> str:
        """Made of the content: the same wherever the row stands in the file."""
        content = (self.end, self.count, self.hours, self.days, self.unit, self.source)
        return f"{'+'.join(self.asset)}-{self.start}-{digest(content)}"


@dataclass(frozen=True, kw_only=True)
class Count(Written):
    """A published number of deployments, against which the list is held."""

    start: Annotated[Day, "first day of the span"]
    end: Annotated[Day, "last day of the span"]
    asset: Annotated[tuple[str, ...], "assets it counts"]
    number: Annotated[int, "how many it gives"]
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""


@dataclass(frozen=True, kw_only=True)
class Exercise(Written):
    """A joint exercise: planned, held, made smaller or halted."""

    id: Annotated[str, "short name, with its year"]
    title: Annotated[str, "its name in English"]
    title_ko: Annotated[str, "its name in Korean"]
    start: Annotated[Day, "first day, month or year"]
    end: Annotated[Day | None, "last day, where it is known"] = None
    state: Annotated[Literal["scheduled", "held", "reduced", "halted"], "what became of it"]
    note: Annotated[str, "what a reader should know, in English"] = ""
    note_ko: Annotated[str, "the same in Korean"] = ""


@dataclass(frozen=True, kw_only=True)
class Posture(Placed):
    """How often each asset comes in years of a kind, drawn from the recorded years named."""

    name: Annotated[str, "name of the posture"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    years: Annotated[tuple[int, ...], "recorded years that stand for it"]
    draw: Annotated[
        Literal["average", "busiest"],
        "as often as in a year of them on average, or as in the busiest of them for each asset",
    ] = "average"
    because: Annotated[Text, "why these years stand for it"]


# -- talks -------------------------------------------------------------------------------------

Party: TypeAlias = Literal[
    "host", "sending", "agreed", "host-legislature", "sending-legislature", "civic", "press"
]
Issue: TypeAlias = Literal[
    "amount", "escalator", "duration", "operational-support", "in-kind", "labour",
    "transparency", "other",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Round(Written):
    """A round of talks, planned or held. A plan and what came of it are two records."""

    number: Annotated[str, "its number, or what it was called"]
    state: Annotated[Literal["planned", "held"], "whether it is a plan or took place"]
    start: Annotated[Day, "first day, or the month where only that is known"]
    end: Annotated[Day | None, "last day"] = None
    venue: Annotated[Text | None, "where"] = None
    lead_host: Annotated[Text | None, "head of the host's delegation"] = None
    lead_sending: Annotated[Text | None, "head of the sending state's delegation"] = None
    outcome: Annotated[Text | None, "what came of it"] = None
    note: Annotated[Text | None, "what a reader should know"] = None


@dataclass(frozen=True, kw_only=True)
class Position(Written):
    """What a party asked for, offered or refused; or what both agreed."""

    day: Annotated[Day, "when it was taken"]
    party: Annotated[Party, "whose it is"]
    issue: Annotated[Issue, "what it is about"]
    state: Annotated[
        Literal["official", "reported", "denied"], "said in public, reported, or denied"
    ] = "reported"
    stance: Annotated[
        Literal["asks", "offers", "argues", "refuses", "accepts", "drops", "agreed"],
        "what the party does with it",
    ]
    text: Annotated[Text, "what it is, in our own words"]
    amount: Annotated[Decimal | None, "the sum or number"] = None
    upper: Annotated[Decimal | None, "upper end, where a range was given"] = None
    bound: Annotated[
        Literal["", "at-least", "at-most"], "whether the party would go beyond, or not below"
    ] = ""
    money: Annotated[Money | None, "its unit, where it is money"] = None
    unit: Annotated[
        Literal["", "per-year", "percent-growth", "percent-share", "years", "over-ten-years"],
        "what the amount is",
    ] = ""
    withheld: Annotated[bool, "true when an amount exists and was not told"] = False

    @property
    def number(self) -> str:
        """The id of its sum, as a number that can be explained."""
        return f"position-{self.party}-{self.issue}-{self.day}-{self.amount}"


@dataclass(frozen=True, kw_only=True)
class Statement(Written):
    """What somebody said, in our own words."""

    day: Annotated[Day, "when it was said"]
    speaker: Annotated[Text, "by role"]
    party: Annotated[Party, "on which side"]
    channel: Annotated[Text, "how it was said"]
    text: Annotated[Text, "the gist, in our own words"]
    interprets: Annotated[bool, "true when it gives a meaning to what another party did"] = False
    withheld: Annotated[bool, "true when it says that an amount exists and is not told"] = False


@dataclass(frozen=True, kw_only=True)
class Occasion(Written):
    """Something that happened and that the talks refer to: a summit, a test, a halted exercise."""

    day: Annotated[Day, "when it happened"]
    kind: Annotated[
        Literal["summit", "test", "exercise", "law", "furlough", "election", "other"], "what it was"
    ]
    text: Annotated[Text, "what happened, in our own words"]


@dataclass(frozen=True, kw_only=True)
class Opinion(Written):
    """An opinion that a legislature attached to its consent."""

    day: Annotated[Day, "when it was attached"]
    text: Annotated[Text, "what it asks for, in our own words"]


@dataclass(frozen=True, kw_only=True)
class Talks(Placed):
    """The negotiation of one agreement."""

    name: Annotated[str, "name of its file: the agreement it was to make"] = ""
    note: Annotated[Text | None, "what a reader should know"] = None
    round: Annotated[tuple[Round, ...], "rounds, planned and held"] = ()
    position: Annotated[tuple[Position, ...], "positions of each party, issue by issue"] = ()
    statement: Annotated[tuple[Statement, ...], "what was said"] = ()
    occasion: Annotated[tuple[Occasion, ...], "what happened around them"] = ()
    opinion: Annotated[tuple[Opinion, ...], "opinions attached to the consent"] = ()


# -- drivers of futures ------------------------------------------------------------------------

DriverKind: TypeAlias = Literal["rate", "log-walk", "step", "lapse", "posture"]
"""A yearly rate that comes back to its mean; an exchange rate that walks; the step at each
renewal; the months without an agreement; deployments by posture."""


@dataclass(frozen=True, kw_only=True)
class Driver(Written):
    """What moves a future, as which process, and why. Its documents are those the reason rests
    on; its figures are recorded elsewhere."""

    name: Annotated[str, "name of the driver"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    kind: Annotated[
        DriverKind,
        "a rate that comes back to its mean, an exchange rate that walks, the step at each "
        "renewal, the months without an agreement, or deployments by posture",
    ]
    follows: Annotated[str, "series whose record it is fitted to; of `rate` and `log-walk`"] = ""
    vintage: Annotated[
        tuple[str, ...], "which publication of a figure counts, in order of preference"
    ] = ("first",)
    years: Annotated[Years, "first and last year of the record that is used"]
    printed: Annotated[Decimal, "unit that an office prints: a drawn figure is rounded to it"] = (
        Decimal("0.1")
    )
    argument: Annotated[Text, "why this process and these years"]
    mean: Annotated[Decimal | None, "mean that stands instead of the fitted one, in percent"] = None
    spread: Annotated[
        Decimal | None, "standard deviation of one year's surprise, instead of the fitted one"
    ] = None
    persistence: Annotated[
        Decimal | None, "part of last year's distance from the mean that stays, instead of fitted"
    ] = None
    because: Annotated[Text | None, "why these stand instead of the fit"] = None


@dataclass(frozen=True, kw_only=True)
class Renewal(Written):
    """The step at one renewal: the growth to the first sum that was newly settled. Without two
    recorded sums it is the growth of what the agreements owe."""

    agreement: Annotated[str, "agreement that was made"]
    year: Annotated[int, "year whose sum was newly settled"]
    sum: Annotated[str, "id of the recorded sum, where the owed ones cannot be compared"] = ""
    before: Annotated[str, "id of the recorded sum it is growth on"] = ""
    note: Annotated[Text | None, "what a reader should know"] = None


@dataclass(frozen=True, kw_only=True)
class Correlation(Written):
    """How two drivers move together, stated instead of fitted."""

    between: Annotated[tuple[str, ...], "names of the two drivers"]
    value: Annotated[Decimal, "from −1 to 1"]
    because: Annotated[Text, "why it stands instead of the fit"]


@dataclass(frozen=True, kw_only=True)
class StressPath(Written):
    """A named course of some years: as it was recorded, or as it is assumed."""

    name: Annotated[str, "name of the path"] = ""
    title: Annotated[Text, "its name in English and Korean"]
    years: Annotated[Years, "first and last year; an assumed path may begin in any other year"]
    drivers: Annotated[tuple[str, ...], "drivers that move as they were recorded"] = ()
    rates: Annotated[
        Mapping[str, tuple[Decimal, ...]], "driver = a percentage a year: an assumption"
    ] = field(default_factory=dict)
    because: Annotated[Text, "what happened then, or why this is assumed"]

    @property
    def is_assumed(self) -> bool:
        return bool(self.rates)


@dataclass(frozen=True, kw_only=True)
class Dossier(Placed):
    """One case, all of it: documents, terms, records, series and what must be reproduced."""

    name: Annotated[str, "name of its folder"] = ""
    folder: str = field(default="", compare=False)
    version: str = field(default="", compare=False)
    """Of its records and the definitions, where they no longer lie in a folder: a bundle."""
    title: Annotated[Text, "its name in English and Korean"]
    host: Annotated[Text, "the host nation"]
    sending: Annotated[Text, "the sending state"]
    invented: Annotated[bool, "true when the case is made up"] = False
    currency: Annotated[Mapping[str, Currency], "currencies of the dossier"]
    category: Annotated[Mapping[str, CategoryTitle], "categories of spending"] = field(
        default_factory=dict
    )
    series: Annotated[Mapping[str, Series], "series that rules and tables use"] = field(
        default_factory=dict
    )
    budget: Annotated[str, "series of the host's defence budget"] = ""
    prices: Annotated[str, "series of consumer prices, in percent a year"] = ""
    exchange: Annotated[str, "series of yearly exchange rates"] = ""
    sending_prices: Annotated[str, "series of the sending state's price changes, in percent"] = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    proposals: tuple[Agreement, ...] = ()
    payments: tuple[Payment, ...] = ()
    tests: tuple[Test, ...] = ()
    variants: tuple[Variant, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    costs: tuple[Cost, ...] = ()
    claims: tuple[Claim, ...] = ()
    assets: Mapping[str, Asset] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    rates: tuple[Rate, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    counts: tuple[Count, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    postures: Mapping[str, Posture] = field(default_factory=dict)
    talks: Mapping[str, Talks] = field(default_factory=dict)
    drivers: Mapping[str, Driver] = field(default_factory=dict)
    renewals: tuple[Renewal, ...] = ()
    correlations: tuple[Correlation, ...] = ()
    paths: Mapping[str, StressPath] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A number with everything needed to believe it: the answer, and the way to it.

    A step is a record, an agreed term, or arithmetic on other steps (``uses``). ``value`` is
    None exactly when ``gap`` says why. ``rivals`` are other figures for the same thing.
    ``how`` names a sentence in the words files and ``details`` fill its blanks.
    """

    id: str
    name: str
    value: Decimal | None
    unit: str
    status: str
    year: int | None = None
    gap: Gap | None = None
    how: str = ""
    details: Mapping[str, str | Text] = field(default_factory=dict)
    uses: tuple[Step, ...] = ()
    rivals: tuple[Step, ...] = ()
    source: tuple[str, ...] = ()
    at: str = ""
    note: Text | None = None
    confidence: str = "high"
    place: Place = NOWHERE


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What is recorded of one year under one status: the figure shown first, and its rivals."""

    year: int
    status: str
    first: Step
    same: tuple[Step, ...] = ()
    converted: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Balance:
    """An identity that the sums of a year must meet, and by how much they miss it."""

    year: int
    name: str
    left: Step
    right: Step
    difference: Decimal


@dataclass(frozen=True, kw_only=True)
class LedgerYear:
    """One year of the ledger."""

    year: int
    agreement: str
    parts: tuple[Step, ...]
    cells: Mapping[str, Cell]
    categories: tuple[Step, ...] = ()
    balances: tuple[Balance, ...] = ()
    whole: Step | None = None
    of_budget: Step | None = None
    at_prices: Step | None = None
    apart: tuple[Step, ...] = ()
    """How far two sums of the year are apart that could be one: what is recorded as agreed less
    what the terms give, and executed less agreed. Nothing where they meet."""

    @property
    def in_parts(self) -> bool:
        """Whether the terms give parts in several units and the agreed sum is recorded in one."""
        agreed = self.cells["agreed"].first
        return agreed.value is not None and len({p.unit for p in self.parts if p.value}) > 1


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The years, and the sums that are recorded over a span of them."""

    years: tuple[LedgerYear, ...]
    spans: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One year of a back-test: what the terms give beside what was printed."""

    agreement: str
    year: int
    kind: str
    base: tuple[Step, ...]
    growth: tuple[Step, ...]
    computed: tuple[Step, ...]
    met: Step | None
    recorded: tuple[Step, ...]
    differences: tuple[Decimal, ...]
    beside: tuple[Step, ...]
    verdict: Literal["reproduced", "not-reproduced", "no-record"]
    expected: Literal["reproduced", "not-reproduced", "no-record"]
    because: Text | None = None
    needed: Step | None = None

    @property
    def as_expected(self) -> bool:
        return self.verdict == self.expected


@dataclass(frozen=True, kw_only=True)
class VariantOutcome:
    """The same years under changed terms."""

    variant: Variant
    trials: tuple[Trial, ...]

    @property
    def failed(self) -> tuple[int, ...]:
        """The years that miss; a year that cannot be computed proves nothing."""
        return tuple(
            t.year
            for t in self.trials
            if t.verdict == "not-reproduced" and all(s.value is not None for s in t.computed)
        )

    @property
    def as_expected(self) -> bool:
        return self.failed == self.variant.fails


@dataclass(frozen=True, kw_only=True)
class Backtest:
    """All trials of a dossier, and the variants that show why the rules are these."""

    trials: tuple[Trial, ...]
    variants: tuple[VariantOutcome, ...]

    @property
    def as_expected(self) -> bool:
        trials = all(trial.as_expected for trial in self.trials)
        return trials and all(outcome.as_expected for outcome in self.variants)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One item in a share: its value in the common money, and why it is counted."""

    item: str
    bearer: Side
    step: Step
    because: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share under a definition: both sums, every item, and what is not known.

    ``share`` has no value when an item is missing. Then ``low`` and ``high`` hold what the
    recorded figures of other years allow, where they allow anything, and ``ends`` both as numbers
    that can be explained.
    """

    definition: str
    years: Years
    share: Step
    host: Step
    sending: Step
    counted: tuple[Counted, ...]
    missing: tuple[Step, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    ends: tuple[Step, ...] = ()
    bounds: tuple[Step, ...] = ()
    derived_from: tuple[str, ...] = ()
    inferred: bool = False
    mixed_years: bool = False

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a reader must know before taking it for a measurement, as names of sentences."""
        roots = [c.step.uses[0] if c.step.how == "converted" else c.step for c in self.counted]
        held = {
            "derived": bool(self.derived_from),
            "inferred": self.inferred,
            "mixed-years": self.mixed_years,
            "assumed": any(step.status == "assumed" for step in roots),
        }
        return tuple(name for name, yes in held.items() if yes)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the records give for a claim.

    ``reproduced`` by records or by the claim's own figures; under another definition than the
    one stated; by construction only; not reproducible with what is recorded; or a target.
    """

    claim: Claim
    verdict: Literal[
        "reproduced", "other-definition", "by-construction", "not-reproducible", "target"
    ]
    basis: Literal["", "records", "own-figures"] = ""
    share: Share | None = None
    own: Step | None = None
    others: tuple[Share, ...] = ()
    given: tuple[str, ...] = ()
    missing: tuple[Step, ...] = ()
    why: Literal["", "no-year", "no-definition", "items", "differs", "one-item"] = ""


@dataclass(frozen=True, kw_only=True)
class BridgeStep:
    """What one item does between two shares, in points: in this order, on average over all
    orders, and at least and at most."""

    item: str
    before: Step | None
    after: Step | None
    step: Fraction
    reached: Fraction
    shapley: Fraction
    least: Fraction
    most: Fraction


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """From one share to another, item by item."""

    start: Share
    end: Share
    steps: tuple[BridgeStep, ...]
    first: Fraction
    last: Fraction


@dataclass(frozen=True, kw_only=True)
class Multiverse:
    """All definitions that documented choices span, for one year."""

    years: Years
    start: str
    choices: tuple[tuple[str, tuple[str, ...]], ...]
    definitions: int
    low: Fraction
    high: Fraction
    named: tuple[Share, ...]
    landing: tuple[tuple[Claim, int], ...]
    nearest: tuple[tuple[Claim, tuple[tuple[tuple[str, str], ...], ...]], ...]
    edges: tuple[tuple[Claim, tuple[tuple[tuple[str, str], ...], ...]], ...]
    effects: tuple[tuple[str, Fraction], ...]
    thresholds: tuple[tuple[Claim, str, Fraction, Fraction], ...]
    exchange: Step | None = None
    over: Fraction | None = None
    over_sets: tuple[tuple[str, ...], ...] = ()
    each: tuple[tuple[Fraction, tuple[str, ...]], ...] = ()
    """Every definition's share and the option of each choice, from low to high; none where there
    are too many to look at."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One recorded number that answers a figure, and how."""

    how: str
    step: Step
    rate: Decimal | None = None
    years: tuple[int, ...] = ()
    parts: tuple[Step, ...] = ()
    given: tuple[str, ...] = ()
    """Claims that a sum in it was worked back from: of these it is no test. For a claim, those
    that rest under what the records give for it."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What was sent, or would be: how many, for how long, and its cost on each basis.

    A cost without a value says in ``how`` what is not known: the count, the time or the rate.
    """

    asset: tuple[str, ...]
    count: Step
    time: Step
    costs: Mapping[RateBasis, Step]
    deployment: Deployment | None = None


@dataclass(frozen=True, kw_only=True)
class Operations:
    """A list of deployments or a plan, costed: each line, and the sum on each basis.

    ``sums`` hold, for each way of counting a ship's days, the sum on each basis of the lines
    that have a cost; ``lacking`` says how many have none. ``left`` are deployments that were
    only announced, or that stayed away.
    """

    title: str
    lines: tuple[Sent, ...]
    sums: Mapping[CarrierDays, Mapping[RateBasis, Step]]
    lacking: Mapping[CarrierDays, Mapping[RateBasis, int]]
    left: tuple[Deployment, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a year in a posture costs on one basis: the mean, and the range of drawn years."""

    posture: str
    basis: RateBasis
    carrier: CarrierDays
    mean: Step
    low: Decimal
    middle: Decimal
    high: Decimal
    draws: int
    seed: int
    often: tuple[tuple[str, Fraction, int], ...]
    """Asset, times a year, and how many of the recorded ones have no cost."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """A published number of deployments beside the list."""

    published: Count
    listed: tuple[Deployment, ...]
    steps: Mapping[str, Step] = field(default_factory=dict)
    """Both numbers, to be cited."""


@dataclass(frozen=True, kw_only=True)
class WithSupport:
    """What a contribution and a share become with operational support as a category."""

    posture: str
    basis: RateBasis
    cost: Step
    paid: Step
    contribution: Step
    before: Step
    replaced: Decimal | None
    added: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something on the time line of a negotiation."""

    day: Day
    what: Literal[
        "round-held", "round-planned", "position", "statement", "occasion", "opinion", "event"
    ]
    record: Round | Position | Statement | Occasion | Opinion | Event


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How far apart two stated sums are on a day, in the home money and in points of growth.

    ``host`` and ``sending`` are yearly sums in the home money, made from the positions among
    their inputs.
    """

    day: Day
    host: Step | None
    sending: Step | None
    gap: Step | None
    points: Step | None


@dataclass(frozen=True, kw_only=True)
class Course:
    """How long a negotiation took. Days are counted where both ends are known to the day."""

    agreement: str
    rounds: int
    first: Day | None
    signed: Day | None
    in_force: Day | None
    expiry: Day | None
    to_signature: int | None
    past_expiry_signed: int | None
    past_expiry_in_force: int | None
    steps: Mapping[str, Step] = field(default_factory=dict)
    """Each of its numbers, to be cited."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How far a side would go on an issue: as stated, as asked for, or assumed by the reader."""

    side: Side
    issue: str
    value: Decimal
    unit: str
    origin: Literal["stated", "asked", "assumed"]
    step: Step | None = None


@dataclass(frozen=True, kw_only=True)
class Zone:
    """Where both limits of an issue leave room, or by how much they miss each other."""

    issue: str
    unit: str
    host: Limit | None
    sending: Limit | None
    low: Decimal | None
    high: Decimal | None
    short: Decimal | None
    placed: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A package of terms against both sides' limits."""

    name: str
    values: Mapping[str, Decimal]
    missed: tuple[tuple[Side, str, Decimal], ...]
    beaten_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What an agreement or a proposal costs over some years, on one path of the drivers."""

    of: Agreement
    years: Years
    steps: Mapping[int, Step]
    """The sum of each year that has one."""
    open: tuple[int, ...]
    """Years of which it gives no sum on this path."""
    total: Step | None
    real: Step | None
    dollars: Step | None
    present: Step | None
    less: Step | None
    """Its sum less that of the reference, where both have one."""
    binding: tuple[int, ...]
    """Years in which a cap holds the growth down."""


@dataclass(frozen=True, kw_only=True)
class ClauseBridge:
    """From the total of one agreement or proposal to that of another, clause by clause. Each step
    holds the totals before and after it."""

    of: tuple[Agreement, Agreement]
    years: Years
    first: Step
    last: Step
    steps: tuple[BridgeStep, ...]


@dataclass(frozen=True, kw_only=True)
class EqualRate:
    """The exchange rate at which two sums in different money are worth the same, which of the two
    a dearer foreign money makes dearer, and the newest recorded rate."""

    rate: Step
    foreign: Agreement
    newest: Step | None


@dataclass(frozen=True, kw_only=True)
class SharesIf:
    """What the host's share would be under a definition, if all its other items stayed as they are
    recorded in the last year for which it can be computed item by item.

    ``base`` is the share of that year, or of the newest year with records where there is none:
    then ``lacking`` names the items that are missing or not told apart. ``steps`` holds the share
    of each agreement or proposal in each year."""

    definition: Definition
    base: Share
    lacking: tuple[str, ...]
    steps: Mapping[str, Mapping[int, Step]]


@dataclass(frozen=True, kw_only=True)
class Spent:
    """The part of the agreed sum that was spent in each year of which under-spending is recorded,
    in percent, and what agreements and proposals would cost in cash at such parts.

    ``paths`` holds each year at the mean; ``totals`` all years at the mean, least and most."""

    parts: tuple[Step, ...]
    at: Mapping[str, Step]
    paths: Mapping[str, Mapping[int, Step]]
    totals: Mapping[str, Mapping[str, Step]]


@dataclass(frozen=True, kw_only=True)
class Swing:
    """What one driver does to a total when it alone leaves the middle: its low and its high rate,
    the same in every year that is not known, and the total at each."""

    driver: str
    rates: tuple[Step, Step]
    sums: tuple[Step, Step]

    @property
    def width(self) -> Decimal:
        low, high = (step.value or Decimal(0) for step in self.sums)
        return abs(high - low)


@dataclass(frozen=True, kw_only=True)
class Tornado:
    """How far each driver alone moves a total, or what one costs more than another: the widest
    first; ``abroad`` in the money of the exchange rate. ``middle`` is where all are in the middle,
    None where a year has no sum even then; ``still`` names the drivers that move nothing here,
    ``drawn`` what the terms follow and no driver moves, and ``exchange`` is the middle of the
    exchange rate where it moves something."""

    of: tuple[Agreement, ...]
    abroad: bool = False
    exchange: Step | None = None
    years: Years
    middle: Step | None
    rates: Mapping[str, Step]
    """The middle rate of each series."""
    swings: tuple[Swing, ...]
    still: tuple[str, ...]
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Driven:
    """Which driver matters most to a total, or to what one costs more than another, over all that
    drivers can do: Sobol indices in percent of the variance, by driver and then ``alone`` and
    ``whole``, with half the width of the interval of each. Empty where nothing moves it, or where
    ``refused`` says which terms cannot be run. ``drawn`` names what the terms follow and has no
    news: steps, lapses, and costs of deployments that come or do not."""

    of: tuple[Agreement, ...]
    indices: Mapping[str, Mapping[str, Step]]
    evaluations: int
    refused: str = ""
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fit:
    """A driver as its record has it: what a future is drawn from.

    Of ``rate`` and ``log-walk`` everything is in percent: a year is ``mean`` + ``persistence`` ×
    (last year − ``mean``) + ``spread`` × a standard normal draw; an exchange rate grows by the
    exponential of a hundredth of it. ``errors`` are standard errors of what was fitted, none of
    what is ``fixed``. Of ``step`` and ``lapse`` the ``values`` themselves are drawn, with
    replacement. Of ``posture``, ``often`` says how many deployments a year of each posture has.
    """

    driver: str
    kind: DriverKind
    years: tuple[int, ...]
    values: tuple[float, ...]
    missing: tuple[int, ...] = ()
    """Years inside the record without a figure: nothing is put in their place."""
    tried: int = 0
    """Years that the fit rests on: those whose year before is recorded too."""
    mean: float = 0.0
    spread: float = 0.0
    persistence: float = 0.0
    errors: Mapping[str, float] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    bounded: bool = False
    """Whether the persistence was held down to keep the process from running away."""
    innovations: Mapping[int, float] = field(default_factory=dict)
    """By how much each recorded year missed what the year before led to expect."""
    often: Mapping[str, Fraction] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    """Each of its numbers, to be cited."""


@dataclass(frozen=True, kw_only=True)
class Foretold:
    """One recorded year beside the intervals that the years before it give."""

    year: int
    recorded: Step
    before: int
    half: tuple[float, float]
    most: tuple[float, float]
    in_half: bool
    in_most: bool
    uses: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """How often a recorded year fell inside the interval of 50 and of 90 percent that a fit on
    the years before it alone gives. ``steps`` hold both counts and their Wilson intervals."""

    driver: str
    trials: tuple[Foretold, ...]
    inside: Mapping[int, int]
    wilson: Mapping[int, tuple[float, float]]
    steps: Mapping[str, Step] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Correlated:
    """How two drivers move together: fitted on their common years, or stated."""

    between: tuple[str, str]
    value: Step
    low: float | None = None
    high: float | None = None
    stated: Correlation | None = None


@dataclass(frozen=True, kw_only=True)
class Together:
    """The correlations of all drivers that are drawn, in the order of ``names``, and the factor
    (Cholesky, lower triangle) that turns independent draws into such. Without enough common years
    they are drawn apart. ``shrunk`` is below 1 where stated correlations contradicted the rest on
    a past day and all were drawn nearer to zero by it."""

    names: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    pairs: tuple[Correlated, ...] = ()
    matrix: tuple[tuple[float, ...], ...] = ()
    factor: tuple[tuple[float, ...], ...] = ()
    shrunk: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """A driver with its recorded figures, its fit, and how well the fit holds. Without enough
    recorded years there is no fit. ``beside`` are figures outside the years that are used."""

    driver: Driver
    figures: tuple[Step, ...]
    fit: Fit | None
    held_back: HeldBack | None = None
    beside: tuple[Step, ...] = ()
    lacking: tuple[str, ...] = ()
    """Renewals of which the figure is not known."""


@dataclass(frozen=True, kw_only=True)
class Presets:
    """Rates that may be assumed of a series, by the word that names each, and the whole percents
    from ``low`` to ``high`` between which its record lies. ``unit`` is what an office prints."""

    rates: Mapping[str, Step]
    low: Decimal
    high: Decimal
    unit: Decimal


@dataclass(frozen=True, kw_only=True)
class Stress:
    """A path with the figures of each driver, year by year."""

    path: StressPath
    figures: Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A stress path laid over years to come. ``figures`` are those of each series it moves, by
    series and year; ``drivers`` are what moves them, and ``means`` hold after its last year.
    ``before`` has the means of years that have passed and whose figures are not on record."""

    path: StressPath
    years: Years
    figures: Mapping[tuple[str, int], Step]
    drivers: Mapping[str, Driver]
    means: Mapping[str, Step]
    before: Mapping[tuple[str, int], Step] = field(default_factory=dict)

    def stands_for(self, year: int) -> int:
        """The year of the path that stands for a year to come."""
        return self.path.years.first + year - self.years.first

    def without(self, series: str) -> Laid:
        """The path with one series left to assumptions."""
        return replace(
            self,
            figures={at: step for at, step in self.figures.items() if at[0] != series},
            drivers={name: one for name, one in self.drivers.items() if name != series},
            means={name: step for name, step in self.means.items() if name != series},
            before={at: step for at, step in self.before.items() if at[0] != series},
        )


@dataclass(frozen=True, kw_only=True)
class Prospects:
    """All drivers of a dossier, how they move together, and the stress paths."""

    drivers: Mapping[str, Prospect]
    together: Together
    paths: Mapping[str, Stress]


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """In how many of a hundred futures a cap, or a floor, holds in each year."""

    kind: Literal["cap", "floor"]
    tranche: str
    years: Mapping[int, Step]


@dataclass(frozen=True, kw_only=True)
class CapStart:
    """Where a cap begins to bind: the rate of the series that a rule follows from which growth is
    at the cap. None where it follows several, or none."""

    of: Agreement
    rule: Escalator
    series: str
    step: Step | None


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What an agreement or a proposal costs over many futures: its mean and quantiles, in home
    money and in dollars; the same of what it costs more than the first, and how often it does; what
    it costs more than the cheapest. ``refused`` says which of its terms many futures cannot be run
    for."""

    of: Agreement
    steps: Mapping[str, Step] = field(default_factory=dict)
    years: Mapping[int, Mapping[str, Step]] = field(default_factory=dict)
    """Mean and quantiles of each year, in home money."""
    bounds: tuple[Bounds, ...] = ()
    """How often a cap or a floor holds, of each part of the sum that has one."""
    more: Mapping[str, Step] = field(default_factory=dict)
    """By the name of another: in how many of a hundred futures it costs more than that one."""
    refused: str = ""


# -- studies ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Question(Placed):
    """One question of a study: a command as it is asked in a terminal, and the files it gives."""

    name: Annotated[str, "name of its files: small letters, digits and hyphens"]
    command: Annotated[str, "the command, such as `share`"]
    arguments: Annotated[tuple[str, ...], "what follows the dossier, such as `2016`"] = ()
    definition: Annotated[str, "definition of a share, such as `official`"] = ""
    switches: Annotated[
        Mapping[str, tuple[str, ...]],
        "options of the command without the hyphens; `yes` for one that takes no value",
    ] = field(default_factory=dict)
    assume: Annotated[tuple[str, ...], "assumptions, such as `cpi-kr=2.0`"] = ()
    seed: Annotated[int | None, "seed of what is drawn"] = None
    language: Annotated[Language, "language of its files"] = "en"
    forms: Annotated[tuple[str, ...], "endings of the files it gives"] = ("txt", "csv", "json")


@dataclass(frozen=True, kw_only=True)
class Study(Placed):
    """Questions that anyone can ask again and get the same answers."""

    title: Annotated[Text, "its name in English and Korean"]
    dossier: Annotated[str, "name of a dossier, or the path of its folder from this file"]
    version: Annotated[str, "version that its records must have; without it, any"] = ""
    as_of: Annotated[Day | None, "day of the questions; without it, the day it is first run"] = None
    note: Annotated[Text | None, "what a reader should know"] = None
    question: Annotated[tuple[Question, ...], "what is asked"] = ()


# -- two versions of a dossier -----------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Record:
    """Something written, as it stands in one version of a dossier: a row, a block or a head.

    ``fields`` hold what is said and is not the default; ``lines`` are those it stands on.
    """

    kind: str
    id: str
    file: str
    """Inside the dossier: ``payments.csv``."""
    fields: Mapping[str, object]
    place: Place
    lines: frozenset[int]
    also: tuple[str, ...] = ()
    """Other ids it has: those that its numbers are made under."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A record that differs between two versions; without ``was`` it came, without ``now`` it
    went."""

    was: Record | None
    now: Record | None

    @property
    def id(self) -> str:
        one = self.now or self.was
        return one.id if one is not None else ""

    @property
    def was_id(self) -> str:
        """The id it had, where it has another now: ids are made of content."""
        if self.was is None or self.now is None or self.was.id == self.now.id:
            return ""
        return self.was.id

    @property
    def fields(self) -> tuple[str, ...]:
        """The keys that differ, as they are written."""
        was = self.was.fields if self.was else {}
        now = self.now.fields if self.now else {}
        return tuple(key for key in {**was, **now} if was.get(key) != now.get(key))


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A computed number that differs between two versions, and the changed records it rests on.

    ``traced`` is false where no changed record is among its inputs: then ``because`` holds the
    changed records that no number has among its inputs, such as definitions.
    """

    id: str
    was: Step | None
    now: Step | None
    because: tuple[Changed, ...] = ()
    traced: bool = True
    was_id: str = ""
    """The id it had, where it has another now."""

    @property
    def step(self) -> Step:
        one = self.now or self.was
        assert one is not None
        return one

    @property
    def difference(self) -> Decimal | None:
        """By how much it moved, where both have a value in the same unit."""
        if self.was is None or self.now is None or self.was.unit != self.now.unit:
            return None
        if self.was.value is None or self.now.value is None:
            return None
        return self.now.value - self.was.value


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What differs between two versions of a dossier."""

    records: tuple[Changed, ...]
    numbers: tuple[Moved, ...]


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Another place that says the same sum: its id, where it stands, and whether it is written
    there or follows from the rule that is."""

    id: str
    place: Place
    how: Literal["stated", "follows"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a question of a study gave: its line, its numbers (digits and unit by id), its files."""

    question: str
    line: str
    numbers: Mapping[str, tuple[str | None, str]]
    files: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A result beside what it was: the files that differ, and the numbers (id, was, is, unit)."""

    question: str
    files: tuple[str, ...]
    numbers: tuple[tuple[str, str | None, str | None, str], ...]

    @property
    def is_same(self) -> bool:
        return not self.files and not self.numbers


@dataclass(frozen=True, kw_only=True)
class Reproduced:
    """A study that was done again: each result, and what else is not as it was."""

    title: Text
    day: str
    results: tuple[Compared, ...]
    data: tuple[str, ...]
    """Record files that differ."""
    changes: Changes | None
    """What differs in them, where the records of then are at hand."""
    code: tuple[str, ...]
    """Source files of the program that differ."""
    machine: Mapping[str, tuple[str, str]]
    """Program, Python, packages and platform that differ: was and is."""

    @property
    def is_same(self) -> bool:
        return all(one.is_same for one in self.results)


@dataclass(frozen=True)
class Along:
    """Along what everything is worked out: a stress path, a kind of year, or neither."""

    name: str
    kind: Literal["stated", "path", "posture"]


Measure: TypeAlias = Literal["cost", "dollars", "share"]


@dataclass(frozen=True, kw_only=True)
class Swept:
    """One number by its labels: a sum in the money of the terms, all years together in dollars,
    or a share. ``definition`` is empty for sums, ``years`` one year or all of them; without a
    ``step``, ``gap`` says why there is none."""

    proposal: str
    path: str
    measure: Measure = "cost"
    definition: str
    years: Years
    statistic: str
    step: Step | None
    is_total: bool = False
    gap: str = ""


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """All cells: every combination of labels once, path by path."""

    proposals: tuple[Agreement, ...]
    courses: tuple[Along, ...]
    definitions: tuple[Definition, ...]
    years: Years
    statistics: tuple[str, ...]
    seed: int
    futures: int
    cells: tuple[Swept, ...]


@dataclass(frozen=True, kw_only=True)
class PathRegret:
    """How much more one costs on each path, by its name, than the cheapest of those compared
    there: never below nought. ``most`` is the largest, ``on`` the first path that has it."""

    of: Agreement
    totals: Mapping[str, Step]
    regrets: Mapping[str, Step]
    most: Step
    on: str


@dataclass(frozen=True, kw_only=True)
class PathRegrets:
    """The regret of each on every path. ``left_out`` have no sum in that money on one of them."""

    courses: tuple[Along, ...]
    years: Years
    held: tuple[PathRegret, ...]
    left_out: tuple[Agreement, ...]

    @property
    def least(self) -> PathRegret | None:
        """The one whose most is least, whatever path comes: the first of them."""
        return min(self.held, key=lambda one: one.most.value or Decimal(0), default=None)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A sentence of the brief: its words by key, what fills them, and what it rests on."""

    section: str
    key: str
    details: Mapping[str, str | Text | Step]
    source: tuple[str, ...] = ()
    place: Place = NOWHERE
    steps: tuple[Step, ...] = ()


Kind: TypeAlias = Literal["matches", "package", "in-words", "slip", "close", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a figure that someone read is."""

    text: str
    kind: Kind
    findings: tuple[Finding, ...] = ()
    line: int = 0
    more: int = 0
    """Findings beyond those that are told."""


def doubt(confidence: str) -> int:
    """0 for the surest: by this records are ranked."""
    return ("high", "medium", "low").index(confidence)


def least_sure(*held: str) -> str:
    """A number is no surer than what it was made from."""
    return max(held, key=doubt)


def worked_back_from(*steps: Step) -> tuple[str, ...]:
    """The claims that numbers, or what they were made from, were worked back from, by id."""
    found: set[str] = set()
    seen: set[int] = set()
    ahead = list(steps)
    while ahead:
        step = ahead.pop()
        if id(step) not in seen:
            seen.add(id(step))
            ahead.extend(step.uses)
            if step.how == "worked-back":
                found.add(str(step.details["claim"]))
    return tuple(sorted(found))


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))


def plain_id(text: str) -> str:
    """An id as it is looked up: whichever dash was typed, and without the brackets, quotes or
    blanks that stand around it where it is printed."""
    return text.translate(_DASHES).strip(" \t\n\u00a0[](){}\"'“”‘’`「」")


def digest(content: object) -> str:
    """Eight letters and digits that stand for the content."""
    return hashlib.blake2s(repr(content).encode(), digest_size=4).hexdigest()
