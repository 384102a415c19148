"""What differs between two versions of a dossier: which records, and which numbers they move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace

from burdenshare.vocabulary import Changed, Dossier, Moved, Place, Placed, Record, Step

NOT_WRITTEN = ("place", "lines", "folder", "version", "pending")
"""Fields of nouns that nobody writes."""


# -- records ----------------------------------------------------------------------------------


def records(dossier: Dossier) -> list[Record]:
    """Everything written in a dossier: rows, blocks, and the head of each file."""
    shown = dossier.place.file.removesuffix("dossier.toml")
    return [*_walk(dossier, "", shown)]


def nouns(one: Placed) -> Iterator[Placed]:
    """Everything written in a noun, itself first."""
    yield one
    for each in fields(one):
        for part in _parts(getattr(one, each.name)):
            yield from nouns(part)


def _walk(one: Placed, parent: str, shown: str) -> Iterator[Record]:
    own: dict[str, object] = {}
    inside: list[Placed] = []
    for each in fields(one):
        value = getattr(one, each.name)
        parts = _parts(value)
        if parts:
            inside += parts
        elif each.name not in NOT_WRITTEN and value != _default(each):
            own[each.name] = value
    kind = type(one).__name__.lower()
    if isinstance(one, Dossier):
        own.pop("name", None)  # the name of its folder, which nobody writes
    name = _name(one, kind, parent, own)
    lines = {line for key, line in (one.lines or {}).items() if key in own or key == "year"}
    yield Record(
        kind=kind, id=name, file=one.place.file.removeprefix(shown), fields=own, place=one.place,
        lines=frozenset({*lines, one.place.line}), also=_also(one),
    )  # fmt: skip
    for part in inside:
        yield from _walk(part, str(getattr(one, "name", "")) or parent, shown)


def _parts(value: object) -> list[Placed]:
    if isinstance(value, Placed):
        return [value]
    held = (*value.values(),) if isinstance(value, Mapping) else value
    return [part for part in held if isinstance(part, Placed)] if isinstance(held, tuple) else []


def _default(one: Field[object]) -> object:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING


def _name(one: Placed, kind: str, parent: str, own: Mapping[str, object]) -> str:
    """Its id, else its name, else its kind with what tells it from others of its file."""
    for key in ("number", "id"):
        held = getattr(type(one), key, None)
        if isinstance(held, property) and (key == "id" or own.get("amount") is not None):
            return str(getattr(one, key))
    if kind == "observation":
        return f"{parent}-{own.get('year')}-{getattr(one, 'vintage', '')}"
    named = str(own.get("id") or (own.get("name") if kind != "category" else "") or "")
    if named:
        return named
    keys = ("number", "name", "what", "years", "year", "day", "agreement", "between", "items",
            "asset", "kind")  # fmt: skip
    told = (own.get(key) for key in keys if own.get(key))
    first = next(told, "")
    words = "+".join(map(str, first)) if isinstance(first, tuple) else str(first)
    return "-".join(filter(None, (parent, kind, words.replace("–", "-"))))


def _also(one: Placed) -> tuple[str, ...]:
    """Ids made of its content: they change with it, and the ids of its numbers hold them."""
    found = (getattr(type(one), key, None) for key in ("id", "number"))
    names = [key for key, held in zip(("id", "number"), found, strict=True) if _is_made(held)]
    return tuple(str(getattr(one, name)) for name in names)


def _is_made(held: object) -> bool:
    return isinstance(held, property)


def changed(before: Dossier, after: Dossier) -> tuple[Changed, ...]:
    """The records that differ, in the order of the files. A row that only moved within its file
    does not; one that moved to another file is told as one that moved."""
    was, now = _grouped(records(before)), _grouped(records(after))
    found: list[Changed] = []
    for key in sorted({*was, *now}):
        found.extend(_paired(was.get(key, []), now.get(key, [])))
    return tuple(sorted(_moved_over(found), key=_order))


def _moved_over(found: Sequence[Changed]) -> Iterator[Changed]:
    """The same, where what went from one file and came word for word in another is one."""
    gone = _only([one.was for one in found if one.was is not None and one.now is None])
    come = _only([one.now for one in found if one.now is not None and one.was is None])
    both = {key: Changed(was=gone[key], now=come[key]) for key in gone if key in come}
    for one in found:
        held = one.now or one.was
        pair = both.get(_whole(held)) if held is not None and not (one.was and one.now) else None
        if pair is None or held not in (pair.was, pair.now):
            yield one
        elif held is pair.now:
            yield pair


def _only(held: Iterable[Record]) -> dict[tuple[str, str], Record]:
    """Records by what they say, those left out that say the same as another."""
    said: dict[tuple[str, str], list[Record]] = {}
    for one in held:
        said.setdefault(_whole(one), []).append(one)
    return {key: same[0] for key, same in said.items() if len(same) == 1}


def _whole(one: Record) -> tuple[str, str]:
    return one.kind, _content(one)


def _order(one: Changed) -> tuple[str, int]:
    held = one.now or one.was
    assert held is not None
    return held.file, held.place.line


def _grouped(held: Iterable[Record]) -> dict[tuple[str, str], list[Record]]:
    found: dict[tuple[str, str], list[Record]] = {}
    for one in held:
        found.setdefault((one.kind, one.file), []).append(one)
    return found


def _paired(was: Sequence[Record], now: Sequence[Record]) -> Iterator[Changed]:
    """Records of one kind in one file: those that say the same fall out, those that are alike
    are the same one changed, the rest came or went."""
    gone, come = _without_same(was, now)
    likely = sorted(
        (
            (-_alike(one, other), i, j)
            for i, one in enumerate(gone)
            for j, other in enumerate(come)
            if _alike(one, other)
        ),
    )
    left, right = set(range(len(gone))), set(range(len(come)))
    for _, i, j in likely:
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield Changed(was=gone[i], now=come[j])
    yield from (Changed(was=gone[i], now=None) for i in sorted(left))
    yield from (Changed(was=None, now=come[j]) for j in sorted(right))


def _without_same(
    was: Sequence[Record], now: Sequence[Record]
) -> tuple[list[Record], list[Record]]:
    come = [*now]
    gone = []
    held: dict[str, list[Record]] = {}
    for one in come:
        held.setdefault(_content(one), []).append(one)
    for one in was:
        same = held.get(_content(one))
        if same:
            come.remove(same.pop(0))
        else:
            gone.append(one)
    return gone, come


def _content(one: Record) -> str:
    return repr(sorted(one.fields.items(), key=lambda pair: pair[0]))


LIKE = 0.5
"""Part of the keys that must say the same for two records to be one that changed."""

TELLS = ("id", "name", "number", "what", "kind", "years", "year", "day", "status", "sense",
         "category", "tranche", "item", "covers", "valuation", "role", "vintage", "agreement",
         "between", "items", "asset")  # fmt: skip
"""Keys that say what a record is of. Where all say the same it is one record, whatever became of
its figure, its document and its notes."""


def _alike(one: Record, other: Record) -> float:
    """How much of two records says the same, those of the same thing first; nothing where they
    are known to be two."""
    for key in ("id", "name"):
        if one.fields.get(key) != other.fields.get(key):
            return 0.0
    keys = {*one.fields, *other.fields}
    if not keys:
        return 1.0
    same = sum(one.fields.get(key) == other.fields.get(key) for key in keys) / len(keys)
    if one.kind in ("dossier", "definition", "talks"):
        return max(same, LIKE)
    tells = [key for key in TELLS if key in keys]
    if tells and all(one.fields.get(key) == other.fields.get(key) for key in tells):
        return 1.0 + same
    return same if same >= LIKE or any(key in keys for key in ("id", "name")) else 0.0


# -- numbers ----------------------------------------------------------------------------------


def moved(
    before: Mapping[str, Step], after: Mapping[str, Step], differ: Sequence[Changed]
) -> tuple[Moved, ...]:
    """The computed numbers that differ, each with the changed records among its inputs.

    What is itself a changed record is left out: it is told as one. A sum that was computed and is
    now stated, or the other way, moved.
    """
    renamed = _renamed(before, differ)
    was_rests, now_rests = _Rests(differ, "was"), _Rests(differ, "now")
    found = []
    for name in {**renamed, **after}:
        called, was = renamed.get(name, (name, None))
        now = after.get(name)
        if _same(was, now):
            continue
        sides = ((was, was_rests), (now, now_rests))
        if all(_is_record(step, rests) for step, rests in sides if step is not None):
            continue
        touched = (was_rests.of(was) if was else frozenset()) | (
            now_rests.of(now) if now else frozenset()
        )
        because = tuple(differ[i] for i in sorted(touched))
        before_that = called if called != name and now is not None else ""
        found.append(Moved(id=name, was=was, now=now, because=because, was_id=before_that))
    untraced = _untraced(differ, was_rests, now_rests, [*before.values()], [*after.values()])
    return tuple(
        one if one.because else replace(one, because=untraced, traced=False) for one in found
    )


def _renamed(held: Mapping[str, Step], differ: Sequence[Changed]) -> dict[str, tuple[str, Step]]:
    """Numbers, each with the id it has, under the ids that they have in the later version: those
    of a changed record, and of what is made of it, change with its content."""
    names = {}
    for one in differ:
        if one.was is not None and one.now is not None:
            pairs = zip(one.was.also, one.now.also, strict=True)
            names.update({old: new for old, new in pairs if old != new})
    found = {}
    for name, step in held.items():
        told = name
        for old, new in names.items():
            told = told.replace(old, new)
        found[told] = (name, step)
    return found


def _same(was: Step | None, now: Step | None) -> bool:
    if was is None or now is None:
        return False
    told = was.status == now.status or was.how != "verdict"
    return (was.value, was.unit, was.gap) == (now.value, now.unit, now.gap) and told


def _is_record(step: Step, rests: _Rests) -> bool:
    return not step.uses and step.place in rests.places


class _Rests:
    """Which changed records a number rests on, in one version: by the places of its inputs."""

    def __init__(self, differ: Sequence[Changed], side: str) -> None:
        self.places: dict[Place, frozenset[int]] = {}
        self.known: dict[int, tuple[Step, frozenset[int]]] = {}
        for number, one in enumerate(differ):
            record = one.was if side == "was" else one.now
            for line in record.lines if record is not None else ():
                place = Place(record.place.file, line) if record is not None else None
                if place is not None:
                    self.places[place] = self.places.get(place, frozenset()) | {number}

    def of(self, step: Step) -> frozenset[int]:
        held = self.known.get(id(step))
        if held is not None:
            return held[1]
        found = self.places.get(step.place, frozenset())
        for used in step.uses:
            found |= self.of(used)
        self.known[id(step)] = (step, found)
        return found


def _untraced(
    differ: Sequence[Changed],
    was: _Rests,
    now: _Rests,
    before: Sequence[Step],
    after: Sequence[Step],
) -> tuple[Changed, ...]:
    """The changed records that no number has among its inputs."""
    traced = frozenset[int]()
    for rests, steps in ((was, before), (now, after)):
        for step in steps:
            traced |= rests.of(step)
    return tuple(one for number, one in enumerate(differ) if number not in traced)
