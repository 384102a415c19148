"""A server and a browser for all tests of the pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.serving import serving


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serving() as site:
        yield site.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium; on Debian: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=found,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails when it asks another machine or says anything on the console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    strange: list[str] = []
    opened.on("request", lambda r: None if r.url.startswith(address) else strange.append(r.url))
    opened.on("console", lambda m: strange.append(m.text) if "status of 4" not in m.text else None)
    opened.on("pageerror", lambda e: strange.append(str(e)))
    yield opened
    assert strange == []
    context.close()
