"""The items of definitions as switches: what each counts, and what it could count by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from burdenshare import accounting
from burdenshare.accounting import Terms
from burdenshare.model.costs import Book
from burdenshare.show.workbook.kinds import Board, Switch
from burdenshare.vocabulary import Bridge, Definition, Dossier, Share, Step, Years

Key = tuple[str, str, object, str]


def board(
    dossier: Dossier,
    years: Years,
    terms: Terms,
    shares: Sequence[Share],
    definitions: Sequence[Definition],
    bridge: Bridge | None = None,
) -> Board:
    """Every item that one of the definitions counts, and, for one definition alone, every other
    item that it could count. A switch is offered where the program gives for it just what a sum
    with or without the row would give."""
    whole = accounting.whole_book(dossier)
    held = [_Held(dossier, years, terms, share, one, whole)
            for share, one in zip(shares, definitions, strict=True)]  # fmt: skip
    rows: dict[Key, tuple[str, str, Step]] = {}
    for one in held:
        for key, (item, bearer, step) in one.rows.items():
            rows.setdefault(key, (item, bearer, step))
    if len(held) == 1:
        for key, found in held[0].others():
            rows.setdefault(key, found)
    switches = [
        Switch(
            item=item, title=dossier.items[item].title, bearer=bearer, step=step,
            on=tuple(one.on(key) for one in held), stands_for=_stands_for(dossier, item, step),
        )
        for key, (item, bearer, step) in rows.items()
    ]  # fmt: skip
    titles = [one.title for one in definitions]
    return Board(shares=shares, titles=titles, switches=switches, bridge=bridge)


def _key(item: str, step: Step) -> Key:
    return item, step.id, step.value, step.unit


def _stands_for(dossier: Dossier, item: str, step: Step) -> tuple[str, ...]:
    """All items of a printed sum that stands for several; else the item itself."""
    names = {step.id, *(used.id for used in step.uses)}
    covering = (cost.covers for cost in dossier.costs if cost.covers and cost.id in names)
    return next((one for one in covering if item in one and step.how != "rest-of-sum"), (item,))


class _Held:
    """A definition with its share, and what the program gives when an item is switched."""

    def __init__(
        self, dossier: Dossier, years: Years, terms: Terms, share: Share, definition: Definition,
        whole: Book,
    ) -> None:  # fmt: skip
        self.dossier, self.years, self.terms = dossier, years, terms
        self.share, self.definition, self.whole = share, definition, whole
        self.rows = self._rows(share)

    def _rows(self, share: Share) -> dict[Key, tuple[str, str, Step]]:
        found = [(one.item, one.bearer, one.step) for one in share.counted]
        for gap in share.missing:
            name = str(gap.details["name"])
            if name in self.dossier.items:
                found.append((name, self.dossier.items[name].bearer, gap))
        return {_key(item, step): (item, bearer, step) for item, bearer, step in found}

    def _switched(self, count: Sequence[str], leave_out: Sequence[str]) -> Share:
        terms = replace(
            self.terms,
            count=(*(i for i in self.terms.count if i not in leave_out), *count),
            leave_out=(*(i for i in self.terms.leave_out if i not in count), *leave_out),
        )
        return accounting.share(self.dossier, self.years, self.definition, terms, False, self.whole)

    def on(self, key: Key) -> bool | None:
        """Whether the definition counts a row; None where it cannot be switched by itself."""
        if key in self.rows:
            return True
        item = key[0]
        if item in {one[0] for one in self.rows}:
            return None
        found = self._rows(self._switched([item], [])).keys()
        return False if found == {*self.rows, key} else None

    def others(self) -> Iterator[tuple[Key, tuple[str, str, Step]]]:
        """The items that the definition leaves out and could count, as large as can be."""
        taken: set[str] = {name for item, _, step in self.rows.values()
                           for leaf in _stands_for(self.dossier, item, step)
                           for name in self._under(leaf)}  # fmt: skip
        for item in self.dossier.items:
            under = self._under(item)
            if under & taken:
                continue
            found = self._rows(self._switched([item], []))
            new = [key for key in found if key not in self.rows]
            if (
                len(new) == 1
                and self.rows.keys() <= found.keys()
                and (found[new[0]][2].value is not None)
            ):
                taken |= under
                yield new[0], found[new[0]]

    def _under(self, item: str) -> frozenset[str]:
        return self.whole.leaves(item)
