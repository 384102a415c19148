"""Very many futures: the same bits in any parts, on any workers, and whatever stops the run."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import reduce
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed
import distributed.versions
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import burdenshare
from burdenshare.answers import ask
from burdenshare.answers.commands import UsageError
from burdenshare.futures import (
    DamagedError,
    ScaleError,
    Summary,
    as_bytes,
    batches,
    cluster,
    of_bytes,
    run_at_scale,
    scale,
)
from burdenshare.futures.batches import Job, sized
from burdenshare.futures.kernel import BLOCK
from burdenshare.futures.parts import Part, Shelf, left, part_of, together
from tests.laws.test_futures import DRIVERS, PROPOSALS, summary
from tests.written import ROOT

BLOCKS = 1500
JOB = Job(tuple(PROPOSALS), DRIVERS, 7)


@pytest.fixture(scope="module")
def whole() -> str:
    return summary(range(BLOCKS), threads=2).digest


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many parts of a small problem."""
    monkeypatch.setattr(scale, "FIRST", 100)
    monkeypatch.setattr(scale, "BATCH", 0.05)
    monkeypatch.setattr(cluster, "FIRST", 20)
    monkeypatch.setattr(cluster, "TASK", 0.05)


def at_scale(blocks: int = BLOCKS, **how: Any) -> Summary:
    return run_at_scale(PROPOSALS, DRIVERS, 7, blocks, **how)


class Heard:
    """What a run told; ``then`` is done once it has come so far."""

    def __init__(self, so_far: int = 0, then: Callable[[], None] | None = None) -> None:
        self.so_far = so_far
        self.then = then
        self.told: list[int] = []

    def __call__(self, stage: str, done: int, wanted: int, left: float | None) -> None:
        self.told.append(done)
        if self.then is not None and self.so_far < done < wanted:
            then, self.then = self.then, None
            then()


def stop() -> None:
    raise KeyboardInterrupt


# -- bytes ---------------------------------------------------------------------------------------


def test_a_summary_comes_back_from_its_bytes() -> None:
    held = summary(range(12))
    again, notes = of_bytes(as_bytes(held, {"said": "누가"}))
    assert (again.digest, notes) == (held.digest, {"said": "누가"})
    assert as_bytes(again) == as_bytes(held)
    for field in fields(Summary):
        one, other = getattr(held, field.name), getattr(again, field.name)
        if field.name == "tallies":
            one, other = (
                [(t.step, t.sums.tolist(), t.counts.tolist()) for t in tallies]
                for tallies in (one, other)
            )
        assert np.all(one == other), field.name
    assert again.merged(summary(range(12, 20))).digest == summary(range(20)).digest


@pytest.fixture(scope="module")
def written() -> bytes:
    return JOB.part(range(2), "proof").as_bytes()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_bytes_that_changed_are_told(written: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(written) - 1))
    by = data.draw(st.integers(1, 255))
    changed = written[:at] + bytes([written[at] ^ by]) + written[at + 1 :]
    for told in (changed, written[:at], written + b"x", b"", b"PK\3\4"):
        with pytest.raises(DamagedError):
            part_of(told)


# -- parts ---------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_blocks_are_joined_and_what_is_left_is_the_rest(one: set[int], other: set[int]) -> None:
    first, second = (tuple(range(n, n + 1) for n in sorted(held)) for held in (one, other))
    if one & other:
        with pytest.raises(ValueError, match="counted already"):
            together(first, second)
        return
    joint = together(first, second)
    assert [n for part in joint for n in part] == sorted(one | other)
    assert all(a.stop < b.start for a, b in pairwise(joint))
    rest = [n for part in left(joint, 41) for n in part]
    assert rest == sorted(set(range(41)) - one - other)


def test_parts_of_shuffled_blocks_in_any_order_are_the_whole(whole: str) -> None:
    draw = random.Random(1)
    cuts = [0, *sorted(draw.sample(range(1, BLOCKS), 20)), BLOCKS]
    made = [JOB.part(range(a, b), "p") for a, b in pairwise(cuts)]
    draw.shuffle(made)
    joint = reduce(Part.merged, (part_of(one.as_bytes()) for one in made))
    assert (joint.blocks, joint.summary.digest) == ((range(BLOCKS),), whole)


def test_parts_of_other_arithmetic_or_of_the_same_block_do_not_merge() -> None:
    one = JOB.part(range(2), "p")
    with pytest.raises(ValueError, match="other arithmetic"):
        one.merged(JOB.part(range(2, 3), "q"))
    with pytest.raises(ValueError, match="counted already"):
        one.merged(JOB.part(range(1, 2), "p"))


def test_a_batch_grows_or_shrinks_to_its_time() -> None:
    assert sized(100, 1.0, 2.0) == 200
    assert sized(100, 0.0, 2.0) == 400
    assert sized(100, 1e9, 2.0) == 25
    assert sized(1, 1e9, 2.0) == 1


# -- batches on this machine ---------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 2])
def test_batches_give_the_bits_of_one_run(threads: int, whole: str) -> None:
    heard = Heard()
    assert at_scale(threads=threads, told=heard).digest == whole
    assert heard.told == sorted(heard.told)
    assert len(heard.told) > 4


def test_a_stopped_run_goes_on_from_what_is_kept(tmp_path: Path, whole: str) -> None:
    kept = []
    for so_far in (50 * BLOCK, 500 * BLOCK, 1000 * BLOCK):
        heard = Heard(so_far, stop)
        with pytest.raises(KeyboardInterrupt):
            at_scale(keep=tmp_path, told=heard)
        (path,) = tmp_path.glob("*.futures")
        kept.append(part_of(path.read_bytes()).summary.futures)
        assert heard.told[-1] == kept[-1]
        assert heard.told[0] == (kept[-2] if len(kept) > 1 else 0)
    assert at_scale(keep=tmp_path).digest == whole
    heard = Heard()
    assert at_scale(keep=tmp_path, told=heard).digest == whole
    assert heard.told == []


def test_more_futures_go_on_from_fewer_and_leave_them(tmp_path: Path, whole: str) -> None:
    few = at_scale(300, keep=tmp_path)
    heard = Heard()
    assert at_scale(keep=tmp_path, told=heard).digest == whole
    assert heard.told[0] == few.futures
    heard = Heard()
    assert at_scale(300, keep=tmp_path, told=heard).digest == few.digest
    assert heard.told == []
    assert at_scale(200, keep=tmp_path).digest == summary(range(200)).digest
    assert len(list(tmp_path.glob("*.futures"))) == 3


def test_another_seed_has_a_file_of_its_own(tmp_path: Path) -> None:
    one = run_at_scale(PROPOSALS, DRIVERS, 7, 50, keep=tmp_path)
    other = run_at_scale(PROPOSALS, DRIVERS, 8, 50, keep=tmp_path)
    assert one.digest != other.digest
    assert len(list(tmp_path.glob("*.futures"))) == 2


def refused(kind: str, **how: Any) -> ScaleError:
    with pytest.raises(ScaleError) as told:
        at_scale(**how)
    assert told.value.kind == kind
    return told.value


def test_kept_files_that_cannot_be_used_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_scale(100, keep=tmp_path)
    (path,) = tmp_path.glob("*.futures")
    good = path.read_bytes()
    path.write_bytes(good[:-50])
    assert refused("keep-damaged", keep=tmp_path).details == {"file": str(path)}
    assert path.read_bytes() == good[:-50]
    path.write_bytes(replace(part_of(good), proof="another").as_bytes())
    refused("keep-other-version", keep=tmp_path)
    path.write_bytes(good)
    refused("keep-unusable", keep=path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused("keep-unusable", keep=tmp_path).details["reason"] == "No space left on device"
    assert path.read_bytes() == good


def test_what_a_killed_run_began_to_write_is_thrown_away_later(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, "0123456789abcdef", "")
    old, new, other = (tmp_path / f".{name}.part" for name in
                       ("0123456789abcdef-1.1", "0123456789abcdef-1.2", "fedcba-1.3"))  # fmt: skip
    for path in (old, new, other):
        path.touch()
    for path in (old, other):
        os.utime(path, (0, 0))
    shelf.open()
    assert [path.exists() for path in (old, new, other)] == [False, True, True]


# -- a cluster -----------------------------------------------------------------------------------


Local: Any = distributed.LocalCluster
Client: Any = distributed.Client
PLAIN = {"threads_per_worker": 1, "memory_limit": 0, "silence_logs": 50,
         "dashboard_address": "127.0.0.1:0"}  # fmt: skip


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    with Local(n_workers=1, **PLAIN) as held:
        yield held


def with_workers(dask: Any, number: int) -> Any:
    dask.scale(number)
    client = Client(dask, set_as_default=False)
    client.wait_for_workers(number, timeout=60)
    return client


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_any_number_of_workers_gives_the_same_bits(
    dask: Any, workers: int, whole: str, tmp_path: Path
) -> None:
    """A run on the cluster that is stopped, and goes on there."""
    with with_workers(dask, workers):
        with pytest.raises(KeyboardInterrupt):
            at_scale(cluster=dask.scheduler_address, keep=tmp_path, told=Heard(51200, stop))
        heard = Heard()
        told = at_scale(cluster=dask.scheduler_address, keep=tmp_path, told=heard)
        assert told.digest == whole
        assert heard.told[0] > 51200


def test_a_worker_that_is_killed_costs_only_its_blocks(dask: Any, whole: str) -> None:
    with with_workers(dask, 2) as client:
        before = client.run(os.getpid)
        (victim, *_) = before.values()
        heard = Heard(51200, lambda: os.kill(victim, signal.SIGKILL))
        assert at_scale(cluster=dask.scheduler_address, told=heard).digest == whole
        assert heard.then is None
        client.wait_for_workers(2, timeout=60)
        assert victim not in client.run(os.getpid).values()


def _pretend(version: str) -> None:
    """What a worker says of burdenshare; nothing else is changed."""
    held: Any = distributed.versions
    real = getattr(held, "real", None) or held._version_cached
    held.real = real
    held._version_cached = lambda name: version if name == "burdenshare" and version else real(name)


def _prove(blocks: int) -> None:
    sys.modules["burdenshare.futures.batches"].PROOF = blocks  # type: ignore[attr-defined]


def test_workers_of_another_version_are_refused(dask: Any, tmp_path: Path) -> None:
    with with_workers(dask, 1) as client:
        client.run(_pretend, "9.9")
        told = refused("cluster-versions", cluster=dask.scheduler_address, keep=tmp_path)
        assert told.details["theirs"] == "burdenshare 9.9"
        assert told.details["ours"] == f"burdenshare {burdenshare.__version__}"
        client.run(_pretend, "")
        client.run(_prove, 2)
        refused("cluster-other-bits", cluster=dask.scheduler_address, keep=tmp_path)
        client.run(_prove, batches.PROOF)
        assert at_scale(300, cluster=dask.scheduler_address).futures == 300 * BLOCK


def test_a_cluster_that_goes_away_leaves_what_is_done(
    tmp_path: Path, whole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scheduler is closed in the middle; the same run then ends on this machine."""
    monkeypatch.setattr(cluster, "PATIENCE", 2.0)
    with Local(n_workers=1, processes=False, **PLAIN) as held:
        heard = Heard(100 * BLOCK, held.close)
        with pytest.raises(ScaleError) as told:
            at_scale(cluster=held.scheduler_address, keep=tmp_path, told=heard)
    assert told.value.kind == "cluster-gone"
    after = Heard()
    assert at_scale(keep=tmp_path, told=after).digest == whole
    assert after.told[0] == heard.told[-1] > 100 * BLOCK


def test_dask_is_loaded_only_when_a_cluster_is_named() -> None:
    code = (
        "import sys\nfrom tests.laws.test_futures import DRIVERS, PROPOSALS\n"
        "from burdenshare.futures import run_at_scale\n"
        "run_at_scale(PROPOSALS, DRIVERS, 7, 300)\n"
        "print([m for m in ('dask', 'distributed') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"


# -- sentences -----------------------------------------------------------------------------------


def sentence(line: str) -> tuple[str, dict[str, str]]:
    with pytest.raises(UsageError) as told:
        ask(f"compare korea sma-12 {line}")
    return told.value.kind, told.value.details


def test_what_cannot_be_run_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    assert sentence("--futures 1000000000000") == (
        "bad-count",
        {"name": "--futures", "value": "1000000000000", "most": "10,000,000,000"},
    )
    assert sentence("--keep x") == ("only-with-futures", {"name": "--keep"})
    many = "--futures 10000 --cluster"
    assert sentence(f"{many} local:0") == ("cluster-local", {"address": "local:0"})
    kind, details = sentence(f"{many} 127.0.0.1:1")
    assert (kind, details["address"]) == ("cluster-unreachable", "127.0.0.1:1")
    assert sentence(f"{many} nowhere")[0] == "cluster-unreachable"
    monkeypatch.setattr(cluster, "importlib", SimpleNamespace(import_module=_not_there))
    assert sentence(f"{many} local")[0] == "cluster-package"


def _not_there(name: str) -> None:
    raise ModuleNotFoundError(name)


# -- whole processes -----------------------------------------------------------------------------

FUTURES = 150_000_000


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """``burdenshare compare`` on one processor, so that it lasts a few seconds."""
    return subprocess.Popen(
        [sys.executable, "-m", "burdenshare", "compare", "korea", "sma-12,eighth-carried-on",
         "--futures", str(FUTURES), "--seed", "3", "--keep", str(folder), "--json", *words],
        cwd=ROOT, env={**os.environ, "LANG": "C.UTF-8"}, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip


def when_kept(folder: Path, since: float) -> float:
    """Waits until something newer is kept."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        times = [path.stat().st_mtime for path in folder.glob("*.futures")]
        if times and max(times) > since:
            return max(times)
        time.sleep(0.02)
    raise AssertionError("nothing was kept")


def held(folder: Path) -> int:
    (path,) = folder.glob("*.futures")
    return part_of(path.read_bytes()).summary.futures


def test_a_process_that_is_interrupted_and_killed_goes_on_and_ends_with_the_same_bits(
    tmp_path: Path,
) -> None:
    broken, fresh = tmp_path / "broken", tmp_path / "fresh"
    process = started(broken)
    kept_at = when_kept(broken, 0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    done = held(broken)
    assert (process.returncode, out) == (130, "")
    assert re.search(r"^Stopped: ([\d,]+) of 150,000,640 futures are done and kept in ", err)
    assert f"Stopped: {done:,} of" in err
    assert 0 < done < FUTURES

    process = started(broken)
    when_kept(broken, max(kept_at, *(p.stat().st_mtime for p in broken.iterdir())))
    process.kill()
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert done < held(broken) < FUTURES

    on_workers = started(broken, "--cluster", "local:2")
    out, err = on_workers.communicate(timeout=120)
    assert (on_workers.returncode, err) == (0, "")
    alone = started(fresh)
    wanted, _ = alone.communicate(timeout=120)
    assert out == wanted
    one, other = (next(f.glob("*.futures")) for f in (broken, fresh))
    assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())
