"""Links to other articles: inline lines, and the lists at the tail."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule
from newscrawl.languages import entries

__all__ = ["RULES"]

# "WATCH: The ferry leaves the harbour": a title behind the name of what it is
_MEDIA = (
    r"(?:watch|watch now|watch live|watch here|listen|listen now|see photos|see pictures|"
    r"in pictures|photos|photo gallery|gallery|slideshow|podcast|"
    r"interactive|video|im video|sehen sie im video|video ansehen|bildergalerie|fotostrecke|podcast hören|en vidéo|vidéo|vidéos|écoutez|"
    r"diaporama|en images|mira|mira el video|ver video|galería|fotogalería|vídeo|vídeos|veja o vídeo|assista|galeria|guarda il video|"
    r"fotogallery|bekijk de video|bekijk ook de video|смотрите видео|видео|фотогалерея|動画|写真特集|视频|視頻|影片|圖集|영상|동영상|포토|"
    r"شاهد|بالفيديو|بالصور|वीडियो|tonton|video terkait|galeri|izleyin|xem video)"
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="read-more",
        place="line",
        reason="a link to another article, on a line of its own",
        phrases=(
            "read more",
            "see more",
            "learn more",
            "read the full story",
            "read full article",
            "read full story",
            "weiterlesen",
            "lire la suite",
            "leer más",
            "devamını oku",
            "続きを読む",
            "もっと見る",
            *("yuk, simak juga video ini", "simak juga video ini", "simak video berikut", "saksikan juga video ini", "lihat juga video"),
            *("jangan lewatkan video terbaru", "saksikan video pilihan di bawah ini", "saksikan video pilihan berikut ini"),
        ),
        openings=entries("read-more"),
        openings_alone=entries("read-also"),
        max_chars=220,
        weak=True,
        positive=(
            *(
                "READ ALSO: Central bank keeps its rate at 27 per cent",
                "Also read: Five phones under $200",
                "SEE MORE: The best laptops of the year",
            ),
            *("Related: Chip maker opens plant", "YOU MAY ALSO LIKE: Bank of England holds", "Lesen Sie auch: Was der neue Tarif kostet"),
            *(
                "À lire aussi Le budget en cinq graphiques",
                "Lea también: El peso sube",
                "Leia também: Dólar fecha em alta",
                "Leggi anche: Il decreto in Aula",
            ),
            *(
                "Читайте также: Курс доллара вырос",
                "Baca juga: Harga beras naik",
                "यह भी पढ़ें: बजट की बड़ी बातें",
                "اقرأ أيضا: أسعار الذهب اليوم",
            ),
            *(
                "関連記事：新型ロケットの打ち上げ",
                "관련기사: 금리 동결",
                "Lees ook: Zo werkt de nieuwe wet",
                "Xem thêm: Giá vàng hôm nay",
                "Read more »",
                "Yuk, simak juga video ini!",
            ),
        ),
        negative=(
            "Read the letter in full and you will see why the board gave way.",
            "Read more than one of her books and a pattern appears.",
            "Also read into the record was a letter from the mayor.",
            "See the table for last year's figures.",
            "Lire aussi entre les lignes est un art que peu maîtrisent.",
            *("Related work on the subject began in 1998.", "More than 200 people came.", "Following the vote, shares rose."),
        ),
    ),
    Rule(
        name="related-list",
        place="tail",
        reason="the heading of a list of other articles, with the titles under it",
        phrases=entries("related-headings"),
        openings_alone=entries("more-about"),
        max_chars=80,
        takes_titles=True,
        positive=(
            "The Latest",
            ("The Latest", "Chip maker opens second plant", "Five phones under $200", "Airline orders forty jets"),
            ("You may also like", "Why the ferry is late again", "12 May 2024", "A bridge too short"),
            ("Más noticias", "El peso sube por tercer día", "La lluvia no da tregua"),
            ("Related articles", "Airline orders forty jets"),
            ("More from Technology", "Airline orders forty jets", "Five phones under $200"),
        ),
        negative=(
            ("The latest on 5G", "The regulator opened the third band on Monday, and two operators have asked for it."),
            ("Related", "The two cases are related, the court found, because the same firm had signed both contracts in the same week."),
        ),
    ),
    Rule(
        name="media-label",
        place="line",
        reason="the title of a film, a recording or pictures that stand elsewhere",
        pattern=re.compile(rf"^\W*{_MEDIA} ?[:|] ?[^.:]{{4,110}}(?<![.!?。:\"])$"),
        max_chars=140,
        weak=True,
        positive=(
            "WATCH: The ferry leaves the harbour",
            "Video: The ferry leaves the harbour",
            "Sehen Sie im Video: Die Fähre verlässt den Hafen",
            "VIDÉO : Le bac quitte le port",
            "Mira el video: El ferry sale del puerto",
            "Видео: паром покидает порт",
            "動画：フェリーが出港",
        ),
        negative=(
            "Watch: that was all she left behind.",
            "Video games: a billion people play them.",
            "Listen: nobody wants this bridge, he said.",
        ),
    ),
    Rule(
        name="related-label",
        place="middle",
        reason="the label of links to other articles, where the links are gone",
        # One word can be a heading of the article's own ("Recommendations"), and so can what is "the latest" of it.
        phrases=tuple(
            words
            for words in (*entries("related-headings"), *entries("read-also"))
            if (" " in words and "latest" not in words) or words[0] > "\u0370"
        ),
        max_chars=60,
        positive=("Auch interessant", "Lire aussi :", "You might like", "Related Topics:"),
        negative=("Recommendations", "Up next is the harbour.", "The latest news came by boat."),
    ),
    Rule(
        name="next-previous",
        place="tail",
        reason="links to the articles before and after",
        phrases=entries("next-previous"),
        max_chars=60,
        takes_titles=True,
        positive=(
            ("Previous article", "Airline orders forty jets", "Next article", "Five phones under $200"),
            "Nächster Artikel",
            "次の記事",
        ),
        negative=("The next article of the treaty bans such tests.",),
    ),
)
