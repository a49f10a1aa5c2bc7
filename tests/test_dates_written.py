"""Dates as newspapers write them, in the languages and calendars of the world."""

from __future__ import annotations

import pytest

from newscrawl.dates import parse_moment

# Language that the page declares, what it writes, the moment in a site of UTC, precision.
WRITTEN = [
    ("ar", "الجمعة 20 تشرين الثاني 2026", "2026-11-20T00:00:00Z", "day"),
    ("ar", "3 كانون الثاني 2026", "2026-01-03T00:00:00Z", "day"),
    ("ar", "5 شباط 2026 - 10:15", "2026-02-05T10:15:00Z", "minute"),
    ("ar", "12 آب/أغسطس 2026", "2026-08-12T00:00:00Z", "day"),
    ("ar", "7 جوان 2026", "2026-06-07T00:00:00Z", "day"),
    ("ar", "الأربعاء ٢٠ نوفمبر ٢٠٢٤ ٠٩:٣٠ ص", "2024-11-20T09:30:00Z", "minute"),
    ("ar", "20 نونبر 2024 - 9:30 مساءً", "2024-11-20T21:30:00Z", "minute"),
    ("ar", "الخميس 9 ربيع الأول 1446هـ 12 سبتمبر 2024م", "2024-09-12T00:00:00Z", "day"),
    ("", "12 جويلية 2024", "2024-07-12T00:00:00Z", "day"),
    ("sw", "Ijumaa, 20 Novemba 2026", "2026-11-20T00:00:00Z", "day"),
    ("sw", "3 Machi 2026", "2026-03-03T00:00:00Z", "day"),
    ("fr", "1er novembre 2026 à 14h30", "2026-11-01T14:30:00Z", "minute"),
    ("fr", "Publié le 03 févr. 2026 à 7h05", "2026-02-03T07:05:00Z", "minute"),
    ("en", "Friday 20th of November 2026, 2.30pm", "2026-11-20T14:30:00Z", "minute"),
    ("en", "Nov 20, 2026, 0930 hrs IST", "2026-11-20T04:00:00Z", "minute"),
    ("en", "November 20, 2026 11:30 a.m. ET", "2026-11-20T16:30:00Z", "minute"),
    ("en", "July 20, 2026 11:30 a.m. ET", "2026-07-20T15:30:00Z", "minute"),
    ("en", "20-Nov-26", "2026-11-20T00:00:00Z", "day"),
    ("en", "20 Nov '26", "2026-11-20T00:00:00Z", "day"),
    ("fr", "mar. 20 janv. 2026", "2026-01-20T00:00:00Z", "day"),
    ("fr", "mar. 3 mars 2026", "2026-03-03T00:00:00Z", "day"),
    ("de", "Fr., 21. Nov. 2025, 14 Uhr", "2025-11-21T14:00:00Z", "minute"),
    ("de", "21. Jänner 2026", "2026-01-21T00:00:00Z", "day"),
    ("es", "20/nov/2026", "2026-11-20T00:00:00Z", "day"),
    ("es", "20 de setiembre de 2024 a las 9:30 p. m.", "2024-09-20T21:30:00Z", "minute"),
    ("ca", "12 d’octubre del 2024", "2024-10-12T00:00:00Z", "day"),
    ("mt", "12 ta’ Settembru 2024", "2024-09-12T00:00:00Z", "day"),
    ("ga", "12 Meán Fómhair 2024", "2024-09-12T00:00:00Z", "day"),
    ("eu", "2024ko irailaren 12a", "2024-09-12T00:00:00Z", "day"),
    ("pl", "piątek, 20 listopada 2026", "2026-11-20T00:00:00Z", "day"),
    ("pl", "20.XI.2026", "2026-11-20T00:00:00Z", "day"),
    ("hr", "20. listopada 2026.", "2026-10-20T00:00:00Z", "day"),
    ("cs", "pátek 20. listopadu 2026 v 9.30", "2026-11-20T09:30:00Z", "minute"),
    ("hu", "2026. november 20., péntek 9:30", "2026-11-20T09:30:00Z", "minute"),
    ("hu", "26.11.20.", "2026-11-20T00:00:00Z", "day"),
    ("lt", "2026 m. lapkričio 20 d. 9:30", "2026-11-20T09:30:00Z", "minute"),
    ("lv", "2026. gada 20. novembrī", "2026-11-20T00:00:00Z", "day"),
    ("fi", "20.11.2026 klo 9.30", "2026-11-20T09:30:00Z", "minute"),
    ("el", "Παρασκευή 20 ΝΟΕΜΒΡΊΟΥ 2026, 9:30 μ.μ.", "2026-11-20T21:30:00Z", "minute"),
    ("tr", "20 EKİM 2026 Salı 09.30", "2026-10-20T09:30:00Z", "minute"),
    ("ru", "20 нояб. 2026 г., 09:30 МСК", "2026-11-20T06:30:00Z", "minute"),
    ("ru", "20-го ноября 2026 года", "2026-11-20T00:00:00Z", "day"),
    ("uk", "П’ятниця, 20 листопада 2026, 09:30", "2026-11-20T09:30:00Z", "minute"),
    ("kk", "2026 жылғы 20 қараша", "2026-11-20T00:00:00Z", "day"),
    ("uz", "20-noyabr, 2026", "2026-11-20T00:00:00Z", "day"),
    ("ka", "20 ნოემბერს, 2026", "2026-11-20T00:00:00Z", "day"),
    ("hy", "20 նոյեմբերի, 2026", "2026-11-20T00:00:00Z", "day"),
    ("mn", "2026 оны 11-р сарын 20", "2026-11-20T00:00:00Z", "day"),
    ("vi", "Thứ Sáu, 20 tháng 11 năm 2026", "2026-11-20T00:00:00Z", "day"),
    ("vi", "Tháng mười một 20, 2026", "2026-11-20T00:00:00Z", "day"),
    ("fil", "Nobyembre 20, 2026", "2026-11-20T00:00:00Z", "day"),
    ("id", "Jumat, 20 Nop 2026 16:30 WIB", "2026-11-20T09:30:00Z", "minute"),
    ("hi", "20 नवम्बर 2026, 09:30 AM IST", "2026-11-20T04:00:00Z", "minute"),
    ("bn", "প্রকাশ: ২০ নভেম্বর ২০২৬, ০৯:৩০", "2026-11-20T09:30:00Z", "minute"),
    ("ta", "20 நவம்பர் 2026", "2026-11-20T00:00:00Z", "day"),
    ("ur", "20 نومبر 2026ء", "2026-11-20T00:00:00Z", "day"),
    ("my", "၂၀၂၆ ခုနှစ် နိုဝင်ဘာလ ၂၀ ရက်", "2026-11-20T00:00:00Z", "day"),
    ("km", "ថ្ងៃទី 20 ខែវិច្ឆិកា ឆ្នាំ2026", "2026-11-20T00:00:00Z", "day"),
    ("th", "20 พ.ย. 2569 09:30 น.", "2026-11-20T09:30:00Z", "minute"),
    ("th", "วันศุกร์ที่ 20 พฤศจิกายน พ.ศ. 2569", "2026-11-20T00:00:00Z", "day"),
    ("th", "๒๐ พฤศจิกายน ๒๕๖๙", "2026-11-20T00:00:00Z", "day"),
    ("th", "20/11/2569", "2026-11-20T00:00:00Z", "day"),
    ("th", "20 พ.ย. 69", "2026-11-20T00:00:00Z", "day"),
    ("fa", "جمعه ۲۹ آبان ۱۴۰۵ - ۰۹:۳۰", "2026-11-20T09:30:00Z", "minute"),
    ("fa", "۱۴۰۵/۰۸/۲۹", "2026-11-20T00:00:00Z", "day"),
    ("ar", "١ رمضان ١٤٤٥ هـ", "2024-03-11T00:00:00Z", "day"),
    ("he", "20 בנובמבר 2026, 09:30", "2026-11-20T09:30:00Z", "minute"),
    ("he", "י׳ בכסלו ה׳תשפ״ז", "2026-11-20T00:00:00Z", "day"),
    ("am", "መስከረም 2 ቀን 2017 ዓ.ም", "2024-09-12T00:00:00Z", "day"),
    ("ja", "令和8年11月20日 午後3時20分", "2026-11-20T15:20:00Z", "minute"),
    ("ja", "令和元年5月1日", "2019-05-01T00:00:00Z", "day"),
    ("ja", "2026年11月20日（金）9時30分", "2026-11-20T09:30:00Z", "minute"),
    ("zh-TW", "中華民國115年11月20日", "2026-11-20T00:00:00Z", "day"),
    ("zh", "二〇二六年十一月二十日", "2026-11-20T00:00:00Z", "day"),
    ("zh", "2026-11-20 下午3:20", "2026-11-20T15:20:00Z", "minute"),
    ("zh", "２０２６年１１月２０日　０９：３０", "2026-11-20T09:30:00Z", "minute"),
    ("ko", "26.11.20 09:30", "2026-11-20T09:30:00Z", "minute"),
    ("ko", "2026년 11월 20일 오후 3시 20분", "2026-11-20T15:20:00Z", "minute"),
    ("ms", "20 Disember 2024", "2024-12-20T00:00:00Z", "day"),
    ("so", "20 Sebtembar 2024", "2024-09-20T00:00:00Z", "day"),
    ("cy", "20 Tachwedd 2024", "2024-11-20T00:00:00Z", "day"),
    ("is", "20. nóvember 2026 kl. 09:30", "2026-11-20T09:30:00Z", "minute"),
]

# What machines write: programming languages, mail, feeds.
MACHINES = [
    ("Fri Nov 20 2026 09:30:00 GMT+0300 (East Africa Time)", "2026-11-20T06:30:00Z", "second"),
    ("Fri Nov 20 2026 09:30:00 GMT+0000 (Coordinated Universal Time)", "2026-11-20T09:30:00Z", "second"),
    ("Fri, 20 Nov 2026 09:30:00 -0000", "2026-11-20T09:30:00Z", "second"),
    ("Fri Nov 20 09:30:00 2026", "2026-11-20T08:30:00Z", "second"),
    ("Fri Nov 20 09:30:00 EAT 2026", "2026-11-20T06:30:00Z", "second"),
    ("Friday, 20-Nov-26 09:30:00 GMT", "2026-11-20T09:30:00Z", "second"),
    ("20 Nov 26 09:30 EST", "2026-11-20T14:30:00Z", "minute"),
    ("Fri, 20 Nov 2026 24:00:00 GMT", "2026-11-21T00:00:00Z", "second"),
    ("2026-11-20T24:00:00Z", "2026-11-21T00:00:00Z", "second"),
    ("2026-12-31T23:59:60Z", "2026-12-31T23:59:59Z", "second"),
    ("Sat, 21 Nov 2026 09:30:00 GMT", "2026-11-21T09:30:00Z", "second"),
    ("Sat Nov 21 09:30:00 UTC 2026", "2026-11-21T09:30:00Z", "second"),
    ("Fri, 20 Nov 2026 09:30:00 AM GMT", "2026-11-20T09:30:00Z", "second"),
    ("11/20/2026 9:30:00 PM", "2026-11-20T20:30:00Z", "second"),
    ("Fri, 20 Nov 2026 09:30:00 XYZ", "2026-11-20T08:30:00Z", "second"),
    ("20261120093000", "2026-11-20T08:30:00Z", "second"),
    ("20261120T093000Z", "2026-11-20T09:30:00Z", "second"),
    ("2026-11-20 09:30:00 Asia/Kolkata", "2026-11-20T04:00:00Z", "second"),
    ("2026-11-20 09:30:00 UTC", "2026-11-20T09:30:00Z", "second"),
    ("2026-11-20T09:30:00 +03:00", "2026-11-20T06:30:00Z", "second"),
    ("pe, 20 marras 2026 09:30:00 +0200", "2026-11-20T07:30:00Z", "second"),
    ("pt., 20 lis 2026 09:30:00 +0100", "2026-11-20T08:30:00Z", "second"),
    ("Пт, 20 ноя 2026 09:30:00 +0300", "2026-11-20T06:30:00Z", "second"),
    ("Cum, 20 Kas 2026 09:30:00 +0300", "2026-11-20T06:30:00Z", "second"),
    ("ven., 20 nov. 2026 09:30:00 +0100", "2026-11-20T08:30:00Z", "second"),
]

NO_DAYS = [
    "Mon, 01 Jan 0001 00:00:00 +0000",
    "Mon, 30 Nov -0001 00:00:00 +0000",
    "-0001-11-30T00:00:00+00:00",
    "0001-01-01T00:00:00Z",
    "0000-00-00 00:00:00",
    "00/00/0000",
    "January 1, 0001",
    "1970-01-01T00:00:00Z",
    "0",
    "2026-11",
    "2026-W49-1",
    "November 2026",
    "Nov 20",
    "20.11.",
    "2081 असोज 27",
    "30 февраля 2026",
    "29 February 2026",
    "۳۱ مهر ۱۴۰۵",
    "5 رمضان 1300 هـ",
    "令和8年13月20日",
    "9:30 IST",
    "10 km in 2026",
]


@pytest.mark.parametrize(("language", "text", "moment", "precision"), WRITTEN)
def test_a_date_is_read_as_the_page_language_writes_it(language: str, text: str, moment: str, precision: str) -> None:
    found = parse_moment(text, language=language or None, day_first=True)
    assert found is not None
    assert (found.isoformat(), found.precision) == (moment, precision)


@pytest.mark.parametrize(("text", "moment", "precision"), MACHINES)
def test_a_date_is_read_as_machines_print_it(text: str, moment: str, precision: str) -> None:
    found = parse_moment(text, timezone="Africa/Lagos")
    assert found is not None
    assert (found.isoformat(), found.precision) == (moment, precision)


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_states_no_day_that_there_was_is_no_moment(text: str) -> None:
    assert parse_moment(text) is None
