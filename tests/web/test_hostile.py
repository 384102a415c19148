"""Connections that mean no good: whatever comes, the next reader is answered."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from burdenshare.web import app
from burdenshare.web.app import SERVED
from tests.serving import Site, serving

PATHS = [
    "/%2e%2e/%2e%2e/etc/passwd", "/static/%2e%2e/app.py", "/static/..%2fapp.py",
    "/static/..%5capp.py", "/static/%00", "/static/%ff", "/static/" + "a" * 300,
    "/korea/%00", "/korea/%ff", "/korea/%2f", "/korea/n/..%2f..%2fetc%2fpasswd",
    "/korea/n/" + "a/" * 1500, "/korea\\..\\app.py", "//elsewhere.example/korea/",
    "http://elsewhere.example/korea/", "*", "/api/v1/korea/serve", "/api/v1/korea/new",
    "/api/v1/korea/check", "/api/v1/%2e%2e/brief", "/api/v1/..%2f..%2fetc/brief",
]  # fmt: skip


def asked(path: str, host: str = "localhost", method: str = "GET", more: str = "") -> bytes:
    """A request as it is written on the line."""
    lines = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"
    return lines.encode("latin-1")


def status(reply: bytes) -> int:
    return int(reply.split(b" ", 2)[1]) if reply else 0


def problems(reply: bytes) -> list[dict[str, str]]:
    head, _, body = reply.partition(b"\r\n\r\n")
    assert b"application/json" in head.lower()
    told = json.loads(body)
    assert set(told) == {"problems"}
    held: list[dict[str, str]] = told["problems"]
    assert all(set(one) == {"place", "message", "remedy"} and one["message"] for one in held)
    return held


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_a_path_that_leads_out_leads_nowhere(path: str, site: Site) -> None:
    reply = site.raw(asked(path))
    assert status(reply) in (307, 404)
    assert b"root:" not in reply
    assert b"def create_app" not in reply
    if status(reply) == 404 and b"text/html" not in reply:
        assert problems(reply)


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "[::1",
        "[",
        "",
        "a b",
        "\xff",
        "localhost@x",
        "localhost/x",
        "127.0.0.1:x",
    ],
)
def test_a_host_that_is_not_ours_is_refused_in_the_one_shape(host: str, site: Site) -> None:
    for path in ("/korea/", "/api/v1/korea/brief", "/static/style.css"):
        reply = site.raw(asked(path, host))
        assert status(reply) == 400
        assert problems(reply)


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_other_methods_are_refused_in_the_one_shape(method: str, site: Site) -> None:
    for path in ("/korea/", "/api/v1/korea/brief", "/static/style.css", "/nowhere"):
        reply = site.raw(asked(path, method=method))
        assert status(reply) == 405
        assert b"allow: GET, HEAD" in reply
        assert problems(reply)


def test_the_head_of_an_answer_is_the_head_of_the_whole(site: Site) -> None:
    for path in ("/korea/", "/api/v1/korea/brief", "/static/style.css", "/?lang=en"):
        whole, head = site.raw(asked(path)), site.raw(asked(path, method="HEAD"))
        assert status(head) == status(whole)
        assert head.endswith(b"\r\n\r\n")
        for line in (b"content-length", b"etag", b"content-type"):
            ours, theirs = (
                [one for one in reply.split(b"\r\n") if one.startswith(line)]
                for reply in (head, whole.partition(b"\r\n\r\n")[0])
            )
            assert ours == theirs


def test_ranges_that_cannot_be_are_refused_in_the_one_shape(site: Site) -> None:
    for wanted in ("bytes=5-1", "bytes=99999999-", "bytes=abc"):
        reply = site.raw(asked("/static/style.css", more=f"Range: {wanted}\r\n"))
        assert status(reply) in (200, 400, 416)
        assert status(reply) == 200 or problems(reply)


def test_a_script_in_every_parameter_of_every_command(site: Site) -> None:
    told = json.loads(site.get("/api/v1/openapi.json").text)["paths"]
    for command in SERVED:
        path = "/api/v1/{dossier}/" + command.name
        every = [p for p in told[path]["get"]["parameters"] if p["in"] == "query"]
        needed = {p["name"]: "2016" for p in every if p["required"]}
        for key in (p["name"] for p in every):
            query = "&".join(f"{k}={v}" for k, v in {**needed, key: "<script>x</script>"}.items())
            reply = site.get(f"{path.replace('{dossier}', 'korea')}?{query}")
            assert reply.status in (200, 400, 404), (path, query)
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert reply.headers["content-type"].startswith(("application/json", "text/csv"))


def test_a_megabyte_of_address_or_of_headers_is_cut_off(site: Site) -> None:
    """The server hangs up, with or without a word."""
    flood = "".join(f"X-{n}: {'a' * 100}\r\n" for n in range(10_000))
    for sent in (asked("/korea/?x=" + "a" * 1_000_000), asked("/korea/", more=flood)):
        assert status(site.raw(sent)) in (0, 400, 414, 431)
    some = "".join(f"X-{n}: {'a' * 50}\r\n" for n in range(100))
    assert status(site.raw(asked("/korea/", more=some))) == 200


@pytest.mark.parametrize(
    "sent",
    [b"\0\1\2\r\n\r\n", b"GET\r\n\r\n", b"GET /korea/ HTTP/1.1\r\n\r\n",
     b"GET /korea/ HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01",
     b"GET /korea/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_refused(sent: bytes, site: Site) -> None:
    with site.connect() as one:
        one.sendall(sent)
        one.shutdown(1)
        assert status(one.recv(65536)) in (0, 400)
    assert site.get("/korea/").status == 200


def test_dribbled_and_broken_requests_do_not_keep_others_waiting(site: Site) -> None:
    """Fifty readers send a letter at a time, fifty stop in the middle, fifty want no answer."""
    whole = asked("/korea/agreements?lang=en")
    slow = [site.connect() for _ in range(50)]
    halves = [site.connect() for _ in range(50)]
    for one in halves:
        one.sendall(whole[: len(whole) // 2])
    for _ in range(50):
        with site.connect() as rude:
            rude.sendall(whole)
    for at in range(len(whole)):
        for one in slow:
            one.sendall(whole[at : at + 1])
        if at % 40 == 0:
            begun = time.perf_counter()
            assert site.get("/korea/agreements?lang=en").status == 200
            assert time.perf_counter() - begun < 5
    for one in slow:
        assert status(one.recv(65536)) == 200
        one.close()
    for one in halves:
        one.close()
    assert site.get("/korea/").status == 200


def test_a_fault_of_ours_is_told_in_the_one_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(app, "answer", fails)
    with serving() as broken:
        reply = broken.raw(asked("/api/v1/korea/brief?lang=en"))
    assert status(reply) == 500
    (problem,) = problems(reply)
    assert problem["message"] == "Something broke here; what you asked is not at fault."
    assert b"a fault of ours" not in reply


def test_two_hundred_different_questions_at_once(site: Site) -> None:
    """None of them kept: each is worked out while the others wait."""
    with ThreadPoolExecutor(200) as many:
        asked_ = [f"/korea/share?span=2016&definition=official&rate={1000 + n}" for n in range(200)]
        assert set(many.map(lambda path: site.get(path).status, asked_)) == {200}
