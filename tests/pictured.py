"""Charts of Ruritania, written by hand in both languages, for the tests of pictures.

Nothing in them is a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import product

from burdenshare.show.charts import Chart, Fan, Look, Mark
from burdenshare.vocabulary import Language

FOOT: Mapping[Language, tuple[str, ...]] = {
    "en": (
        "Sources: Ruritanian Gazette 2016-05-22, Table 3; Streslau Courier 2016-05-22; Yearbook of "
        "Defence 2016, p. 41; Court of Audit 2017, annex 2; Friends of Peace 2016, p. 7",
        "https://example.org/share/bridge?dossier=ruritania&year=2016&from=official&to=civic"
        "&v=0123456789abcdef0123456789abcdef",
        "burdenshare 0.1.0 · records 0123456789ab of 2026-11-24 · records CC BY 4.0, code MIT",
    ),
    "ko": (
        "출처: 루리타니아 관보 2016-05-22, 표 3; 슈트레슬라우 신보 2016-05-22; "
        "국방 연감 2016, 41쪽; 감사원 2017, 별표 2; 평화의벗 2016, 7쪽",
        "https://example.org/share/bridge?dossier=ruritania&year=2016&from=official&to=civic"
        "&lang=ko&v=0123456789abcdef0123456789abcdef",
        "burdenshare 0.1.0 · 기록 0123456789ab, 2026-11-24 · 기록 CC BY 4.0, 코드 MIT",
    ),
}

STEPS = (
    ("Other direct outlays", "그 밖의 직접 지출", "₩24.5 bn", "245억 원", "43.07"),
    ("Base relocation", "기지 이전", "₩666.7 bn", "6,667억 원", "54.39"),
    ("Soldiers lent to the guest and taken out of the count", "제외된 파견 병력 비용",
     "₩9.8 bn", "98억 원", "52.80"),
    ("Rental value of land", "토지 임대료 평가액", "₩1,164.8 bn", "1조 1,648억 원", "66.61"),
    ("Taxes and fees that are not levied", "세금과 공공요금 감면", "₩134.0 bn", "1,340억 원",
     "72.60"),
)  # fmt: skip


def bridge(language: Language) -> Chart:
    korean = language == "ko"
    before = Decimal("42.44")
    rows = [Mark("정부 정의" if korean else "Official definition", Decimal(0), before, "bar",
                 end="42.44 %")]  # fmt: skip
    for english, name, sum_, won, reached in STEPS:
        after = Decimal(reached)
        look: Look = "up" if after > before else "down"
        change = f"{after - before:+.2f}".replace("-", "−")
        rows.append(
            Mark(name if korean else english, min(before, after), max(before, after), look,
                 value=won if korean else sum_, after=change, end=f"{after} %")
        )  # fmt: skip
        before = after
    rows.append(Mark("시민단체 정의" if korean else "Civic definition", Decimal(0),
                     before, "bar", end="72.60 %"))  # fmt: skip
    if korean:
        return Chart("bars", "42.44 %에서 72.60 %로: 차이의 절반 가까이가 땅값이다",
                     "접수국 부담의 비율, %, 2016년", tuple(rows),
                     notes=("그라우스타크 비용은 시민단체 주장에서 역산했다.",))  # fmt: skip
    return Chart("bars", "From 42.44 to 72.60 %: land makes nearly half of the difference",
                 "Share of the host, %, calendar year 2016", tuple(rows),
                 notes=("The side of Graustark is worked back from the civic claim.",))  # fmt: skip


STATUSES: Mapping[Language, tuple[str, str]] = {
    "en": ("agreed", "projected"),
    "ko": ("합의", "전망"),
}


def years(language: Language, first: int = 1991) -> Chart:
    korean = language == "ko"
    rows = []
    for year in range(first, 2028):
        sum_ = Decimal(107) + Decimal(year - 1991) ** 2 * Decimal("1.09")
        projected = year > 2025
        status = STATUSES[language][projected]
        value = f"{sum_ * 10:,.0f}" if korean else f"{sum_:,.1f}"
        look: Look = "projected" if projected else "bar"
        high = sum_ / Decimal("15.2")
        rows.append(Mark(str(year), Decimal(0), high, look, value=value, after=status))
    if korean:
        return Chart("bars", "루리타니아가 내는 몫은 1991년부터 열네 배로 늘었다",
                     "방위비분담금, 억 원, 명목, 회계연도", tuple(rows))  # fmt: skip
    return Chart("bars", "The contribution has grown fourteenfold since 1991",
                 "Contribution, ₩ bn, nominal, calendar years", tuple(rows))  # fmt: skip


CLAIMS = (
    ("Ministry of Defence", "국방부", "36", "36", "official", "정부 정의"),
    ("Ministry of Defence before the Foreign Affairs and Unification Committee",
     "국방부 (의회 외교통일위원회 업무보고)", "40", "45", "official", "정부 정의"),
    ("Forces of Graustark in Ruritania, General Rudolf Rassendyll before the Senate Armed Services "
     "Committee", "주루리타니아군 사령관 루돌프 라센딜 (상원 군사위원회 청문회)", "50", "50",
     "non-personnel costs of stationing", "인건비를 뺀 주둔 비용"),
    ("Court of Audit", "감사원", "30", "30", "direct costs as the court counts them",
     "감사원이 센 직접 비용"),
    ("Research Service of the Diet", "의회조사국", "40", "50",
     "non-personnel costs of stationing", "인건비를 뺀 주둔 비용"),
    ("Friends of Peace", "평화와통일을바라는사람들", "72.6", "72.6",
     "direct and indirect, with land", "직접·간접 비용 (토지 포함)"),
    ("Institute for Defence Analyses", "국방연구원", "65.1", "65.1",
     "direct and indirect, with imputed rents of land and taxes that are not levied",
     "직접·간접 비용에 토지 임대료 평가액과 감면된 세금까지 더한 것"),
    ("Streslau Courier", "슈트레슬라우 신보", "80", "80", "", ""),
    ("A pamphlet", "어느 소책자", "0", "0", "", ""),
    ("Antonia Tarlenheim, member of the Diet", "안토니아 타를렌하임 의원", "61.8", "61.8",
     "direct and indirect", "직접·간접 비용"),
    ("Budget Office", "예산정책처", "54.1", "54.1", "direct", "직접 비용"),
    ("A text without any blanks: " + "x" * 60, "빈칸없이이어지는아주긴이름의기관" * 3, "100", "100",
     "all costs", "모든 비용"),
)  # fmt: skip


def strip(language: Language) -> Chart:
    korean = language == "ko"
    rows = tuple(
        Mark(ko if korean else en, Decimal(low), Decimal(high), "dot", small=str(2007 + n),
             value=low if low == high else f"{low}–{high}", after=counted_ko if korean else counted)
        for n, (en, ko, low, high, counted, counted_ko) in enumerate(CLAIMS)
    )  # fmt: skip
    if korean:
        return Chart("strip", "알려진 비율은 0에서 100 %까지 퍼져 있으며, "
                     "무엇을 비용으로 세느냐에 따라 달라진다",
                     "접수국 부담의 비율, %, 주장된 해", rows)  # fmt: skip
    return Chart("strip", "Published shares run from 0 to 100 %, "
                 "depending on what counts as a cost",
                 "Share of the host, %, years as stated", rows)  # fmt: skip


CHOICES: Mapping[Language, tuple[str, ...]] = {
    "en": ("Base relocation", "Rental value of land", "Taxes not levied", "Pay of the troops",
           "Utilities and roads"),
    "ko": ("기지 이전", "토지 임대료 평가액", "세금 감면", "병력 인건비", "공공요금과 도로"),
}  # fmt: skip


def specks(language: Language, count: int = 5) -> Chart:
    korean = language == "ko"
    weights = (Decimal("11.3"), Decimal("12.2"), Decimal("3.1"), Decimal("-19.4"), Decimal("1.4"))
    found = []
    for chosen in product((False, True), repeat=count):
        share = Decimal("48.2") + sum(
            (w for w, yes in zip(weights, chosen, strict=False) if yes), Decimal(0)
        )
        found.append((share, chosen))
    rows = tuple(
        Mark(("조합 " if korean else "Set ") + str(n), share, share, "dot", value=f"{share:.1f}",
             chosen=chosen, end="")
        for n, (share, chosen) in enumerate(sorted(found), 1)
    )  # fmt: skip
    title = (
        "다섯 가지 선택에 따라 비율은 28.8 %에서 76.2 %까지 달라진다"
        if korean
        else "Five choices move the share between 28.8 and 76.2 %"
    )
    measure = "접수국 부담의 비율, %, 2016년" if korean else "Share of the host, %, 2016"
    note = "■ 비용으로 센다   □ 세지 않는다" if korean else "■ counted as a cost   □ left out"
    return Chart("specks", title, measure, rows, notes=(note,), choices=CHOICES[language][:count])


def fans(language: Language) -> Chart:
    """Three plans to one scale: one that opens, one that is known, one of a single year."""
    korean = language == "ko"
    opening = tuple(
        tuple(Decimal(20 + 10 * year + part * year) for part in (-6, -3, 0, 4, 9))
        for year in range(5)
    )
    known = tuple((Decimal(10 + 5 * year),) * 5 for year in range(5))
    rows = tuple(
        Mark(ko if korean else en, Decimal(0), Decimal(0), "none", value=value,
             after="2010년: 중앙값 60, 열에 아홉 36~96" if korean
             else "2010: half below 60; nine of ten 36–96",
             fan=Fan(str(first), "2010", bands))
        for en, ko, value, first, bands in (
            ("As the treaty has it, with the growth of prices and a cap of five per cent",
             "물가를 따르고 상한이 5 %인 조약 그대로", "RUC 812.4 mn", 2006, opening),
            ("A fixed sum", "고정 금액", "RUC 640 mn", 2006, known),
            ("One year", "한 해만", "RUC 90 mn", 2010, opening[-1:]),
        )
    )  # fmt: skip
    if korean:
        return Chart("fans", "조약의 비용은 열에 아홉에서 7억 6천만~8억 7천만이다",
                     "연도별, 모든 칸은 같은 눈금", rows, notes=("지어낸 수치.",))  # fmt: skip
    return Chart("fans", "In nine of ten futures the treaty costs 760 to 870",
                 "Year by year, all panels to one scale", rows, notes=("Invented.",))  # fmt: skip
