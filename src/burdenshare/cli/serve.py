"""Opens the page on this machine. The packages it needs load only here."""

from __future__ import annotations

import importlib
import socket
from contextlib import suppress
from threading import Thread

from burdenshare import answers
from burdenshare.answers.asked import Asked
from burdenshare.answers.commands import UsageError

PORT = 8000
HOST = "127.0.0.1"


def serve(asked: Asked) -> int:
    """Serves until it is interrupted; returns 0.

    Raises ``UsageError`` where a package lacks or the port cannot be used.
    """
    try:
        uvicorn = importlib.import_module("uvicorn")
        app = importlib.import_module("burdenshare.web.app")
    except ModuleNotFoundError:
        raise UsageError("no-web", "no-web-remedy") from None
    port = _port(asked.option("--port") or str(PORT))
    _free(port)
    hosts = [name for name in asked.option("--host-name").split(",") if name]
    made = app.create_app(asked.option("--dossiers") or None, hosts)
    address = f"http://{HOST}:{port}/?lang={asked.words.language}"
    print(asked.words.say("error", "serving", address=address), flush=True)
    Thread(target=warm, daemon=True).start()
    uvicorn.run(made, host=HOST, port=port, log_level="warning", server_header=False)
    return 0


WARMING = (
    "compare korea sma-12 --futures 1024",
    "compare korea sma-12,twelfth-two-percent --futures 1024 --influence",
)
"""What every loop of many futures is needed for."""


def warm() -> None:
    """Loads the loops of many futures, or compiles them, so that no reader waits for it. Whatever
    goes wrong here is told to the reader who asks."""
    for line in WARMING:
        with suppress(Exception):
            answers.ask(line).content()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 65536):
        raise UsageError("bad-port", value=text[:20])
    return int(text)


def _free(port: int) -> None:
    """Refuses a port that something else uses, in a sentence."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            reason = str(error.strerror or error)
            raise UsageError("port-taken", port=str(port), reason=reason) from None
