"""One zip file with everything a study needs. What comes from elsewhere is not trusted: names that
lead out of a folder, links, and files that swell beyond reason are refused."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

LARGEST = 64 * 1024 * 1024
"""Bytes, packed and unpacked."""
MOST_FILES = 2_000
SAFE = re.compile(r"\w[\w .+-]{0,80}(?<![. ])")
"""A part of a name that is the same on every machine."""
DEEPEST = 6
WHEN = (1980, 1, 1, 0, 0, 0)
"""The day that every packed file bears, so that the same files give the same zip."""


class BundleError(ValueError):
    """A bundle that cannot be used: ``kind`` says why, ``name`` which file of it."""

    def __init__(self, kind: str, name: str = "") -> None:
        self.kind = kind
        self.name = name
        super().__init__(f"{kind} {name}".strip())


def packed(files: Mapping[str, bytes]) -> bytes:
    """``files``, by their paths, as one zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return held.getvalue()


def unpacked(path: Path) -> dict[str, bytes]:
    """Every file of the zip at ``path``, by its path inside it; nothing is written anywhere.

    Raises ``BundleError``, and OSError where it cannot be read.
    """
    if path.stat().st_size > LARGEST:
        raise BundleError("too-large")
    try:
        with zipfile.ZipFile(path) as archive:
            return _files(archive)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError,
        OverflowError, UnicodeError,
    ) as error:  # fmt: skip
        if isinstance(error, BundleError):
            raise
        raise BundleError("damaged") from None


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = [info for info in archive.infolist() if not info.is_dir()]
    if len(listed) > MOST_FILES:
        raise BundleError("too-many")
    found: dict[str, bytes] = {}
    folded: set[str] = set()
    left = LARGEST
    for info in listed:
        name = info.filename
        if not _is_safe(name):
            raise BundleError("bad-name", ascii(name)[1:81])
        if stat.S_ISLNK(info.external_attr >> 16):
            raise BundleError("link", name)
        if name.casefold() in folded:
            raise BundleError("twice", name)
        with archive.open(info) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise BundleError("too-large")
        folded.add(name.casefold())
        found[name] = content
    return found


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return len(parts) <= DEEPEST and all(SAFE.fullmatch(part) for part in parts)
