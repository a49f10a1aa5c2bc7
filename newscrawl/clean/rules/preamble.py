"""What is printed over the body: the headline again, bylines, dates."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule
from newscrawl.dates.names import month_pattern
from newscrawl.languages import entries

__all__ = ["RULES"]

_MONTH = month_pattern()
_DAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
)
_CLOCK = r"(?:\d{1,2}[時시] ?\d{1,2}[分분]|\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)"
_DATE = (  # the month is written once: the look ahead asks for a day before or behind it
    rf"(?:{_DAY},? )?(?:(?=\d|\D{{3,30}}\d{{1,2}}\D)(?:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:de )?)?{_MONTH}\.?,?(?: de)?"
    r"(?: \d{1,2}(?:st|nd|rd|th)?,?)? \d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|"
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}년 ?\d{1,2}월 ?\d{1,2}일)"
)
_AFTER_DATE = (
    rf"(?:\W*(?:at|um|à|a las|às|alle|om|kl\.?|klo|o|в)?\W*{_CLOCK}(?: ?(?:uhr|h|gmt|utc|est|edt|et|ist|bst|cest|cet|pst|pdt|pt|"
    rf"wat|eat|sast|мск|時|分))?)?"
)
_LABEL = (
    r"(?:published|posted|updated|last updated|last modified|modified|created|first published|date|this (?:post|article|page|"
    r"story) was last updated|veröffentlicht|aktualisiert|stand|erstellt|publié|mis à jour|publicado|actualizado|atualizado|"
    r"pubblicato|aggiornato"
    r"|gepubliceerd|bijgewerkt|publicerad|uppdaterad|publisert|oppdatert|опубликовано|обновлено|güncelleme|yayınlanma|更新|公開|"
    r"公開日|更新日|発表|入力|수정|입력|등록|发布时间|发布|diterbitkan)"
)
# A place may stand before it: "Lyon il y a 2 heures"
_AGO = (
    r"(?:\d+ (?:minutes?|mins?|hours?|hrs?|days?|weeks?) ago|vor \d+ (?:minuten?|stunden?|tag(?:en)?)|il y a \d+ (?:minutes?|"
    r"heures?|jours?)|"
    r"hace \d+ (?:minutos?|horas?|días?)|há \d+ (?:minutos?|horas?|dias?)|\d+ (?:minut[oi]|or[ae]|giorn[oi]) fa|\d+ (?:minuten|"
    r"minuut|uur|"
    r"dag(?:en)?) geleden|\d+ (?:dakika|saat|gün) önce|\d+ (?:мин\w*|час\w*|дн\w*|день) назад|\d+ (?:хвилин\w*|годин\w*) тому|"
    r"\d+ ?(?:分|時間|日)前|\d+ ?(?:分钟|小时|天|分鐘|小時)前|\d+ ?(?:분|시간|일) ?전|منذ \d* ?\w+|\d+ (?:menit|jam|hari)(?: yang)? lalu|"
    r"(?:för )?\d+ (?:minuter|timmar|dagar) sedan|for \d+ (?:minutter|timer|dager) siden|\d+ (?:minut|godzin)\w* temu|"
    r"\d+ (?:मिनट|घंटे|घंटा|दिन) पहले|कुछ ही क्षण पहले|\d+ (?:phút|giờ|ngày) trước|just now)"
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="repeated-title",
        place="head",
        reason="the headline again, above the body",
        positive=(),
        negative=("Rain delays the opening of the bridge, the third time this year",),
    ),
    Rule(
        name="repeated-standfirst",
        place="head",
        reason="the standfirst that the record already has as its subtitle",
        positive=(),
        negative=(),
    ),
    Rule(
        name="byline",
        place="head",
        reason="the author's name and role over the body; the record has them in `authors`",
        phrases=("by", "von", "par", "por", "door", "oleh"),
        pattern=re.compile(
            r"^\W*(?:by|von|par|por|di|door|av|af|przez|автор|от|oleh|tekst|text|words by|written by|posted by|reported by|"
            r"story by)\b:? [^.!?]{2,80}$|^\W*(?:staff reports?|staff writer|our correspondent|web desk|news desk|newsroom|"
            r"redaktion|redacción|redação|redazione|la rédaction)\W*$"
        ),
        max_chars=120,
        positive=(
            "By Jane Roe",
            "By Jane Roe and John Doe, Staff Writers",
            "Von Jane Roe",
            "Por Jane Roe",
            "Staff Reports",
            "von",
        ),
        negative=(
            "By Monday the water had reached the second floor.",
            "Von wegen: Der Plan ist tot, sagt sie. Und er bleibt es.",
            *("By the numbers", "Von der Leyen tritt zurück", "Por qué sube el dólar"),
        ),
    ),
    Rule(
        name="date-line",
        place="head",
        reason="when the article was published or changed; the record has it as a moment",
        pattern=re.compile(
            rf"^\W*(?:{_LABEL}\W*(?:on |am |le |el |em |il |"
            rf"op )?)?{_DATE}{_AFTER_DATE}(?:\W+{_LABEL}?\W*(?:{_DATE})?{_AFTER_DATE})?\W*$|"
            rf"^\W*{_LABEL}\b\W*(?:on )?.{{0,12}}{_DATE}.{{0,40}}$|^\W*{_LABEL}\W*$|^\W*(?:{_LABEL}\W+)?(?:\S{{2,20}}? ?)?{_AGO}\W*$"
        ),
        max_chars=140,
        positive=(
            "12 May 2024",
            "20. marraskuuta 2026",
            "20 Novemba 2026",
            "Published: May 12, 2024 at 10:30",
            "Last updated on September 16th, 2023 at 09:27 am",
            "Veröffentlicht am 12. Mai 2024, 10:30 Uhr",
            "2025年1月14日 01時28分",
            *(
                "3 hours ago",
                "Published 3 hours ago",
                "vor 2 Stunden",
                "il y a 2 heures",
                "hace 2 horas",
                "há 2 horas",
                "2 ore fa",
                "2 uur geleden",
            ),
            *("2 saat önce", "2 часа назад", "3時間前", "2小时前", "2시간 전", "منذ 3 ساعات", "समस्तीपुर कुछ ही क्षण पहले", "2 jam yang lalu"),
        ),
        negative=(
            "12 May 2024 was the day on which the bridge fell.",
            "May 2024",
            "Updated rules apply from Monday",
            "3 hours ago the bridge fell.",
        ),
    ),
    Rule(
        name="reading-time",
        place="head",
        reason="how long the article takes to read",
        pattern=re.compile(
            rf"^\W*(?:(?:{_DATE})\W+)?(?:estimated )?(?:reading time|read time|lesezeit|lesedauer|temps de lecture|"
            rf"tiempo de lectura|tempo de leitura|tempo di lettura|leestijd|время чтения)?\W*(?:ca\.? )?\d+ ?-?(?:min(?:ute)?s?|"
            rf"minuten|minutos|minuti|мин\w*|min\.)(?:\W*(?:read|reading|readings|lesezeit|de lecture|de lectura|de leitura|"
            rf"di lettura|leestijd|чтения|time))?\W*$"
        ),
        max_chars=80,
        positive=("5 min read", "3 MIN. READ", "Reading time: 4 minutes", "Lesezeit: 3 Min.", "Temps de lecture : 2 min"),
        negative=("5 minutes before the whistle, she scored.",),
    ),
    Rule(
        name="listen",
        place="head",
        reason="the label of a read-aloud player",
        phrases=entries("listen"),
        pattern=re.compile(
            r"^\W*listen to (?:this|the) (?:article|story|post)\b.{0,60}$|^\W*(?:new ?)?you can now listen to .{1,40}\barticles?\W*$|"
            r"^\W*(?:listen|audio)\W+\d+[:.]?\d*(?: ?min\w*)?\W*$"
        ),
        max_chars=100,
        weak=False,
        positive=(
            "Listen to this article",
            "Listen to this article now",
            "NEWYou can now listen to Example articles!",
            "Artikel anhören",
            "Escucha este artículo",
        ),
        negative=("Listen to people who were there and you hear another story.",),
    ),
    Rule(
        name="page-label",
        place="head",
        reason="the section, the site's name, a breadcrumb or a button over the body",
        phrases=(
            *entries("share"),
            *("0 comments", "add as preferred source on google", "have an account", "have an account? log in"),
            *(
                "article",
                "artikel",
                "news",
                "home",
                "share",
                "print",
                "save",
                "bookmark",
                "comments",
                "table of contents",
                "contents",
                "in this article",
                "menu",
                "skip to content",
                "back",
                "advertisement",
                "článek",
                "news flash",
            ),
            *(
                "teilen",
                "merken",
                "drucken",
                "partager",
                "compartir",
                "facebook",
                "twitter",
                "whatsapp",
                "email",
                "e-mail",
                "back to selection",
                "text size",
                "follow",
                "follow us",
                "copy link",
                "related",
                "jump to recipe",
                "inhalt",
                "inhaltsverzeichnis",
            ),
        ),
        pattern=re.compile(
            r"^\W*(?:page|seite|página|pagina|sayfa|strona|страница|side|sida) \d+ (?:of|von|sur|de|di|van|/|z|из|av) \d+\W*$"
        ),
        max_chars=60,
        positive=("Share", "Home", "News", "0 Comments", "Page 1 of 8", "Seite 1 von 3"),
        negative=("News from the front came late.",),
    ),
    Rule(
        name="source-line",
        place="head",
        reason="a Chinese, Japanese or Korean line of source, author, editor and time over the body",
        pattern=re.compile(
            r"^(?=(?:.*(?:来源|來源|出处|作者|责编|责任编辑|責任編輯|编辑|編輯|记者|記者|撰文|出典|筆者|출처|기자|편집) ?[:：]){2})"
            r".{0,160}$"
        ),
        max_chars=160,
        weak=True,
        positive=("2024/9/12 9:30 来源：海港之家 作者：王青 责编：李渔 评论：36", "记者：张三 编辑：李四"),
        negative=("来源：这个词的意思是水的源头。", "作者：王青，写了三本书。"),
    ),
)
