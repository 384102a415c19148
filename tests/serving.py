"""The server on a free port of this machine, asked over real connections."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote

import uvicorn

from burdenshare.cli.serve import warm
from burdenshare.web.app import create_app


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str
    content: bytes = b""


@dataclass(frozen=True)
class Site:
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        connection.request(method, quote(path, safe="/?&=%+:;,"), headers=named)
        answer = connection.getresponse()
        body = answer.read()
        if answer.getheader("content-encoding") == "gzip":
            body = gzip.decompress(body)
        told = {key.lower(): value for key, value in answer.getheaders()}
        connection.close()
        return Reply(answer.status, told, body.decode("utf-8", "replace"), body)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def raw(self, sent: bytes) -> bytes:
        """What comes back for bytes as they are; nothing where the server just hangs up."""
        found = b""
        with self.connect() as one:
            try:
                one.sendall(sent)
                while piece := one.recv(65536):
                    found += piece
            except ConnectionError:
                pass
        return found


@contextmanager
def serving(dossiers: str | None = None) -> Iterator[Site]:
    """The application while it runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    warm()  # what compiles once is no part of any test's patience
    config = uvicorn.Config(create_app(dossiers), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.05)
    yield Site(port)
    server.should_exit = True
    thread.join(timeout=10)
