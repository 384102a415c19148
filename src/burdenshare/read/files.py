"""Text of a file, or the problem that keeps it from being read."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from burdenshare.vocabulary import Place, Problem

LARGEST = 64 * 1024 * 1024
"""Bytes. A file of records larger than this is taken for a mistake."""


def text_of(folder: Path, name: str, shown: str) -> str | Problem:
    """The text of ``folder/name`` (``shown`` to people), decoded from UTF-8.

    A link that leads out of the folder is not followed, and nothing but a file is opened.
    """
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            return Problem(Place(shown, 0), "link-out-of-folder")
    except (OSError, RuntimeError):
        return Problem(Place(shown, 0), "link-in-a-circle")
    if not path.exists():
        return Problem(Place(shown, 0), "no-such-file")
    if not path.is_file():
        return Problem(Place(shown, 0), "not-a-file")
    if path.stat().st_size > LARGEST:
        size, limit = (str(n // (1024 * 1024)) for n in (path.stat().st_size, LARGEST))
        return Problem(Place(shown, 0), "huge-file", {"size": size, "limit": limit})
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(Place(shown, 0), "unreadable-file", {"reason": str(error.strerror)})
    return decode(content, shown)


def decode(content: bytes, shown: str) -> str | Problem:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Problem(Place(shown, line), "unreadable-encoding")
    if "\0" in text:
        return Problem(Place(shown, text.count("\n", 0, text.index("\0")) + 1), "not-text")
    if not text.strip():
        return Problem(Place(shown, 0), "empty-file")
    return text


def write_whole(path: Path, content: bytes, replace: bool = False) -> None:
    """All of ``content`` as the file ``path``, or nothing: under a passing name beside it first.

    Raises FileExistsError where something is there and may not be replaced, and OSError; what was
    there is then as it was.
    """
    if not replace and os.path.lexists(path):
        raise FileExistsError(str(path))
    handle, draft = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(draft, 0o666 & ~_umask())  # noqa: PTH101
        if replace:
            os.replace(draft, path)  # noqa: PTH105
        else:
            os.link(draft, path)  # fails where something came into being meanwhile
    finally:
        Path(draft).unlink(missing_ok=True)
    _settle(path.parent)


class ForeignFilesError(FileExistsError):
    """A folder that may be replaced holds files that are not its own."""


CONTENTS = "contents.json"
"""The list of what a written folder holds: only a folder with nothing else is replaced."""


def write_folder(path: Path, files: Iterable[tuple[str, bytes]], replace: bool = False) -> int:
    """All files as the folder ``path``, or nothing: under a passing name beside it first. Returns
    how many there are.

    What was there is replaced in one step where the system can exchange two names. Raises
    FileExistsError where something is there and may not be replaced, ForeignFilesError where it
    holds what was not written by this, and OSError; what was there is then as it was.
    """
    _refuse(path, replace)
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=path.parent))
    try:
        names = [_add(draft, name, content) for name, content in files]
        listed = json.dumps([*names, CONTENTS], indent=2) + "\n"
        _add(draft, CONTENTS, listed.encode())
        draft.chmod(0o777 & ~_umask())
        for folder in sorted({(draft / name).parent for name in names} | {draft}):
            _settle(folder)
        _refuse(path, replace)
        _exchange(draft, path)
        _settle(path.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return len(names) + 1


def _add(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def _refuse(path: Path, replace: bool) -> None:
    if not os.path.lexists(path):
        return
    if not replace:
        raise FileExistsError(str(path))
    if path.is_symlink() or not path.is_dir():
        raise ForeignFilesError(str(path))
    held = {one.relative_to(path).as_posix() for one in path.rglob("*") if not one.is_dir()}
    if not held:
        return
    try:
        known = set(json.loads((path / CONTENTS).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        known = set()
    if not held <= known:
        raise ForeignFilesError(str(path))


def _exchange(draft: Path, path: Path) -> None:
    """``draft`` under the name ``path``; what was there under that of ``draft``."""
    if not os.path.lexists(path):
        draft.rename(path)
        return
    if _swapped(draft, path):
        return
    aside = path.parent / f"{draft.name}.old"  # a system that cannot: two steps
    path.rename(aside)
    try:
        draft.rename(path)
    except OSError:
        aside.rename(path)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _swapped(one: Path, other: Path) -> bool:
    """Whether the system could let both names change places in one step, as Linux can."""
    try:
        swap = ctypes.CDLL(None).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(swap(HERE, bytes(one), HERE, bytes(other), EXCHANGE) == 0)


HERE, EXCHANGE = -100, 2
"""Of renameat2: paths as they stand, and that both names change places."""


def _settle(folder: Path) -> None:
    """What was named in a folder is on the disk; systems without this do without."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def fingerprint(*folders: Path) -> str:
    """Eight letters and digits that stand for every record file in the folders: the same where
    they say the same, whatever the machine."""
    told = hashlib.blake2s(digest_size=4)
    for folder in folders:
        for name, content in contents(folder):
            told.update(name.encode())
            told.update(hashlib.blake2s(content).digest())
    return told.hexdigest()


def contents(
    folder: Path, endings: tuple[str, ...] = (".toml", ".csv")
) -> Iterator[tuple[str, bytes]]:
    """Every record file of a folder by its path inside it, with the line ends of any machine."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in endings and path.is_file():
            name = path.relative_to(folder).as_posix()
            yield name, path.read_bytes().replace(b"\r\n", b"\n")
