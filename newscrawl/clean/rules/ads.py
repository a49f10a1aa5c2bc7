"""Ad markers."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule
from newscrawl.languages import entries

__all__ = ["RULES"]

RULES: tuple[Rule, ...] = (
    Rule(
        name="ad-marker",
        place="anywhere",
        reason="the title that a theme prints over an ad slot, whatever dashes, case, spacing or entities are around it",
        phrases=entries("ad-markers"),
        max_chars=80,
        positive=(
            *(
                "- Advertisement -",
                "– Advertisement –",
                "— ADVERTISEMENT —",
                "−Advertisement−",
                "&#8211; Advertisement &#8211;",
                "-\u00a0Advertisement\u00a0-",
            ),
            *(
                "Advertisement",
                "ADVERTISEMENT:",
                "[Advertisement]",
                "A D V E R T I S E M E N T",
                "Advertisement Advertisement",
                "*** Advertisement ***",
            ),
            *(
                "ANZEIGE",
                "- Anzeige -",
                "- Publicité -",
                "Publicidad",
                "– Pubblicità –",
                "Publicidade",
                "Реклама",
                "広告",
                "[広告]",
                "광고",
                "广告",
                "廣告",
            ),
            *(
                "إعلان",
                "विज्ञापन",
                "Reklam",
                "Annonse",
                "- Annonce -",
                "Iklan",
                "Quảng cáo",
                "Reklama",
                "Advertentie",
                "Mainos",
                "Hirdetés",
                "- Sponsored -",
            ),
        ),
        negative=(
            "The advertisement ran for three weeks before the regulator stepped in.",
            "The word – advertisement – is older than the newspaper.",
            "Advertisements for the phone were pulled on Monday.",
            *(
                "Advertisement revenue fell by a fifth",
                "Anzeige erstattet",
                "claimed to advertise nude models",
                "Реклама подорожала на треть",
                "Publicidad engañosa",
            ),
        ),
    ),
    Rule(
        name="ad-notice",
        place="anywhere",
        reason="tells readers that the article goes on under an ad",
        choices=entries("ad-notices"),
        max_chars=120,
        positive=(
            *(
                "Story continues below advertisement",
                "Article continues after ad",
                "(Article continues below)",
                "Advertisement - Continue Reading Below",
            ),
            *(
                "Der Artikel wird unter der Anzeige fortgesetzt",
                "La suite après la publicité",
                "Continúa leyendo tras la publicidad",
                "Continua após a publicidade",
            ),
            "SCROLL TO CONTINUE WITH CONTENT",
        ),
        negative=("The story continues below the surface of the lake.", "Continua após a publicidade a disputa entre os dois partidos"),
    ),
    Rule(
        name="ad-label",
        place="line",
        reason="a word that labels paid content, alone on its line; a heading or a list item of that word stays",
        phrases=entries("ad-labels"),
        # Russian law: who pays, how old readers must be, the number of the ad
        pattern=re.compile(r"^\W*(?:реклама ?[.,:•·|-]\W*(?:ооо|ао|пао|ип|ано|\d\d?\+|erid|инн)(?!\w).{0,160}|erid\W+\w{6,40}\W*)$"),
        max_chars=200,
        weak=True,
        positive=(
            *("Sponsored content", "Werbung", "Ads by Google", "Contenido patrocinado"),
            *("Реклама. ООО «Пример». ИНН 7700000000", "erid: 2VtzqExample"),
        ),
        negative=("Sponsored content is growing faster than search ads", "Werbung wirkt", "Реклама ООО «Пример» стоит на мосту с мая."),
    ),
)
