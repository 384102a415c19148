"""The page and the HTTP interface, asked over a real connection."""

from __future__ import annotations

import contextlib
import hashlib
import html
import io
import json
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burdenshare.cli import main
from burdenshare.web.pages import PAGES
from burdenshare.web.questions import LONGEST, address, question
from tests.serving import Site

ITEMS = {
    "agreement": ["12", "sma-08"], "year": ["2016", "1998"],
    "operation": ["2017", "b-2a", "2013-03-28"], "negotiation": ["10", "sma-11"],
    "driver": ["cpi", "step", "deployments", "deflation"],
    "report": ["share-official-2016", "cpi-kr-2010-first?value=3.1&because=a"],
    "source": ["kmib-20180724"], "explain": ["contribution-sma-12-2027", "share-official-2016"],
}  # fmt: skip
PLACES = [
    f"/korea/{page.path.replace('{item}', item)}"
    for page in PAGES
    for item in ITEMS.get(page.name, [""])
]
EXTRA = [
    "/ruritania/", "/ruritania/years", "/korea/share?span=2016&definition=official",
    "/korea/share/bridge?span=2010&start=official&end=spark-2010&rate=1156",
    "/korea/operational?category=2019", "/korea/operational?posture=tension",
    "/korea/operational?plan=b-1b 1x13&rate=1116", "/korea/talks/10?zone=&on=2018-12-28",
    "/korea/check?text=1조 389억 달러", "/korea/years?in=USD", "/korea/?as-of=2018-07-24",
    "/korea/years?prices=2020",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", [*PLACES, *EXTRA])
def test_every_page_answers_in_both_languages(place: str, language: str, site: Site) -> None:
    mark = "&" if "?" in place else "?"
    page = site.get(f"{place}{mark}lang={language}")
    assert page.status == 200
    assert f'<html lang="{language}">' in page.text
    assert "Traceback" not in page.text
    assert "{{" not in page.text
    assert page.text.count("<h1>") == 1
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'") and "unsafe" not in policy
    assert f"style-src 'sha256-{_hash_of_style(page.text)}';" in policy
    assert not re.search(r'(src|href)="https?://', _without_documents(page.text))


def _hash_of_style(text: str) -> str:
    style = text.partition("<style>")[2].partition("</style>")[0]
    return b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _without_documents(text: str) -> str:
    """Links to documents are told as text; only they may lead away, and none is loaded."""
    return re.sub(r'<a class="document"[^>]*>', "", text)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("place", PLACES)
def test_every_link_of_a_page_leads_to_an_answer(place: str, language: str, site: Site) -> None:
    """Every number that is linked has an explanation that ends in a file and a line."""
    page = site.get(f"{place}?lang={language}")
    links = {html.unescape(one) for one in re.findall(r'href="(/[^"]+)"', page.text)}
    numbers = sorted(one for one in links if "/n/" in one)
    others = sorted(links - set(numbers))
    for link in (*numbers[:: max(1, len(numbers) // 4)], *others[:: max(1, len(others) // 8)]):
        found = site.get(link)
        assert found.status == 200, link
        if "/n/" in link and "form=pdf" not in link:  # the letters of a PDF are packed
            assert re.search(r"\.(csv|toml):\d+", found.text), link


def printed(arguments: list[str]) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        main(arguments)
    return out.getvalue()


SAME = [
    (["share", "korea", "2016", "official"], "share?span=2016&definition=official"),
    (["bridge", "korea", "2016", "official", "spark-2016"],
     "bridge?span=2016&start=official&end=spark-2016"),
    (["payments", "korea", "--years", "2014-2018"], "payments?years=2014-2018"),
    (["agreement", "korea", "12", "--assume", "cpi-kr=2.0"],
     "agreement?name=12&assume=cpi-kr%3D2.0"),
    (["operations", "korea", "2017"], "operations?what=2017"),
    (["talks", "korea", "10"], "talks?name=10"),
    (["futures", "korea", "exchange"], "futures?driver=exchange"),
    (["brief", "korea", "--as-of", "2018-07-24"], "brief?as-of=2018-07-24"),
    (["check-figure", "korea", "72.6%"], "check-figure?text=72.6%25"),
    (["explain", "korea", "2012"], "explain?number=2012"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("words", "path"), SAME, ids=lambda v: v[0] if isinstance(v, list) else "")
def test_the_interface_says_what_the_command_line_says(
    words: list[str], path: str, language: str, site: Site
) -> None:
    for form in ("json", "csv"):
        there = site.get(f"/api/v1/korea/{path}&lang={language}&form={form}")
        here = printed([*words, "--lang", language, f"--{form}"])
        assert there.status == 200
        there_ = there.text.removeprefix("\ufeff")
        assert there_.strip().splitlines() == here.strip().splitlines()


@given(
    st.sampled_from(["2008", "2010", "2012", "2016", "2019"]),
    st.sampled_from(["official", "spark-2016", "mnd-continuing"]),
    st.sampled_from(["", "1100", "1156.5"]),
    st.sampled_from(["", "relocation", "land"]),
    st.sampled_from(["en", "ko"]),
)
@settings(max_examples=40, deadline=None)
def test_a_state_is_its_address(
    span: str, definition: str, rate: str, left: str, language: str
) -> None:
    query = [("span", span), ("definition", definition), ("rate", rate), ("leave-out", left)]
    one = question("korea", "share", {}, query, "ko" if language == "ko" else "en")
    told = address(one, "/korea/share")
    again = question(
        "korea", "share", {}, parse_qsl(urlsplit(told).query, keep_blank_values=True), one.language
    )
    assert again == one
    assert address(again, "/korea/share") == told


HOSTILE = [
    "<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "../../../etc/passwd",
    "%00", "\u202e\u0000", "korea' OR 1=1", "{{7*7}}", "-" * 300, "9" * 60, "NaN", "1e999",
    "한글" * 100, "2016-2010", "\n\r\nX: y",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_words_end_in_a_sentence(value: str, site: Site) -> None:
    told = quote(value)
    for page in PAGES:
        place = f"/korea/{page.path.replace('{item}', told)}"
        for key in ("span", "text", "lang", "as-of", "plan", "rate", "x"):
            reply = site.get(f"{place}?{key}={told}")
            assert reply.status in (200, 400, 404), (place, key, reply.status)
            assert "<script>alert" not in reply.text
            assert "<img src=x" not in reply.text
            assert "Traceback" not in reply.text
            if "/n/" in place or page.name in ("check", "share"):
                break


@pytest.mark.parametrize(
    "place", ["/korea/share", "/api/v1/korea/share", "/korea/../../etc/passwd"]
)
def test_every_error_of_the_interface_has_one_shape(place: str, site: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        reply = site.get(place, method)
        assert reply.status == 405
        assert set(json.loads(reply.text)["problems"][0]) == {"place", "message", "remedy"}
    for path in ("/nowhere/at/all", "/api/v1/korea/nothing", "/api/v1/nowhere/brief",
                 "/api/v1/korea/share?span=abc", "/api/v1/korea/explain?number=none"):  # fmt: skip
        reply = site.get(path)
        assert reply.status in (400, 404)
        assert json.loads(reply.text)["problems"][0]["message"]


def test_a_long_address_and_a_foreign_host_are_refused(site: Site) -> None:
    assert site.get("/korea/?x=" + "a" * (LONGEST + 1)).status == 414
    assert site.get("/korea/", Host="evil.example").status == 400
    assert site.get("/korea/", Host=f"localhost:{site.port}").status == 200


def test_an_answer_that_a_reader_has_is_not_sent_again(site: Site) -> None:
    first = site.get("/korea/years")
    again = site.get("/korea/years", If_None_Match=first.headers["etag"])
    assert again.status == 304
    assert again.text == ""
    packed = site.get("/korea/years", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == first.text


def test_the_reader_s_language_is_used_where_the_address_says_none(site: Site) -> None:
    assert '<html lang="ko">' in site.get("/korea/", Accept_Language="ko-KR,ko;q=0.9").text
    assert '<html lang="en">' in site.get("/korea/", Accept_Language="fr").text


def test_a_key_that_means_nothing_is_told(site: Site) -> None:
    assert "colour" in site.get("/korea/years?colour=red").text
    assert site.get("/api/v1/korea/payments?colour=red").status == 400


def test_two_hundred_at_once_and_slow_readers(site: Site) -> None:
    slow = []
    for _ in range(20):
        one = site.connect()
        one.sendall(b"GET /korea/ HTTP/1.1\r\nHost: localhost\r\n")
        slow.append(one)
    with ThreadPoolExecutor(200) as many:
        replies = list(many.map(lambda n: site.get(f"/korea/agreements?lang=en&n={n % 7}").status,
                                range(200)))  # fmt: skip
    assert replies == [200] * 200
    for one in slow:
        with contextlib.suppress(OSError):
            one.close()
    assert site.get("/korea/").status == 200


def test_the_description_of_the_interface_names_every_command(site: Site) -> None:
    told = json.loads(site.get("/api/v1/openapi.json").text)
    paths = {path.rpartition("/")[2] for path in told["paths"]}
    assert {"brief", "share", "bridge", "claims", "payments", "operations", "talks"} <= paths
    for each in told["paths"].values():
        for one in each["get"]["parameters"]:
            assert one["name"] == "dossier" or one.get("description") or "enum" in one["schema"]


@pytest.mark.parametrize("path", [
    "/korea/n/{id}?lang=en", "/korea/share?span=2016&explain={id}&lang=en",
    "/api/v1/korea/explain?number={id}&lang=en",
])  # fmt: skip
def test_an_id_of_former_records_says_how_its_successor_is_found(site: Site, path: str) -> None:
    page = site.get(path.format(id="agreed-2016-00000000"))
    assert page.status == 404
    assert "agreed-2016-5b917453 (944.1 KRW bn)" in page.text
    assert "burdenshare diff OLD NEW" in page.text


CITED = {
    "/korea/n/share-spark-2016-2016": (
        "72.60 % (rests on a sum worked back from the claim spark-72.6-2016 and is no independent "
        "figure, fairly sure)",
        "72.60 % (spark-72.6-2016 비율에서 역산한 금액을 쓴 결과로, 독립적으로 계산한 값이 아님, "
        "대체로 확실)",
    ),
    "/korea/check?text=72.6%25": ("72.60 % (Claim by SPARK, 2016)",
                                  "72.60 % (평화와통일을여는사람들(평통사)의 주장, 2016년)"),
    "/korea/share?span=2019&definition=official": ("39.59 %”", "39.59 %”"),
    "/korea/n/share-gao-2016-low": ("23.74 % (with figures of other years in place of what is not "
                                    "recorded)", "23.74 % (기록 없는 항목에 다른 해의 수치를 씀)"),
}  # fmt: skip


@pytest.mark.parametrize("language", [0, 1], ids=["en", "ko"])
@pytest.mark.parametrize("path", CITED)
def test_a_citation_says_what_must_be_said_beside_its_value(
    site: Site, path: str, language: int
) -> None:
    page = site.get(f"{path}{'&' if '?' in path else '?'}lang={('en', 'ko')[language]}")
    forms = html.unescape(
        page.text.partition('<details id="cite">')[2].partition("</dl>")[0]
    ).replace("\\%", "%")
    told = CITED[path][language]
    assert told in forms
    assert forms.count(told.removesuffix("”")) == 4 or told.endswith("”")


@pytest.mark.parametrize("path", ["share?span=2016", "share?span=2019", "n/share-gao-2016",
                                  "share?span=2016&definition=gao"])  # fmt: skip
def test_an_answer_without_one_share_is_cited_without_a_value(site: Site, path: str) -> None:
    """The first of ten definitions is not the answer."""
    page = site.get(f"/korea/{path}{'&' if '?' in path else '?'}lang=en")
    cite = page.text.partition('<details id="cite">')[2].partition("</details>")[0]
    assert "burdenshare, “" in html.unescape(cite)
    assert "%”" not in html.unescape(cite)
    assert "cited=" not in cite


def test_a_cited_link_carries_its_value_and_the_version_of_the_records(site: Site) -> None:
    page = site.get("/korea/share?span=2016&definition=official&lang=en")
    (link,) = re.findall(r'<details id="cite">.*?<p><a href="([^"]+)"', page.text, re.DOTALL)
    cited = html.unescape(link)
    assert "cited=42.44" in cited
    same = site.get(cited)
    assert "as 42.44 %" in same.text
    version = dict(parse_qsl(urlsplit(cited).query))["v"]
    other = site.get(cited.replace(version, "0badc0de").replace("42.44", "41.00"))
    assert "Cited from records 0badc0de as 41.00 %" in other.text
    assert f"these are {version}: 42.44 %" in other.text
