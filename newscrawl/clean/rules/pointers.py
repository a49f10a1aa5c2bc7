"""Lines that point elsewhere: to the original of a translation, to the whole of a story, to the desk that wants tips."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule
from newscrawl.languages import any_of

__all__ = ["RULES"]

_THIS = (
    r"(?:this|dieser|dieses|dies ist eine?|cet|ce|este|esta|questo|dit|denna|denne|эта|этот|ten) (?:\S+ ){0,2}(?:article|story|"
    r"post|piece|column|report|essay|"
    r"artikel|text|beitrag|übersetzung|texte|artículo|texto|contenido|nota|historia|noticia|artigo|matéria|reportagem|articolo|"
    r"статья|материал|"
    r"artykuł|tekst)"
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="origin-notice",
        place="line",
        reason="says where the text was published first, or what it was translated from",
        pattern=re.compile(
            rf"^\W*{_THIS}\b.{{0,60}}\b(?:(?:originally|first) (?:published|appeared|ran)|translated (?:from|by|with|into)|im original|"
            r"erschien(?:en)? (?:zuerst|zunächst|ursprünglich)|zuerst (?:erschienen|veröffentlicht)|übersetzt|eines artikels|"
            r"traduit|initialement|pour la première fois|(?:publicad|traducid|traduzid)[oa] (?:originalmente|por primera vez|d[eo]|por|"
            r"pel[oa]|"
            r"originalmente)|pubblicato (?:originariamente|per la prima volta|originalmente)|tradotto|verscheen eerder|is vertaald|"
            r"eerder gepubliceerd|"
            r"впервые опубликован\w*|переведен\w*|ukazał się)\b.{0,120}$"
            r"|^(?:texto|artigo|artículo|articolo|artikel) (?:originalmente )?(?:publicado|original\w*|originale|"
            r"oorspronkelijk)\b.{0,80}$"
            r"|^(?:read|lest|lesen sie|lies|lire|lisez|lea|lee|puede leer|puedes leer|leia|leggi) (?:the|den|das|l'|el|o) ?(?:original\w*|"
            r"artículo original|"
            r"artigo original|articolo originale|article original)\b.{0,80}$"
        ),
        max_chars=260,
        weak=True,
        positive=(
            "This article was originally published in French.",
            "This story was originally published on our sister site Example.com.",
            "This article was translated from Spanish.",
            "Read the original article on Example Times.",
            "Dieser Artikel wurde im Original auf Englisch veröffentlicht",
            "Dieser Artikel wurde aus dem Englischen übersetzt.",
            "Dies ist eine maschinelle Übersetzung eines Artikels unserer Kollegen in den USA.",
            "Lest den Originalartikel auf Englisch hier.",
            "Cet article a été traduit de l'anglais.",
            "Este artículo fue publicado originalmente en inglés.",
            "Puede leer el artículo original en inglés aquí.",
            "Texto publicado originalmente em inglês.",
            "Questo articolo è stato tradotto dall'inglese.",
        ),
        negative=(
            "This article of the treaty bans such tests.",
            "This report says that the bridge was first closed in 1987.",
            "Dieser Text ist für alle da, sagt sie.",
            "Read the letter in full and you will see why the board gave way.",
            "Translated from the Greek, the name means harbour.",
        ),
    ),
    Rule(
        name="pointer",
        place="tail",
        reason="sends the reader to more of the publisher's pages",
        pattern=re.compile(
            r"^(?![\"„])\W*(?:(?:you can )?(?:read|see|find|watch|view)\b.{0,80}\b(?:our full|the full|in full|full (?:story|article|"
            r"report|interview|review|"
            r"statement))\b.{0,60}\bhere\W*$"
            r"|you can (?:read|watch|see|find)\b.{0,90}\bhere\W*$"
            r"|click here\b.{0,120}$"
            r"|for (?:more|all|the latest|other)(?: of)?(?: our| the)?(?: [\w'-]+){0,6}? (?:news|stories|updates|coverage|headlines|"
            r"articles|reviews)\b[^.]{0,100}\b(?:visit|follow|check out|go to|head to|log on to|click|subscribe)\b.{0,80}$"
            r"|stay tuned (?:to|for|with)\b.{0,80}$"
            r"|keep up[- ]to[- ]date with\b.{0,120}$"
            r"|if you (?:liked|enjoyed) this\b.{0,120}$"
            r"|discover more from\b.{0,60}$"
            r"|have you been affected\b.{0,120}$"
            r"|(?:mehr|weitere|alle|alles|aktuelle|noch mehr|weiteres)\b.{0,110}\b(?:lesen|finden|gibt|sehen|erfahren)\b.{0,30}\bhier\W*$"
            r"|(?:lesen|finden|sehen) sie hier (?:alle|mehr|weitere|auch|den|die|das)\b.{0,100}$"
            r"|(?:seine|ihre|alle) (?:artikel|texte|beiträge)\b.{0,40}\bhier\W*$"
            r"|(?:lire|lisez|retrouvez|consultez|voir)\b.{0,100}\bici\W*$"
            r"|(?:lee|lea|puedes? (?:leer|ver|consultar)|consulta|consulte|más información)\b.{0,100}\baquí\W*$|(?:lee|"
            r"lea) aquí\b.{0,100}$"
            r"|(?:leia|veja|confira|saiba mais|clique)\b.{0,100}\baqui\W*$|leia também\b.{0,100}$"
            r"|(?:leggi|scopri|guarda|clicca)\b.{0,100}\bqui\W*$"
            r"|(?:lees|bekijk|klik)\b.{0,100}\bhier\W*$"
            r"|подробнее (?:читайте|об этом|смотрите|в материале)\b.{0,100}$)"
        ),
        max_chars=200,
        positive=(
            "You can read our full review here.",
            "Click here to read the full report.",
            "If you liked this story, share it with a friend.",
            "For more on news from around the world please visit Example Times.",
            "For the latest coverage of the vote, check out the Example Times.",
            "Mehr Nachrichten aus der Region finden Sie hier.",
            "Mehr über den Verein lesen Sie hier.",
            "Lesen Sie hier alle Nachrichten aus der Stadt.",
            "Lee aquí más noticias sobre el puerto.",
            "Leia também outras notícias sobre o porto.",
            "Подробнее читайте в материале газеты.",
        ),
        negative=(
            "Readers can find the list of closures on the council's website.",
            "He told reporters to read the whole report before they asked.",
            "For more than ten years people have come to visit the caves.",
            "For more information on tickets visit the theatre's box office.",
            "Mehr als 200 Menschen kamen.",
            "Alle waren da, nur der Bürgermeister nicht.",
            "Nous resterons ici.",
        ),
    ),
    Rule(
        name="tips-line",
        place="line",
        reason="asks the reader to send tips, stories or corrections to the newsroom",
        pattern=re.compile(
            rf"^\W*+{any_of('tip-questions')}.{{0,90}}\?.{{0,60}}{any_of('tip-contacts')}.{{0,120}}$|^\W*+{any_of('tip-offers')}.{{0,100}}$"
        ),
        max_chars=300,
        weak=True,
        positive=(
            "Got a tip? Email us at tips@example.com",
            "Know something that we should know? Contact our reporters.",
            "Send your tips to tips@example.com",
            "Hinweise an die Redaktion: tipps@example.com",
            "Une information à nous transmettre ? Écrivez-nous à info@example.com",
            "Tipsa oss: tips@example.se",
            "Есть новость? Пишите нам в почту.",
            "Haben Sie Hinweise? Schreiben Sie uns an redaktion@example.com.",
            "Vous avez une information à nous transmettre ? Écrivez-nous.",
            "¿Tienes alguna información? Escríbenos a redaccion@example.com.",
            "Heb je een tip? Mail de redactie: tip@example.nl",
            "Har du tips? Mejla oss på tips@example.se.",
        ),
        negative=(
            "Haben Sie je daran gezweifelt? Nein, sagt er, keinen Tag.",
            "Have you seen this boat? Call the police on 12345, the harbour master asked.",
            "Do you have a story of the old harbour? Most people here have three.",
            "Send your tips to the waiter, not to the owner, is the advice of the union.",
            "Haben Sie Hinweise auf den Täter? Die Polizei bittet um Anrufe.",
        ),
    ),
    Rule(
        name="tip-call",
        place="tail",
        reason="asks the reader to write to the newsroom",
        pattern=re.compile(
            r"^\W*(?:tips? (?:oss|os|de redactie|ons)|tipsa oss|skicka (?:in )?tips|mail de redactie)\b.{0,100}$"
            r"|^\W*(?:schreiben|schreib|mailen|schicken) sie? ?uns\b.{0,120}$|^\W*(?:escríbenos|escriba a|écrivez-nous|scrivici|"
            r"escreva para|пишите нам)\b.{0,120}$"
        ),
        max_chars=260,
        positive=("Schreiben Sie uns!", "Escríbenos y cuéntanos tu historia.", "Skicka tips till redaktionen."),
        negative=("Haben Sie je daran gezweifelt? Nein, sagt er, keinen Tag.",),
    ),
)
