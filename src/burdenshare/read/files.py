"""Text of a file, or the problem that keeps it from being read."""

from __future__ import annotations

import hashlib
import os
import tempfile
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


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def fingerprint(*folders: Path) -> str:
    """Eight letters and digits that stand for every record file in the folders: the same where
    they say the same, whatever the machine."""
    told = hashlib.blake2s(digest_size=4)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".toml", ".csv") and path.is_file():
                told.update(path.relative_to(folder).as_posix().encode())
                told.update(hashlib.blake2s(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    return told.hexdigest()
