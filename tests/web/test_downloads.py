"""What a page gives to take along: the same bytes as the command line, with its name and kind."""

from __future__ import annotations

import io
import re
import shlex
import sqlite3
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest

import burdenshare
from burdenshare.answers import _asked, export, forms
from burdenshare.answers import paper as papers
from burdenshare.answers.commands import COMMANDS, given, line_of
from burdenshare.web.downloads import PAPERS, TAKEN, on_paper
from tests.serving import Site

STATES = {
    "/korea/": "brief korea",
    "/korea/?as-of=2018-07-24": "brief korea --as-of 2018-07-24",
    "/korea/?sheet=": "brief korea --sheet",
    "/korea/share/bridge": "bridge korea 2016 official spark-2016",
    "/korea/proposals?assume=cpi-kr=2.0": "compare korea --assume cpi-kr=2.0",
    "/korea/agreements/8": "agreement korea 8",
    "/korea/years/2012": "payments korea --year 2012",
    "/korea/n/2012": "explain korea 2012",
    "/korea/share?span=2016&definition=official&explain=share-official-2016":
        "share korea 2016 official --explain share-official-2016",
}  # fmt: skip


def at(path: str, **more: str) -> str:
    joined = "&".join(f"{key}={value}" for key, value in more.items())
    return f"{path}{'&' if '?' in path else '?'}{joined}"


@pytest.mark.parametrize("path", STATES)
@pytest.mark.parametrize(("form", "language"), [("md", "ko"), ("html", "en"), ("pdf", "ko")])
def test_a_document_of_the_page_is_that_of_the_command_line(
    path: str, form: str, language: str, site: Site
) -> None:
    got = site.get(at(path, form=form, lang=language))
    assert got.status == 200
    assert got.headers["content-type"].split(";")[0] == PAPERS[form]
    name = re.search(r'filename="([^"]+)"', got.headers["content-disposition"])
    assert name is not None
    assert name[1].endswith(f"-{language}.{form}")
    asked = _asked(given(shlex.split(f"{STATES[path]} --lang {language}")))
    assert got.content == on_paper(asked, form, "", site.address)


@pytest.mark.parametrize("path", ["/korea/", "/korea/share/bridge", "/korea/n/2012"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_leads_to_its_documents(path: str, language: str, site: Site) -> None:
    page = site.get(at(path, lang=language)).text
    twins = re.search(r'<p class="twins">(.*?)</p>', page)
    assert twins is not None
    told = re.findall(r'href="([^"]+)">([^<]+)', twins[1].replace("&amp;", "&"))
    names = ["CSV", "XLSX", "JSON", "Markdown", "HTML", "PDF A4", "PDF Letter"]
    assert [name for _, name in told][:7] == names
    for there, name in told[3:7]:
        got = site.get(there)
        assert got.status == 200
        if name.startswith("PDF"):
            width = pypdf.PdfReader(io.BytesIO(got.content)).pages[0].mediabox.width
            assert round(width) == (612 if "Letter" in name else 595)


LINES = [
    line
    for command in COMMANDS
    if command.name in papers.PAGES
    for line in (command.examples[0], command.examples[-1])
    if "--futures" not in line
]


@pytest.mark.parametrize("line", LINES)
def test_the_link_on_a_document_opens_the_page_it_was_made_from(line: str, site: Site) -> None:
    told = given(shlex.split(line)[1:])
    got = site.get(papers.link(told, "en", "0"))
    assert got.status == 200
    assert 'class="problem" role="alert">' not in got.text
    assert "mean nothing here" not in got.text
    rebuilt = re.search(r'<p class="rebuild">.*?<code>(.*?)</code>', got.text)
    assert rebuilt is not None
    wanted = line_of(told, "en").replace("&", "&amp;").replace("'", "&#39;")
    assert rebuilt[1] == wanted.replace('"', "&#34;")


@pytest.mark.parametrize("form", TAKEN)
def test_a_dossier_is_taken_along(form: str, site: Site) -> None:
    got = site.get(f"/api/v1/korea/export?form={form}")
    korea = burdenshare.load("korea")
    version = burdenshare.study.version(korea)
    assert got.status == 200
    assert got.headers["content-type"].split(";")[0] == TAKEN[form]
    wanted = f'attachment; filename="burdenshare-korea-{version}.{form}"'
    assert got.headers["content-disposition"] == wanted
    assert got.headers["etag"]
    if form != "zip":
        assert got.content == export.one_file(korea, form)
        again = site.get(f"/api/v1/korea/export?form={form}", if_none_match=got.headers["etag"])
        assert again.status == 304


def test_the_zip_holds_a_database_and_a_package(site: Site, tmp_path: Path) -> None:
    got = site.get("/api/v1/korea/export")
    archive = zipfile.ZipFile(io.BytesIO(got.content))
    names = {name.removeprefix("burdenshare-korea/") for name in archive.namelist()}
    assert {"datapackage.json", "dictionary.csv", "korea.sqlite", "csv/payments.csv",
            "parquet/payments.parquet", "bibliography/sources.bib"} <= names  # fmt: skip
    path = tmp_path / "korea.sqlite"
    path.write_bytes(archive.read("burdenshare-korea/korea.sqlite"))
    with sqlite3.connect(path) as one:
        assert one.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    one.close()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/korea/export?form=exe", 400),
        ("/api/v1/korea/export?to=/etc/passwd", 400),
        ("/api/v1/nowhere/export", 404),
        ("/korea/share/bridge?form=pdf&paper=a5", 400),
        ("/korea/share/bridge?form=pdf&span=1066", 400),
        ("/korea/share?span=x&form=md", 400),
        ("/korea/share?span=2016&form=md&save=x", 200),
    ],
)
def test_what_cannot_be_given_is_said_in_the_one_shape(path: str, status: int, site: Site) -> None:
    got = site.get(path)
    assert got.status == status
    if status >= 400:
        assert '"problems"' in got.text
        assert "content-disposition" not in got.headers


def test_a_missing_package_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fpdf", None)
    got = site.get("/korea/share/bridge?form=pdf&span=2016&start=spark-2016&end=official")
    assert got.status == 501
    assert "fpdf2" in got.text


def test_the_page_of_data_leads_to_every_file(site: Site) -> None:
    for language in ("en", "ko"):
        page = site.get(f"/korea/data?lang={language}").text
        for form in TAKEN:
            assert f'href="/api/v1/korea/export?form={form}"' in page


def test_the_interface_describes_what_is_taken_along(site: Site) -> None:
    told = site.get("/api/v1/openapi.json").text
    assert "/api/v1/{dossier}/export" in told
    for kind in TAKEN.values():
        assert kind in told
    assert forms.FORMS.keys() >= PAPERS.keys()
