"""A new dossier: a small commented one, or a copy of another. Written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from burdenshare.vocabulary import Language


def write(name: str, language: Language, origin: Path | None = None) -> tuple[str, int]:
    """Write the folder ``name``; returns it and the number of its files.

    Raises FileExistsError when something of that name is there already.
    """
    target = Path(name)
    if target.exists() or target.is_symlink():
        raise FileExistsError(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        if origin is not None:
            shutil.copytree(origin, draft, dirs_exist_ok=True, symlinks=False)
            (draft / "proposals").mkdir(exist_ok=True)
        else:
            _unpack(language, draft)
        draft.chmod(0o755)
        os.rename(draft, target)  # noqa: PTH104  (fails when the target came into being meanwhile)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return name, sum(1 for path in target.rglob("*") if path.is_file())


def _unpack(language: Language, into: Path) -> None:
    packed = Path(__file__).parent / "starter" / language
    with_names = [
        "dossier.toml",
        "sources.csv",
        "payments.csv",
        "backtest.toml",
        "agreements/first.toml",
        "proposals/mine.toml",
        "series/prices.csv",
    ]
    for name in with_names:
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((packed / name).read_text(encoding="utf-8"), encoding="utf-8")
