"""One server for all tests of the page and the HTTP interface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving import Site, serving


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with serving() as held:
        yield held
