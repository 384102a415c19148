"""Versions and corrections on the page: read-only, for dossiers that the server knows."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest

from burdenshare import study
from tests.serving import Site, serving
from tests.written import ROOT


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that knows a corrected copy of Korea as well."""
    folder = tmp_path_factory.mktemp("dossiers")
    copy = shutil.copytree(ROOT / "dossiers" / "korea", folder / "corrected")
    path = copy / "payments.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2016,agreed,,944.1", "2016,agreed,,945.1"), encoding="utf-8")
    with serving(str(folder)) as held:
        yield held


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_differs_stands_on_the_page_and_every_number_of_it_leads_somewhere(
    language: str, versions: Site
) -> None:
    here = f"/korea/changes?against=corrected&lang={language}"
    page = versions.get(here)
    assert page.status == 200
    told = json.loads(versions.get("/api/v1/korea/diff?against=corrected").text)
    assert len(told["numbers"]) == 23
    for one in told["numbers"]:
        assert one["id"] in page.text
    (record,) = told["records"]
    assert record["was_id"] != record["id"]
    assert f"{record['was_id']} → {record['id']}" in re.sub("<[^>]+>", "", page.text)
    links = [html.unescape(one) for one in re.findall(r'<a class="n" href="([^"]+)"', page.text)]
    assert len(links) > 30
    shares = [one for one in links if "share-official-2016" in one]
    seen = set()
    for link in shares[:2]:
        explained = versions.get(urljoin(here, link))
        assert explained.status == 200
        assert re.search(r"payments\.csv:\d+", explained.text)
        seen.add(re.findall(r"42\.4[46]\d+", explained.text)[0])
    assert seen == {"42.4424", "42.4682"} or len(seen) == 2, seen


def test_a_page_without_another_version_asks_for_one(versions: Site) -> None:
    page = versions.get("/korea/changes?lang=en")
    assert page.status == 200
    assert "No record differs" in page.text
    assert 'name="against"' in page.text
    data = versions.get("/korea/data?lang=en").text
    assert "/korea/changes?" in data


@pytest.mark.parametrize(
    "name", ["nowhere", "../../etc", "/etc", "a.zip", "./corrected", "study.zip"]
)
def test_only_dossiers_that_the_server_knows_are_compared(name: str, versions: Site) -> None:
    page = versions.get(f"/api/v1/korea/diff?against={name}&lang=en")
    assert page.status == 404
    assert "Known or nearest: corrected, korea, ruritania." in page.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_explanation_has_a_text_to_send_and_a_form_for_a_patch(
    language: str, versions: Site
) -> None:
    (one,) = [p for p in study.load("korea").payments if (str(p.years), p.status, str(p.amount))
              == ("2016", "agreed", "944.1")]  # fmt: skip
    page = versions.get(f"/korea/n/{one.id}?lang={language}").text
    text = html.unescape(page[page.index('id="report"') :])
    for part in (
        one.id,
        "payments.csv:141",
        "mnd-wp2018-p181",
        "kt-half-2017, dossiers/korea/claims.csv:34",
        "contribution-sma-09-2016, dossiers/korea/agreements/sma-09.toml:30",
        "burdenshare explain korea",
        f"{versions.address}/korea/n/{one.id}",
        study.version(study.load("korea")),
    ):
        assert part in text
    (there,) = re.findall(r'<form class="correct" method="get" action="([^"]+)"', page)
    before = (ROOT / "dossiers" / "korea" / "payments.csv").read_bytes()
    made = versions.get(f"{there}?value=945.1&because=chart 5-1&lang={language}")
    assert made.status == 200
    patch = html.unescape(made.text)
    assert "--- a/dossiers/korea/payments.csv" in patch
    assert "\n+2016,agreed,,945.1,KRW bn" in patch
    assert (ROOT / "dossiers" / "korea" / "payments.csv").read_bytes() == before
    computed = versions.get(f"/korea/n/share-official-2016?lang={language}").text
    assert 'class="correct"' not in computed


def test_a_reason_cannot_write_into_the_page_or_the_patch(versions: Site) -> None:
    (one,) = [p for p in study.load("korea").payments if (str(p.years), p.status, str(p.amount))
              == ("2016", "agreed", "944.1")]  # fmt: skip
    evil = "<script>x</script>%0A--- a/x%0A+++ b/x"
    page = versions.get(f"/korea/report/{one.id}?value=945.1&because={evil}&lang=en")
    assert "<script>x" not in page.text
    told = json.loads(
        versions.get(f"/api/v1/korea/report?number={one.id}&value=945.1&because={evil}").text
    )
    assert told["patch"].count("\n--- a/") + told["patch"].startswith("--- a/") == 1
    assert "\n--- a/x" not in told["text"]


def test_nothing_that_writes_has_an_address(versions: Site) -> None:
    for name in ("run", "reproduce", "new"):
        assert versions.get(f"/api/v1/korea/{name}").status == 404
