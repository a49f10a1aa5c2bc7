"""What publishers state about the page rather than tell in the article."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule
from newscrawl.languages import entries

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule(
        name="appeared-first",
        place="line",
        reason="the line that WordPress plugins append to feeds",
        pattern=re.compile(
            r"^(?:the post|the article|the story|this post|this article)\b.{1,260}\b(?:appeared first (?:on|in)|"
            r"first appeared (?:on|in|at)|was first published (?:on|in|by|at))(?! (?:an?|his|her|their|its|\d+)\b)\b.{0,80}$"
            r"|^(?:der beitrag|der artikel)\b.{1,260}\b(?:erschien zuerst auf|erschien zuerst bei)|^(?:l'article|"
            r"cet article)\b.{1,260}\best apparu en premier sur\b"
            r"|^(?:la entrada|el artículo)\b.{1,260}\b(?:se publicó primero en|aparece primero en|apareció primero en)\b|"
            r"^(?:o post|o artigo)\b.{1,260}\bapareceu primeiro em\b"
            r"|^l'articolo\b.{1,260}\b(?:proviene da|sembra essere il primo su)\b|^het bericht\b.{1,260}\bverscheen eerst op\b|"
            r"^inlägget\b.{1,260}\bdök först upp på\b"
            r"|^(?:сообщение|запись)\b.{1,260}\bпоявил(?:ись|ось|ась|ся) сначала на\b|^(?:artykuł|"
            r"post)\b.{1,260}\bpojawił się poczatkowo na\b|^artykuł\b.{1,260}\bpochodzi z serwisu\b"
            r"|^投稿.{1,260}は.{1,80}に最初に表示されました|^ظهرت المقالة.{1,260}أولاً على"
        ),
        max_chars=420,
        positive=(
            "The post Airline orders forty jets appeared first on Example Times.",
            "Der Beitrag Neue Züge für den Norden erschien zuerst auf Beispielblatt.",
            "La entrada El peso sube se publicó primero en Ejemplo.",
        ),
        negative=(
            "The post was first held by a woman in 1987.",
            "The article first appeared in a student paper, and was soon forgotten, like the paper itself and most of the people "
            "who wrote for it.",
        ),
    ),
    Rule(
        name="tag-list",
        place="tail",
        reason="the article's tags, topics or sections",
        phrases=entries("tag-labels"),
        openings=entries("tag-labels"),
        pattern=re.compile(r"^(?:filed|posted|tagged) (?:under|in|with|as)\b.{0,160}$|^(?:#[\w-]+[\s,]*){2,}$"),
        max_chars=300,
        positive=(
            "Tags: phones, batteries, Lagos",
            "Filed under: Business, Energy",
            "#phones #batteries #Lagos",
            ("Topics", "Phones", "Batteries"),
        ),
        negative=("Topics of the talks were trade, visas and fish.", "Tag team wins again in Oslo, and this time nobody was hurt."),
        takes_titles=True,
    ),
    Rule(
        name="copyright",
        place="tail",
        reason="who holds the rights",
        phrases=entries("copyright"),
        pattern=re.compile(
            r"^\W*(?:copyright|©|\(c\)) ?(?:©|\(c\)|&copy;)? ?(?:by )?(?:\d{4}|.{0,60}\b\d{4})\b(?! (?:was|is|were|and|had)\b).{0,200}$|^©|"
            r"\ball rights reserved\b|\balle rechte vorbehalten\b|\btous droits réservés\b"
            r"|\btodos los derechos reservados\b|\btodos os direitos reservados\b|riproduzione riservata|無断転載|版权所有|"
            r"무단\s?전재|저작권자|جميع الحقوق محفوظة|все права защищены"
            r"|\bmay not be (?:published, broadcast|reproduced)\b|\bcopyright \d{4}\b(?! (?:was|is|were|and|had)\b)"
        ),
        max_chars=400,
        positive=(
            "© 2024 Example Media Ltd.",
            "Copyright 2024 The Example Times. All rights reserved.",
            "© Beispielverlag, alle Rechte vorbehalten",
            "<저작권자 © 예시신문, 무단 전재 및 재배포 금지>",
        ),
        negative=("Copyright law has not kept up with machines, the judge said.",),
    ),
    Rule(
        name="standards-notice",
        place="tail",
        reason="the publisher's standards, corrections policy or the way the text was made",
        pattern=re.compile(
            r"^(?:our standards:|our standards$)|the thomson reuters trust principles|^(?:conforme|de acuerdo|se adhiere|adherid[oa]) a "
            r"los criterios de\b[^.]{0,40}$|^[^.]{0,40}\bthe trust project\b[^.]{0,40}$|^(?:see|read|"
            r"learn more about) our (?:editorial|ethics|standards|corrections|fact-checking)\b.{0,80}$|^report an error\b"
            r"|^(?:spotted|see|found|notice|noticed) (?:an error|a mistake|a typo|something wrong)\b.{0,120}$|^(?:have|got|"
            r"do you have) (?:a )?(?:news )?(?:tip|story|correction)s?(?: \w+){0,4}\?.{0,60}"
            r"(?:@|\b(?:us|our|e-?mail|tell|contact|reach|write|send|submit)\b).{0,140}$|^(?:corrections?|editorial) policy\b.{0,40}$"
            r"|^this (?:article|story|post) (?:was|has been) (?:generated|translated|produced) (?:by|with|using|automatically)|"
            r"^learn more about our editorial process|^bitte markieren sie die entsprechenden wörter"
            r"|^(?:this is a )?(?:breaking|developing) (?:new |news )?story\b.{0,60}$|^more to follow\W*$|^заметили ошибку|"
            r"^нашли (?:ошибку|опечатку)|^если вы (?:нашли|заметили|обнаружили) ошибку|^fehler gefunden|^signaler une (?:erreur|"
            r"faute)|^this (?:article|story) (?:originally|first) (?:appeared|was published) (?:on|in|at)\b.{0,80}$"
            r"|^(?:originally|first) published (?:on|in|at|by)\b.{0,100}$|^this article is republished from\b"
        ),
        max_chars=300,
        positive=(
            "Our Standards: The Thomson Reuters Trust Principles.",
            "First published in The Example.",
            "Spotted an error? Tell the desk.",
            *("Conforme a los criterios de", "Se adhiere a los criterios de The Trust Project"),
        ),
        negative=(
            "Conforme a los criterios de la ley, la obra no se hará.",
            "Our standards are higher than the law asks for, the firm said.",
            "EDITOR'S NOTE: Part of this story is from an official press release sent to the team",
        ),
    ),
    Rule(
        name="affiliate-notice",
        place="line",
        reason="discloses commissions",
        pattern=re.compile(
            r"\b(?:we|us|may|our|\w+ (?:media|news|magazine|review|times)) .{0,30}\b(?:earn|receive|get|make) (?:us )?(?:a |an |"
            r"some )?(?:small |affiliate |modest )?(?:commissions?|affiliate commissions?|compensation)\b.{0,80}\b(?:links?|"
            r"purchases?|buy|purchas\w+|sales)\b"
            r"|\b(?:links?|purchases?|buy|buying|purchas\w+)\b.{0,120}\b(?:earn|earns|receive|get) (?:us )?(?:a |an )?(?:small |"
            r"affiliate )?commissions?\b|^\W*(?:this (?:article|post|page|story|site) (?:may )?contains?|"
            r"some of the links .{0,40} are) (?:\S+ ){0,2}affiliate\b"
            r"|\bis supported by (?:affiliate )?commissions?\b|\b(?:affiliate-links?|provisions-links?|"
            r"affiliatelinks?)\b.{0,120}\b(?:provision|kauf|gekennzeichnet)|"
            r"\baffiliate[- ]links?\. (?:kommt|wenn)|\bliens? d'affiliation\b|\benlaces? de afiliad"
        ),
        max_chars=500,
        positive=(
            "We may earn a commission from links on this page.",
            "Products are chosen by our editors. Purchases made through our links may earn us a commission.",
            "This article contains affiliate links.",
        ),
        negative=("The agents earn a commission of two per cent on each house.",),
    ),
    Rule(
        name="embed-notice",
        place="line",
        reason="stands where an embed, a cookie choice or a script did not load",
        phrases=(
            "externer inhalt nicht verfügbar",
            "externer inhalt",
            "loading",
            "loading...",
            "loading paragraph",
            "article content",
            "advertisement article content",
            "empfohlener externer inhalt",
            "empfohlener redaktioneller inhalt",
            "please enable javascript",
            "view this post on instagram",
            "this video is not available",
            "video player is loading",
            "play video",
            "watch video",
            "swipe for more",
            "click to expand",
            "tap to unmute",
            "recommended videos",
            "error loading",
            "loadingerror loading",
        ),
        pattern=re.compile(
            r"^(?:an dieser stelle|hier) (?:finden sie|findest du|befindet sich|steht|wird|kann|sehen sie) .{0,60}(?:inhalt|video|"
            r"tweet|post|podcast|element|karte|grafik)\b.{0,160}$|^(?:deine|ihre|meine) (?:privatsphäre|datenschutz|cookie|"
            r"zustimmung)\S* .{0,200}$"
            r"|^zur anzeige (?:aktivier|benötig|müssen|brauch)|^ich bin damit einverstanden, dass mir externe|"
            r"^mit (?:dem )?(?:klick|aktivier\w+).{0,160}(?:datenschutz|personenbezogene|drittanbieter|externe)"
            r"|^(?:please |you (?:need|must|have) to )?(?:enable|turn on|activate) javascript\b|^(?:pour|para) .{0,60}(?:cookies|"
            r"javascript)\b.{0,120}$|^(?:ce|este|this|dit) (?:contenu|contenido|content|conteúdo|inhoud)\b.{0,80}(?:cookies?|"
            r"blocked|bloqu|geblokkeerd|third[- ]part)"
            r"|^your browser does not support\b|"
            r"^to (?:view|see|watch) this (?:content|video|post|tweet|embed|media|element|"
            r"feature)\b.{0,120}(?:cookies?|accept|enable|consent|javascript)"
        ),
        max_chars=420,
        weak=True,
        positive=(
            "Externer Inhalt nicht verfügbar",
            "An dieser Stelle finden Sie einen externen Inhalt von Twitter, der den Artikel ergänzt.",
            "Your browser does not support the video tag.",
            "Article content",
        ),
        negative=("Loading docks were closed for two days.", "Hier finden Sie keine einfachen Antworten, sagt sie."),
    ),
    Rule(
        name="unfilled-slot",
        place="line",
        reason="a template's own mark, where a script should have put an ad or a widget",
        pattern=re.compile(r"^(?:\$\$|\{\{|\[\[|%%)[\w -]{2,30}(?:\$\$|\}\}|\]\]|%%)$"),
        max_chars=40,
        weak=True,
        positive=("$$ARTICLEAD$$", "{{ad-slot-2}}", "[[widget]]"),
        negative=("[[He left]] is what the scribe wrote in the margin.",),
    ),
    Rule(
        name="subscriber-notice",
        place="line",
        reason="a paywall's or an account's own words",
        phrases=(
            "already a subscriber? log in",
            "already a subscriber?",
            "already have an account?",
            "log in",
            "sign in",
            "subscribe to continue reading",
            "subscribe to read more",
            "this is a subscriber-only article",
            "this article is for subscribers only",
            "this article is exclusive to subscribers",
            "この記事は会員限定です",
            "この記事は有料会員限定です",
            "残り",
            "article réservé aux abonnés",
            "cet article est réservé aux abonnés",
            "contenido exclusivo para suscriptores",
            "conteúdo exclusivo para assinantes",
            "exclusief voor abonnees",
            "tu suscripción se está usando en otro dispositivo",
            "¿quieres añadir otro usuario a tu suscripción",
        ),
        pattern=re.compile(
            r"^(?:si continúas leyendo en este dispositivo|tu suscripción se está usando|si quieres compartir tu cuenta|"
            r"en el caso de no saber quién está usando tu cuenta|si decides continuar compartiendo tu cuenta)\b"
            r"|^(?:to (?:continue|keep) reading(?=\W*$|,|.*\b(?:subscri|account|log|sign|regist|free|trial|plan|e-?mail|article))|"
            r"continue reading with|create an account or sign in|you have (?:reached|read|"
            r"used) (?:your|all)\b.{0,40}(?:limit|articles)|sign in to (?:read|continue)|log in to (?:read|continue)|"
            r"unlock (?:this|all|more|unlimited))\b"
            r"|^this copy is for your personal,? non-?commercial use only\b|^distribution and use of this material are governed by\b"
            r"|^(?:um weiterzulesen|sie haben bereits ein abo|weiterlesen mit|jetzt weiterlesen|mit einem abo|"
            r"testen sie)\b.{0,160}(?:abo|anmelden|login|plus|monat|lesen)|^(?:il vous reste|la suite est réservée|"
            r"pour lire la suite)\b|中日プラスに登録|残り\d+文字"
        ),
        max_chars=420,
        weak=False,
        positive=(
            "Already a subscriber? Log in",
            "この記事は会員限定です。",
            "Cet article est réservé aux abonnés",
            "Tu suscripción se está usando en otro dispositivo",
            "To continue reading, create an account.",
            "This copy is for your personal non-commercial use only. To order copies for your colleagues, write to the Example Times.",
        ),
        negative=(
            "Subscribers were told on Friday.",
            "Sign in sheets were found in the bin.",
            "This copy is for your own use, the librarian told her.",
        ),
    ),
)
