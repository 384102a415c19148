"""The server: pages and the HTTP interface over the same answers, read-only, local by default."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, TypeAlias

from fastapi import FastAPI, Request, Response
from fastapi import Path as InPath
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

import burdenshare
from burdenshare import study
from burdenshare.answers import answer, forms
from burdenshare.answers.asked import loaded, on_its_day
from burdenshare.answers.called import not_found
from burdenshare.answers.commands import COMMANDS, Command, UsageError
from burdenshare.show import pictures
from burdenshare.show.words import words
from burdenshare.vocabulary import Dossier, Language
from burdenshare.web import downloads, pages
from burdenshare.web.description import (
    FORMS,
    SCHEMAS,
    XLSX,
    parameters,
    refused,
    responses,
)
from burdenshare.web.questions import (
    LONGEST,
    Question,
    Shelf,
    address,
    asked,
    language_of,
    question,
)

HERE = Path(__file__).parent
TEMPLATES = Environment(loader=FileSystemLoader(HERE / "templates"), autoescape=select_autoescape())
STYLE = (HERE / "static" / "style.css").read_text(encoding="utf-8")
TEMPLATES.globals["style"] = Markup(STYLE)
STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
"""The style stands in every page, which spares a request before the first bar; no other may."""
LOCAL = ("localhost", "127.0.0.1", "[::1]", "testserver")
POLICY = (
    f"default-src 'self'; img-src 'self' data:; style-src 'sha256-{STYLE_HASH}'; "
    "script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'"
)
UNSERVED = ("new", "check", "serve", "run", "reproduce", "export")
SERVED = tuple(c for c in COMMANDS if c.name not in UNSERVED)
"""Commands that only read a dossier that is there."""
KEPT = 32 * 1024 * 1024
"""Bytes of answers that are kept: the records do not change while a server runs."""

DOSSIER = Annotated[str, InPath(description="Name of a dossier.", examples=["korea", "ruritania"])]

Refusal = tuple[int, str, str]
"""Status, what is wrong, and how to mend it."""


Made: TypeAlias = tuple[int, bytes, str]
"""Status, content and media type of an answer."""
HTML, JSON, CSV = "text/html", "application/json", "text/csv"
KINDS = {"json": JSON, "csv": CSV, "xlsx": XLSX}
SVG, PNG = "image/svg+xml", "image/png"


def _bytes(key: object, held: Made) -> int:
    """About how much an answer takes, with the question it is kept by."""
    return len(held[1]) + 2 * len(str(key)) + 500


class Kept:
    """Answers that were made, by day, question and form; the records do not change while it
    runs, the days left do."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.made: OrderedDict[tuple[object, ...], Made] = OrderedDict()
        self.size = 0
        self.lock = Lock()
        self.taking = Lock()

    def get(self, key: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """What was made for ``key``, else what ``make`` makes; the oldest of many is dropped."""
        key = (date.today(), *key)
        held = self.made.get(key)
        if held is None:
            held = make()
            self._keep(key, held)
        return held

    def _keep(self, key: tuple[object, ...], held: Made) -> None:
        with self.lock:
            self.size += _bytes(key, held) if self.made.get(key) is None else 0
            self.made[key] = held
            while self.size > KEPT:
                self.size -= _bytes(*self.made.popitem(last=False))

    def page(
        self, one: Question, page: pages.Page, place: pages.Place, form: str, number: str = ""
    ) -> Made:
        """A page, or a chart of it alone, to be shown in another."""
        key = ("page", page.name, place, form, number, one.key, one.view, one.cited, one.ignored)
        return self.get(key, lambda: self._page(one, page, place, form, number))

    def _page(
        self, one: Question, page: pages.Page, place: pages.Place, form: str, number: str
    ) -> Made:
        status = 200
        held: dict[str, object]
        try:
            version = self.shelf.version(one.dossier)
            if page.name in pages.WORDS:
                dossier = self.shelf.load(one.dossier)
                held = pages.words_about(one, page, dossier, place, version)
            else:
                held = pages.parts(one, page, asked(one, self.shelf.load, True), place, version)
        except REFUSED as error:
            status, message, remedy = refusal(error, one.language)
            held = {
                **pages.frame(one, page, place), **self._turns(one, page), "title": message,
                "problem": message, "remedy": remedy, "lead": "", "description": message,
                "linked": escape,
            }  # fmt: skip
        template = TEMPLATES.get_template("embed.html" if form == "embed" else "page.html")
        say = words(one.language).say
        text = template.render(say=say, program=burdenshare.__version__, wanted=number, **held)
        return status, text.encode(), HTML

    def _turns(self, one: Question, page: pages.Page) -> dict[str, object]:
        """What can be turned on a page that was refused, with what was asked."""
        try:
            dossier = self.shelf.load(one.dossier)
            known = self._known(one)
            return pages.turns(one, page, dossier, words(one.language), known)
        except REFUSED:
            return {}

    def _known(self, one: Question) -> Dossier | None:
        """The dossier of the day of a question, where that is a day."""
        try:
            return loaded(on_its_day(asked(one, self.shelf.load)))[0]
        except UsageError:
            return None

    def picture(
        self, one: Question, page: pages.Page, place: pages.Place, form: str, number: int
    ) -> Made:
        """A chart of a page as a picture."""
        key = ("picture", page.name, place, form, number, one.key)
        return self.get(key, lambda: self._picture(one, place, form, number))

    def _picture(self, one: Question, place: pages.Place, form: str, number: int) -> Made:
        try:
            held, _ = answer(asked(one, self.shelf.load))
            drawn = pages.charts_of(held)
            version = self.shelf.version(one.dossier)
            if number > len(drawn):
                return problem_made(404, words(one.language).say("web", "no-picture-here"), "")
            chart = drawn[number - 1]
            foot = pages.foot(one, place, chart, version, words(one.language))
            text = pictures.svg(chart, foot, one.language)
            if form == "svg":
                return 200, text.encode(), SVG
            return 200, pictures.png(text), PNG
        except pictures.NoPictureError as error:
            say = words(one.language).say
            return problem_made(501, say("error", error.key), say("error", error.remedy))
        except REFUSED as error:
            return problem_made(*refusal(error, one.language))

    def paper(self, one: Question, place: pages.Place, form: str, size: str) -> Made:
        """An answer as a document."""
        key = ("paper", form, size, place.site, one.key)
        return self.get(key, lambda: self._paper(one, place, form, size))

    def _paper(self, one: Question, place: pages.Place, form: str, size: str) -> Made:
        try:
            made = downloads.on_paper(asked(one, self.shelf.load), form, size, place.site)
        except REFUSED as error:
            return problem_made(*refusal(error, one.language))
        return 200, made, downloads.PAPERS[form]

    def taken(self, dossier: str, form: str, language: Language) -> Made:
        """A whole dossier as one file. One is made at a time."""
        with self.taking:
            return self.get(("taken", dossier, form), lambda: self._taken(dossier, form, language))

    def _taken(self, dossier: str, form: str, language: Language) -> Made:
        try:
            made = downloads.taken(self.shelf.load(dossier), form)
        except REFUSED as error:
            return problem_made(*refusal(error, language))
        return 200, made, downloads.TAKEN[form]

    def data(self, one: Question, form: str) -> Made:
        """An answer as JSON, CSV or a workbook."""
        return self.get(("data", form, one.key), lambda: self._data(one, form))

    def _data(self, one: Question, form: str) -> Made:
        try:
            held, known = answer(asked(one, self.shelf.load, form in forms.LINKED))
            known = replace(known, version=lambda _: self.shelf.version(one.dossier))
            return 200, forms.made(held, known, form), KINDS[form]
        except REFUSED as error:
            return problem_made(*refusal(error, one.language))


REFUSED = (UsageError, study.NotFoundError, study.UnsoundError)


def create_app(dossiers: str | None = None, hosts: Sequence[str] = ()) -> FastAPI:
    """The application. ``dossiers`` is a folder of private ones; ``hosts`` are names under which
    it is reached besides the local ones."""
    kept = Kept(Shelf(dossiers))
    app = FastAPI(
        title="burdenshare", version=burdenshare.__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="The answers of the command line over HTTP: same words, same numbers.",
    )  # fmt: skip
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOCAL, *hosts])
    app.middleware("http")(guarded)
    app.add_exception_handler(HTTPException, not_here)
    app.add_exception_handler(Exception, broken)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    def first(request: Request) -> Response:
        known = study.names(dossiers)
        name = "korea" if "korea" in known else known[0]
        return RedirectResponse(f"/{name}/?lang={language(request)}", status_code=307)

    for command in SERVED:
        app.add_api_route(
            f"/api/v1/{{dossier}}/{command.name}", interface(kept, command), methods=["GET"],
            summary=words("en").say("command", command.name), name=f"api-{command.name}",
            openapi_extra={"parameters": parameters(command)}, responses=responses(command),
            response_class=Response,
        )  # fmt: skip
        app.add_api_route(
            f"/api/v1/{{dossier}}/{command.name}", interface(kept, command), methods=["HEAD"],
            include_in_schema=False, response_class=Response,
        )  # fmt: skip
    app.add_api_route(
        "/api/v1/{dossier}/export", exported(kept), methods=["GET"], name="api-export",
        summary=words("en").say("command", "export"), response_class=Response,
        openapi_extra={"parameters": downloads.PARAMETERS},
        responses={200: downloads.ANSWERED, **refused()},
    )  # fmt: skip
    app.add_api_route(
        "/api/v1/{dossier}/export", exported(kept), methods=["HEAD"], include_in_schema=False,
        response_class=Response,
    )  # fmt: skip
    for page in pages.PAGES:
        app.add_api_route(
            f"/{{dossier}}/{page.path}", served(kept, page), methods=["GET", "HEAD"],
            include_in_schema=False, name=page.name, response_class=Response,
        )  # fmt: skip
    plain = app.openapi

    def described() -> dict[str, Any]:
        told = plain()
        told.setdefault("components", {})["schemas"] = SCHEMAS
        return told

    app.openapi = described  # type: ignore[method-assign]
    return app


def language(request: Request) -> Language:
    """The language of an address, else the reader's own."""
    wanted = request.query_params.get("lang")
    return language_of(wanted, request.headers.get("accept-language", ""))


async def guarded(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Only reading, addresses of a sensible length, and headers that keep a page to itself."""
    if request.method not in ("GET", "HEAD"):
        response: Response = told(405, words(language(request)).say("web", "only-get"), "")
        response.headers["Allow"] = "GET, HEAD"
    elif len(request.url.query) > LONGEST or len(request.url.path) > LONGEST:
        response = told(414, words(language(request)).say("web", "too-long", most=LONGEST), "")
    else:
        response = await call_next(request)
        if _plainly_refused(response):
            message = words(language(request)).say("web", "refused")
            response = told(response.status_code, message, "")
    shown = "*" if request.query_params.get("form") == "embed" else "'self'"
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors {shown}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Vary"] = "Accept-Language, Accept-Encoding"
    return response


def _plainly_refused(response: Response) -> bool:
    """Whether a part below refused in its own words: an unknown host, a range of a file."""
    kind = response.headers.get("content-type", "")
    return response.status_code >= 400 and kind.startswith("text/plain")


async def broken(request: Request, _: Exception) -> Response:
    """What must not happen is told in the same shape; the cause is in the log."""
    say = words(language(request)).say
    return told(500, say("web", "broken"), say("web", "broken-remedy"))


async def not_here(request: Request, error: Exception) -> Response:
    """A path that is no page: a page for a browser, the one shape for a program."""
    say = words(language(request)).say
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/api"):
        return lost(language(request))
    status = error.status_code if isinstance(error, HTTPException) else 404
    return told(status, say("web", "not-here"), say("web", "not-here-remedy"))


def lost(language: Language) -> Response:
    """A page that says there is none."""
    template = TEMPLATES.get_template("lost.html")
    text = template.render(say=words(language).say, lang=language)
    return Response(text, 404, media_type=f"{HTML}; charset=utf-8")


def served(kept: Kept, page: pages.Page) -> Callable[..., Response]:
    """The handler of a page, and of its charts as pictures and to be shown elsewhere."""

    def handler(request: Request, dossier: str, item: str = "") -> Response:
        told = request.query_params
        one = pages.asks(page, dossier, item, told.multi_items(), language(request))
        place = pages.Place(request.url.path, str(request.base_url).rstrip("/"))
        form = told.get("form", "")
        if form in ("svg", "png"):
            number = told.get("chart", "1")
            chart = int(number) if number in ("1", "2", "3") else 99
            made = kept.picture(one, page, place, form, chart)
        elif form in downloads.PAPERS and page.name not in pages.WORDS:
            size = told.get("paper", "")
            made = kept.paper(one, place, form, size[:20])
        else:
            made = kept.page(one, page, place, form, told.get("chart", "")[:2])
        response = tagged(request, made)
        if made[2] in (downloads.PAPERS["md"], downloads.PAPERS["pdf"]) or form == "html":
            name = f"burdenshare-{page.name}-{one.language}.{form}"
            _called(response, name, "inline" if form == "pdf" else "attachment")
        if "hx-request" in request.headers:
            response.headers["HX-Push-Url"] = address(one, request.url.path)
        return response

    handler.__annotations__ = {"request": Request, "dossier": str, "item": str}
    if "{item}" not in page.path:
        return _without_item(handler)
    return handler


def _without_item(handler: Callable[..., Response]) -> Callable[..., Response]:
    def plain(request: Request, dossier: str) -> Response:
        return handler(request, dossier)

    plain.__annotations__ = {"request": Request, "dossier": str}
    return plain


def _called(response: Response, name: str, how: str = "attachment") -> None:
    """A file with a name of its own, where there is one."""
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'{how}; filename="{name}"'


def exported(kept: Kept) -> Callable[..., Response]:
    """The handler of a whole dossier as data."""

    def handler(request: Request, dossier: str) -> Response:
        told_ = dict(request.query_params)
        speech = words(language(request))
        form = told_.pop("form", "zip")
        unknown = [key for key in told_ if key != "lang"]
        if unknown or form not in downloads.TAKEN:
            names = ", ".join(unknown) or f"form={form[:20]}"
            return told(400, speech.say("web", "unknown-keys", names=names[:200]), "")
        response = tagged(request, kept.taken(dossier, form, speech.language))
        if response.status_code == 200:
            _called(response, downloads.name_of(dossier, form, kept.shelf.version(dossier)))
        return response

    handler.__annotations__ = {"request": Request, "dossier": DOSSIER}
    return handler


SAVED_AS = {"csv": "inline", "xlsx": "attachment"}
"""Forms that have a file name, and whether a browser shows or saves them."""


def interface(kept: Kept, command: Command) -> Callable[..., Response]:
    """The handler of a command over HTTP."""

    def handler(request: Request, dossier: str) -> Response:
        query = [p for p in request.query_params.multi_items() if p[0] != "form"]
        form = request.query_params.get("form", "json")
        one = question(dossier, command.name, {}, query, language(request))
        say = words(one.language).say
        missing = [name for name in command.arguments if name not in one.arguments]
        if one.ignored or form not in FORMS:
            names = ", ".join(one.ignored) or f"form={form[:20]}"
            return told(400, say("web", "unknown-keys", names=names[:200]), "")
        if missing:
            name = missing[0].upper()
            return told(400, say("error", "missing-argument", command=command.name, name=name), "")
        response = tagged(request, kept.data(one, form))
        if form in SAVED_AS:
            name = f"burdenshare-{command.name}-{one.language}.{form}"
            _called(response, name, SAVED_AS[form])
        return response

    handler.__annotations__ = {"request": Request, "dossier": DOSSIER}
    return handler


def refusal(error: Exception, language: Language) -> Refusal:
    """Why there is no answer, in a sentence."""
    speech = words(language)
    if isinstance(error, UsageError):
        remedy = speech.say("error", error.remedy, **error.details) if error.remedy else ""
        status = 501 if error.kind == "no-package" else 400
        return status, speech.say("error", error.kind, **error.details), remedy
    if isinstance(error, study.NotFoundError):
        known = ", ".join(error.known)
        told_ = speech.say("web", "not-found", name=error.name[:80])
        near = speech.say("web", "known", known=known) if known else ""
        return 404, told_, not_found(error, speech, near)
    if isinstance(error, study.UnsoundError):
        return 422, speech.say("error", "unsound"), ""
    raise error


def problem_made(status: int, message: str, remedy: str) -> Made:
    """The one shape of every error."""
    content = {"problems": [{"place": "", "message": message, "remedy": remedy}]}
    return status, json.dumps(content, ensure_ascii=False).encode(), JSON


def told(status: int, message: str, remedy: str) -> Response:
    return _response(problem_made(status, message, remedy))


def _response(made: Made) -> Response:
    status, content, kind = made
    text = kind.startswith("text/") or kind in (JSON, SVG)
    return Response(content, status, media_type=f"{kind}; charset=utf-8" if text else kind)


def tagged(request: Request, made: Made) -> Response:
    """With a tag of the content; a reader who has it already gets none."""
    tag = f'"{hashlib.blake2s(made[1], digest_size=12).hexdigest()}"'
    if made[0] == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response = _response(made)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "no-cache"
    return response
