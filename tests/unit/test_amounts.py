"""Numbers as each language writes them."""

from decimal import Decimal

import pytest

from burdenshare.show.amounts import Numbers
from burdenshare.show.words import words
from burdenshare.vocabulary import Currency, Text

CURRENCY = {
    "KRW": Currency(title=Text("won", "원"), sign="₩"),
    "USD": Currency(title=Text("US dollar", "달러"), sign="$"),
    "RUC": Currency(title=Text("crown", "크라운")),
}
EN = Numbers(words("en"), CURRENCY)
KO = Numbers(words("ko"), CURRENCY)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "unit", "english", "korean"),
    [
        ("1519.2", "KRW bn", "₩1.52 trillion", "1조 5,192억 원"),
        ("944.1", "KRW bn", "₩944.1 billion", "9,441억 원"),
        ("83.2", "KRW mn", "₩83.2 million", "8,320만 원"),
        ("999.995", "KRW bn", "₩1.00 trillion", "1조 원"),
        ("71.05", "KRW bn", "₩71.1 billion", "711억 원"),
        ("1038.9", "KRW bn", "₩1.04 trillion", "1조 389억 원"),
        ("330", "USD mn", "$330.0 million", "3억 3,000만 달러"),
        ("5", "USD bn", "$5.0 billion", "50억 달러"),
        ("100", "RUC mn", "RUC 100.0 million", "1억 크라운"),
    ],
)
def test_a_sum_in_a_sentence(value: str, unit: str, english: str, korean: str) -> None:
    assert plain(EN.prose(Decimal(value), unit)) == english
    assert plain(KO.prose(Decimal(value), unit)) == korean


@pytest.mark.parametrize(
    ("value", "unit", "english", "korean"),
    [
        ("836.1", "KRW bn", "₩836.1 bn", "8,361억 원"),
        ("297.302", "KRW bn", "₩297.302 bn", "2,973억 200만 원"),
        ("67.88", "KRW bn", "₩67.88 bn", "678억 8,000만 원"),
        ("0.1", "USD mn", "$0.1 mn", "10만 달러"),
        ("-20", "USD mn", "−$20 mn", "−2,000만 달러"),
        ("1234.5", "KRW", "₩1,234.5", "1,234.5원"),
        ("58.8", "USD mn", "$58.8 mn", "5,880만 달러"),
        ("2.9", "percent", "2.9 %", "2.9%"),
        ("-0.5", "percent", "−0.5 %", "−0.5%"),
        ("1200", "KRW per USD", "1,200 won per US dollar", "달러당 1,200원"),
    ],
)
def test_an_exact_amount(value: str, unit: str, english: str, korean: str) -> None:
    assert plain(EN.amount(Decimal(value), unit)) == english
    assert plain(KO.amount(Decimal(value), unit)) == korean


def test_a_table_in_korean_counts_in_hundreds_of_millions() -> None:
    assert KO.in_table(Decimal("836.1"), "KRW bn") == "8,361"
    assert KO.unit("KRW bn") == "억 원"
    assert EN.in_table(Decimal("1519.2"), "KRW bn") == "1,519.2"
    assert EN.unit("KRW bn") == "₩ bn"
    assert KO.in_table(Decimal("341.348"), "KRW bn") == "3,413.48"
