"""Takes the pictures of the README from the running page: ``make shots``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent / "shots"
SHOTS = {
    "answer": ("/korea/", 760),
    "share": ("/korea/share/bridge", 760),
    "multiverse": ("/korea/share/multiverse", 760),
}
"""Pages and how much of each is shown, in lines of the screen."""


def main() -> int:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        print("The pictures need Chromium (on Debian: apt-get install chromium fonts-noto-cjk).")
        return 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "burdenshare", "serve", "--port", str(port)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as server, sync_playwright() as drive:
        try:
            browser = drive.chromium.launch(executable_path=found, args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1200, "height": 760})
            _when_it_answers(page, f"http://127.0.0.1:{port}")
            for name, (path, height) in SHOTS.items():
                for language in ("en", "ko"):
                    page.set_viewport_size({"width": 1200, "height": height})
                    page.goto(f"http://127.0.0.1:{port}{path}?lang={language}")
                    page.screenshot(path=HERE / f"{name}-{language}.png")
                    print(f"docs/shots/{name}-{language}.png")
        finally:
            server.terminate()
    return 0


def _when_it_answers(page: Page, address: str) -> None:
    for _ in range(100):
        try:
            if page.request.get(f"{address}/").ok:
                return
        except Exception:  # the port is not open yet
            time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
