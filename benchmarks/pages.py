"""The page in Chromium beside Streamlit, Dash and Panel: the same chart, on the same machine, in
one run. Every server is a fresh process on this machine and ends with the run."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from benchmarks.asking import HOST, KEPT, holding, memory, rates
from benchmarks.rivals.chart import ENDS, bridge

ROOT = Path(__file__).parents[1]
COLD, SWITCHES, SLOW = 7, 20, 3
PATIENCE = 180_000
"""Milliseconds that a page has to show its chart."""

PAUSE = 1.0
"""Seconds after a visit: a large page leaves work behind that the next one would pay for."""

FIRST_PAGE, CHART, SWITCH, SLOW_LINK, TIMES, GROWTH = 60, 200, 60, 1_500, 5, 1.1
"""Budgets: kB, ms, ms, ms, times faster than each rival, memory at the end to a quarter."""

FILLED = 40_000
"""Requests of which a quarter fills what the server keeps; memory rises until then."""

LINK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 200_000,
}
"""1.6 Mbit/s and 150 ms."""

WATCH = """
if (location.origin !== "null") {
  const every = (root, css) => [...root.querySelectorAll(css), ...[...root.querySelectorAll("*")]
    .flatMap(e => e.shadowRoot ? every(e.shadowRoot, css) : [])];
  const painted = canvas => {  // a pixel in the colour of a whole bar
    if (!canvas.width || !canvas.height) return false;
    const small = new OffscreenCanvas(90, 60).getContext("2d", {willReadFrequently: true});
    small.drawImage(canvas, 0, 0, 90, 60);
    const dots = small.getImageData(0, 0, 90, 60).data;
    for (let n = 0; n < dots.length; n += 4)
      if (dots[n] === 0x3c && dots[n + 1] === 0x6e && dots[n + 2] === 0x91) return true;
    return false;
  };
  const seen = text => every(document, HEADING).some(e => e.textContent.includes(text)) &&
    every(document, BAR).some(e => e.tagName === "CANVAS" ? painted(e)
      : e.getBoundingClientRect().width > 0);
  window.watch = text => {
    const look = () => seen(text)
      ? requestAnimationFrame(() => {  // the frame before this one is on the screen
          sessionStorage.seen = performance.timeOrigin + performance.now(); })
      : requestAnimationFrame(look);
    delete sessionStorage.seen;
    requestAnimationFrame(look);
  };
  const clicked = e => { sessionStorage.clicked = performance.timeOrigin + e.timeStamp; };
  addEventListener("click", clicked, true);
  addEventListener("change", e => { if (e.target.tagName === "SELECT") clicked(e); }, true);
  watch(sessionStorage.wanted || WANTED);
}
"""


@dataclass(frozen=True)
class Server:
    """What shows the chart: how it starts, where it stands, and how it is read and switched."""

    name: str
    package: str
    command: Callable[[int], list[str]]
    path: str
    heading: str
    bar: str
    switch: Callable[[Page, str], None]


def _ours(page: Page, end: str) -> None:
    _watched(page, end, lambda: page.select_option("form [name=end]", end))


def _labelled(page: Page, end: str) -> None:
    _watched(page, end, page.get_by_text(end, exact=True).first.click)


def _watched(page: Page, end: str, click: Callable[[], object]) -> None:
    page.evaluate("text => { sessionStorage.wanted = text; watch(text) }", bridge(end)[0])
    click()


def _python(*words: str) -> list[str]:
    return [sys.executable, "-m", *words]


RIVALS = "benchmarks/rivals"
SERVERS = (
    Server("burdenshare", "burdenshare", lambda port: _python("burdenshare", "serve", "--port",
           str(port)), "/korea/share/bridge?lang=en", ".headline", "table.chart rect",
           _ours),
    Server("Streamlit", "streamlit", lambda port: _python(
           "streamlit", "run", f"{RIVALS}/streamlit_app.py", "--server.port", str(port),
           "--server.address", HOST, "--server.headless", "true",
           "--browser.gatherUsageStats", "false"), "/", "h2", "canvas, path[aria-label]",
           _labelled),
    Server("Dash", "dash", lambda port: _python("benchmarks.rivals.dash_app", str(port)), "/",
           "h1", ".bars path", _labelled),
    Server("Panel", "panel", lambda port: _python(
           "panel", "serve", f"{RIVALS}/panel_app.py", "--port", str(port), "--address", HOST),
           "/panel_app", "h1", "canvas", _labelled),
)  # fmt: skip


@dataclass
class Measured:
    """What was measured of one server."""

    server: Server
    port: int
    pid: int
    cold: list[float] = field(default_factory=list)
    switches: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)
    wire: int = 0
    requests: int = 0
    memory: float = 0.0

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"


@contextmanager
def running(server: Server) -> Iterator[Measured]:
    """A server in a fresh process on a free port; ends with the block."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        server.command(port), cwd=ROOT, env={**os.environ, "PYTHONPATH": _paths()},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        one = Measured(server, port, process.pid)
        _wait(one.address + server.path)
        yield one
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()


def _paths() -> str:
    return os.pathsep.join([str(ROOT), str(ROOT / "src")])


def _wait(address: str) -> None:
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(address, timeout=10):
            return
        time.sleep(0.1)
    raise TimeoutError(address)


class Wire:
    """What a page took over the wire: by requests and by sockets, in bytes, and how often."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = self.requests = 0
        self.strange: list[str] = []
        session.on("Network.requestWillBeSent", self._asked)
        # Network.dataReceived says 0 of an address that is opened; this one has its headers too.
        session.on("Network.loadingFinished", self._took)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.send("Network.enable")

    def _asked(self, told: dict[str, dict[str, str]]) -> None:
        address = told["request"]["url"]
        self.requests += address.startswith("http")
        if address.startswith("http") and f"//{HOST}:" not in address:
            self.strange.append(address)

    def _took(self, told: dict[str, int]) -> None:
        self.bytes += int(told["encodedDataLength"])

    def _frame(self, told: dict[str, dict[str, str]]) -> None:
        self.bytes += len(told["response"]["payloadData"])


@contextmanager
def opened(browser: Browser, one: Server, wanted: str) -> Iterator[tuple[Page, CDPSession]]:
    """An empty page of a reader who was never here, which looks out for ``wanted``."""
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 900})
    names = {"HEADING": one.heading, "BAR": one.bar, "WANTED": wanted}
    script = WATCH
    for name, value in names.items():
        script = script.replace(name, repr(value))
    context.add_init_script(script)
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()
    time.sleep(PAUSE)


def shown(page: Page, since: str) -> float:
    """Milliseconds from ``since`` until what was looked out for is on the screen."""
    page.wait_for_function("() => sessionStorage.seen", timeout=PATIENCE)
    return float(page.evaluate(f"sessionStorage.seen - ({since})"))


def first_time(
    browser: Browser, one: Server, address: str, wanted: str, slow: bool = False
) -> tuple[float, Wire]:
    """A first visit: until the chart shows, and what came over the wire."""
    with opened(browser, one, wanted) as (page, session):
        wire = Wire(session)
        if slow:
            session.send("Network.emulateNetworkConditions", LINK)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(address, wait_until="commit", timeout=PATIENCE)
        took = shown(page, "performance.timeOrigin")
        if not slow:
            page.wait_for_load_state("networkidle", timeout=PATIENCE)
        assert not wire.strange, wire.strange
        return took, wire


def switched(browser: Browser, one: Measured, count: int) -> list[float]:
    """Milliseconds of each switch of the end, there and back."""
    took = []
    with opened(browser, one.server, bridge(ENDS[0])[0]) as (page, _):
        page.goto(one.address + one.server.path, timeout=PATIENCE)
        shown(page, "0")
        for number in range(count + 2):
            page.wait_for_timeout(200)
            one.server.switch(page, ENDS[(number + 1) % 2])
            took.append(shown(page, "sessionStorage.clicked"))
    return took[2:]


def measure(browser: Browser, every: Sequence[Measured]) -> None:
    """The chart of each, in turns. All show the same headline: they are waited for by it."""
    wanted = bridge(ENDS[0])[0]
    for turn in range(COLD + 1):  # the first one warms the server and is not counted
        for one in every:
            took, wire = first_time(browser, one.server, one.address + one.server.path, wanted)
            one.wire, one.requests = wire.bytes, wire.requests
            if turn:
                one.cold.append(took)
    for one in every:
        one.switches = switched(browser, one, SWITCHES)
    for one in every:
        for _ in range(SLOW if one.server.name == "burdenshare" else 1):
            took, _ = first_time(
                browser, one.server, one.address + one.server.path, wanted, slow=True
            )
            one.slow.append(took)
        one.memory = memory(one.pid)


def verdict(value: float, most: float) -> str:
    return "within" if value <= most else "over"


def pages(requests: int = 5_000) -> None:
    """Prints everything; ``requests`` is how many the memory is watched over."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium; on Debian: apt-get install chromium"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with ExitStack() as held:
        every = [held.enter_context(running(server)) for server in SERVERS]
        playwright = held.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        print(f"\nThe bridge “{bridge(ENDS[0])[0]}” in Chromium {browser.version},", end=" ")
        print(f"Python {platform.python_version()}, "
              f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")  # fmt: skip
        measure(browser, every)
        first, wire = _first_page(browser, every[0])
        browser.close()
    _table(every)
    print(f"Load {os.getloadavg()[0]:.1f} at the end: more than 1 or 2 is other work")
    ours = every[0]
    print(f"{'first page':<32}{first:>9,.0f} ms   {wire / 1000:.1f} kB", end="   ")
    print(f"{verdict(wire / 1000, FIRST_PAGE)} {FIRST_PAGE} kB")
    for what, value, most in (
        ("chart, cold", median(ours.cold), CHART),
        ("switch", median(ours.switches), SWITCH),
        ("slow link", median(ours.slow), SLOW_LINK),
    ):
        print(f"{what:<32}{value:>9,.0f} ms   {verdict(value, most)} {most:,} ms")
    for other in every[1:]:
        times = median(other.cold) / median(ours.cold)
        told = "within" if times >= TIMES else "over"
        print(f"cold, {other.server.name + ' to ours':<26}{times:>9.1f} ×    {told} {TIMES} ×")
    with running(SERVERS[0]) as fresh:
        _rates(fresh)
    with running(SERVERS[0]) as fresh:
        _memory(fresh, requests)


def _first_page(browser: Browser, ours: Measured) -> tuple[float, int]:
    """The answer page: median until its chart shows, and its bytes."""
    server = replace(ours.server, bar="table.chart circle")
    visits = [first_time(browser, server, ours.address + KEPT[0], "") for _ in range(COLD + 1)]
    return median(took for took, _ in visits[1:]), visits[-1][1].bytes


def _table(every: Sequence[Measured]) -> None:
    print(f"{'':<20}{'cold ms':>10}{'switch ms':>11}{'slow ms':>10}{'wire kB':>10}{'requests':>10}"
          f"{'RSS MB':>8}")  # fmt: skip
    for one in every:
        name = f"{one.server.name} {version(one.server.package)}"
        print(
            f"{name:<20}{median(one.cold):>10,.0f}{median(one.switches):>11,.0f}"
            f"{median(one.slow):>10,.0f}{one.wire / 1000:>10,.1f}{one.requests:>10}"
            f"{one.memory:>8,.0f}"
        )
    print(f"Medians of {COLD} first visits, {SWITCHES} switches; of {SLOW} slow ones for ours,"
          " one try for the others")  # fmt: skip


def _rates(ours: Measured) -> None:
    print("\nAnswers a second, over 4 connections that stay open")
    for name, one in rates(ours.port, 2_000).items():
        print(f"{name:<32}{one.rate:>9,.0f}   {one.count:,} in {one.seconds:.1f} s", flush=True)
        assert set(one.statuses) == {200}, one.statuses


def _memory(ours: Measured, requests: int) -> None:
    start = time.perf_counter()
    print(f"\nMemory over {requests:,} mixed requests\n{0:>9}{memory(ours.pid):>9,.1f} MB")
    sizes = []
    for done, size, statuses in holding(ours.port, ours.pid, requests):
        sizes.append(size)
        told = ", ".join(f"{count:,} × {status}" for status, count in sorted(statuses.items()))
        print(f"{done:>9,}{size:>9,.1f} MB   {told}", flush=True)
    growth = sizes[-1] / sizes[2]
    budget = f"{verdict(growth, GROWTH)} {GROWTH} ×"
    told = budget if requests >= FILLED else f"no verdict below {FILLED:,} requests"
    print(f"end to a quarter {growth:.2f} ×, {told}; {time.perf_counter() - start:,.0f} s")
