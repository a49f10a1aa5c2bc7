"""Who made the text and the pictures, where it says so outside the article's own sentences."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule

__all__ = ["RULES"]

_PHOTO = (
    r"(?:photo|photos|photograph|photography|picture|pictures|image|images|illustration|graphic|screenshot|credit|photo credit|"
    r"image credit|image source|photo source|photo/image"
    r"|foto|fotos|fotografie|bild|bilder|bildquelle|bildnachweis|titelbild|grafik|symbolbild|crédit|crédits|crédit photo|"
    r"crédits photo|imagen|imágenes|crédito|créditos"
    r"|imagem|imagens|immagine|beeld|kuva|zdjęcie|fot|fotó|fotoğraf|görsel|фото|иллюстрация|φωτογραφία|写真|画像|图片来源|사진|"
    r"صورة|الصورة|फोटो|gambar|ảnh)"
)
_AGENCY = (
    r"(?:getty(?: images)?|getty images/\S+|afp|reuters|ap|ap photo|associated press|epa|efe|ansa|dpa|imago|shutterstock|"
    r"istock(?:photo)?|unsplash|pexels|pixabay|alamy|adobe stock|depositphotos"
    r"|bloomberg|xinhua|tass|keystone|picture alliance|ntb|tt|ritzau|lusa|anp|belga|čtk|pap|mti|dha|anadolu|yonhap|연합뉴스|"
    r"新华社|共同|時事|antara|pti|ani|nurphoto)"
)
# What a picture is, where it is not of the day
_ARCHIVE = (
    r"(?:symbolbild|symbolfoto|archivbild|archivfoto|themenbild|(?:archive|file|stock|library) (?:photo|image|picture)|"
    r"fotografía de archivo|foto de archivo|imagen de "
    r"archivo|imagen referencial|photo d'archives?|(?:image|photo) d'illustration|(?:imagem|foto) (?:ilustrativa|de arquivo)|"
    r"foto d'archivio|"
    r"immagine di repertorio|archieffoto|arkivfoto|arkivbild|arkivbilde|kuvituskuva|arkistokuva|zdjęcie (?:ilustracyjne|poglądowe)|"
    r"fot\. ilustracyjne|ilustrační foto|illusztráció|архивное фото|"
    r"фото из архива|иллюстративное фото|temsili (?:fotoğraf|görsel)|資料写真|"
    r"資料圖片?|资料图片?|자료\s?사진|صورة أرشيفية|सांकेतिक तस्वीर|फाइल फोटो|foto ilustrasi|ảnh minh họa)"
)
_PICTURES_ONLY = (
    r"(?:shutterstock|i?stock(?:photo)?|imago|alamy|unsplash|pexels|pixabay|adobe stock|depositphotos|"
    r"picture alliance|nurphoto|dreamstime|getty)"
)
_ROLE = (
    r"(?:reporter|journalist|editor|correspondent|columnist|writer|contributor|copywriter|blogger|freelancer|editor-in-chief|"
    r"co-founder and editor|redakteur(?:in)?|korrespondent(?:in)?|journaliste"
    r"|periodista|redactora?|jornalista|giornalista|redacteur|журналист\w*|корреспондент\w*|dziennikark\w*|dziennikarz\w*)"
)
_FULL_NAME = r"[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){1,4}"
_NAME = r"[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,4}"

RULES: tuple[Rule, ...] = (
    Rule(
        name="photo-credit",
        place="line",
        reason="who made a picture, on a short line of its own",
        pattern=re.compile(
            rf"^\W*{_PHOTO}(?: (?:by|von|de|par|di|av|af|via|courtesy(?: of)?|credit|source))* ?[:=©|] ?.{{1,80}}$|^\W*(?:photo|"
            rf"photograph|image|picture|illustration|photos|images) (?:by|via|courtesy of|courtesy|from|supplied by) "
            rf"(?!photo|picture|image|illustration).{{1,80}}$"
            rf"|^\W*(?:[\w.'-]+ ){{0,3}}(?:[\w.'-]+ ?/ ?)+(?:[\w.'-]+ (?:via|for) )?{_AGENCY}(?: ?/ ?[\w.' -]+)?\W*$|"
            rf"^[\w.'/ -]{{2,60}} via {_AGENCY}\W*$"
            rf"|^\W*{_AGENCY} ?/ ?[\w.' -]{{2,60}}$|^\W*getty images\W*$|^\W*{_PICTURES_ONLY}\W*$"
            rf"|^\W*{_ARCHIVE}\W*(?:[:|/(©–-].{{0,60}})?$|^(?:image|figure|media|video) (?:source|caption|copyright), .{{1,100}}$|"
            rf"^image copyright .{{1,60}}$"
            rf"|^copyright: .{{1,60}}$|^(?:quelle|source|fuente|fonte): {_AGENCY}\W*$"
        ),
        max_chars=110,
        weak=True,
        positive=(
            "Photo: Example Agency",
            "Image credit: Jane Roe",
            "(Photo by Jane Roe)",
            "Foto: Beispiel/dpa",
            "Jane Roe/Getty Images",
            "JANE ROE/AFP via Getty Images",
            "写真＝共同",
            *(
                "Symbolbild",
                "Archivfoto: Max Muster",
                "File photo",
                "Fotografía de archivo",
                "Photo d'illustration",
                "자료사진",
                "फाइल फोटो",
            ),
            *(
                "Image source, Example Agency",
                "Image caption, The ferry in the harbour",
                "SHUTTERSTOCK",
                "Quelle: dpa",
                "Copyright: IMAGO/Beispiel",
            ),
        ),
        negative=(
            "Photo finish: Roe wins by a hair, her third win in a row and her first on this course.",
            "Image problems are nothing new for the bank.",
            "Photographs of the site were taken by a drone.",
            "File photos of her were found on the laptop, the court heard.",
            "Video source code was published as well.",
        ),
    ),
    Rule(
        name="reporting-credit",
        place="tail",
        reason="who else reported, edited or delivered the text",
        pattern=re.compile(
            r"^(?=\W*\(|[^.]*$|.*;)\W*(?:additional |with |with additional |further )?(?:reporting|editing|writing|compiled|"
            r"edited|translated|written|produced|research|photography|graphics) (?:and \w+ )?(?:by|from)\b.{0,240}$"
            rf"|^\W*(?:with|mit|avec|con|com|met|med|z|mit material von|with inputs? from|with agency inputs?|with files from|"
            rf"with information from|with contributions from|con información de|com informações d[aeo]|avec l'?)\W*(?:{_AGENCY}|"
            rf"the associated press|agencies|agency inputs|agenturen|agences|agencias)\b[^.]{{0,40}}$"
            r"|^(?:featured?|header|cover|main|lead|top) (?:image|photo|picture)s?\b.{0,80}\b(?:by|via|courtesy|credit)\b"
            rf"|^[^.!?]{{0,60}}\b{_PHOTO}(?: \[m\])?: .{{1,80}}$|^mit informationen (?:der|"
            rf"von|aus)\b.{{0,120}}\b(?:nachrichtenagentur|{_AGENCY})"
            rf"|^\([a-zäöü]{{2,4}}(?:[/,] ?[a-zäöü]{{2,4}})*\)$|^\W*{_AGENCY}(?:[ /,-]+(?:{_AGENCY}|\w{{1,4}}))*\W*$|^\W*(?:source|"
            rf"quelle|fuente|fonte|bron|källa|kilde|źródło|zdroj|источник|kaynak|sumber|nguồn|来源|來源|출처|المصدر|"
            rf"स्रोत)s?: .{{0,100}}$"
        ),
        max_chars=260,
        positive=(
            "Additional reporting by Jane Roe",
            "(Reporting by Jane Roe; Editing by John Doe)",
            "mit dpa",
            "With files from Reuters",
            "Source: Example Agency",
            "AFP",
            "(Quelle: APA/dpa)",
            "jro, mus; Foto [M]: Example Agency",
            "Featured image by Jane Roe",
            "Mit Informationen der Korrespondenten und der Nachrichtenagenturen AFP und dpa.",
        ),
        negative=(
            "With Reuters and others asking for years, the ministry gave in.",
            "Editing by hand is slower, he said, but nobody has found a better way to cut film.",
        ),
    ),
    Rule(
        name="author-bio",
        place="tail",
        reason="says who the author is",
        pattern=re.compile(
            rf"^\W*+(?:by )?{_NAME},? (?:is|was|ist|est|es|é|è) (?:a|an|the|our|one of|ein|eine|une|un|una|um|uma|\S+'s|"
            rf"currently)\b(?: [\w'’&/,-]+){{0,9}}? {_ROLE}\b|^\W*+{_NAME} ist (?:[\w-]+ ){{0,5}}{_ROLE}\b"
            rf"|^\W*+(?:[\w-]+ )?[\w-]*?{_ROLE} {_FULL_NAME} (?:ist|schreibt|berichtet|arbeitet|is|covers|writes|reports|est|couvre|es|"
            rf"escribe|é|escreve|è|"
            rf"scrive)\b"
            rf"|^\W*+{_FULL_NAME} (?:covers|writes|reports|blogs|schreibt|berichtet|edits)\b.{{0,80}}\b(?:for|about|at|from|on|für|"
            rf"über|aus)\b"
            rf"|^\W*+{_NAME} (?:has been|has covered|has written|has worked|has over|has more than|joined|arbeitet als|ist bei|"
            rf"ist redakteur\w*|ist seit)\b.{{0,160}}(?:{_ROLE}|journalis\w+|writing|covering|newsroom|magazine|newspaper|editor|"
            rf"redaktion)"
            r"|^(?:he|she|they) (?:is|are|was) (?:also )?(?:a|an|the) (?:\S+ ){0,5}(?:author|reporter|journalist|editor|writer|"
            r"correspondent|columnist|contributor)\b.{0,200}$"
            r"|^(?:views|opinions)(?: \S+){0,6} (?:are|do not|belong)\b.{0,160}(?:own|author|writer|necessarily)"
        ),
        max_chars=900,
        positive=(
            "Jane Roe is a reporter at Example Times. She covers ports, ferries and the people who work there.",
            "John Doe covers energy for Example Times.",
            "Jane Roe ist Redakteurin im Ressort Wirtschaft.",
            "Korrespondentin Jane Roe ist beim Beispielblatt für den Norden zuständig.",
        ),
        negative=(
            "Jane Roe is a nurse and a mother of two.",
            "The reporter was arrested on Monday.",
            "He is also a member of the city council.",
        ),
    ),
    Rule(
        name="contact-line",
        place="tail",
        reason="how to reach the author or the publisher",
        pattern=re.compile(
            r"^\W*(?:reach|contact|email|e-mail|write to|follow|tweet|message|call|tel|tel\.|phone|telephone|fax|mail|twitter|web|"
            r"website|visit|kontakt|contacto|contato|contatti|courriel)\b.{0,120}(?:@\w|\bhttps?://|\bwww\.|\+\d[\d ()-]{6,}|"
            r"\(\d{3}\) ?\d{3})"
            r"|^\W*+[^\s@]+@\S+\.\w+\W*$|^[가-힣]{2,5}(?:[·, ]+[가-힣]{2,5}){0,3} ?\S*(?:기자|특파원|논설위원|위원|pd)\b.{0,40}$|"
            r"^(?:[^\W\d_][\w.'-]*+[ ,/|:]++){1,4}+[\s(]*+[^\s@]+@\S+\.\w+\W*$|^\W*@\w+\W*$|^\W*(?:\+|00)\d[\d ()./-]{7,}\W*$|"
            r"^(?:follow|reach|contact|email) (?:him|her|"
            r"them|me|us|the author|\S+ \S+) (?:at|on|via)\b.{0,100}$|^\W*(?:for )?(?:media|press|investor)s? (?:contacts?|"
            r"inquiries|enquiries|relations)\b.{0,80}$"
        ),
        max_chars=220,
        positive=(
            "Reach her at jane.roe@example.com",
            "Contact: press@example.com",
            "jane.roe@example.com",
            "Follow him on X at @johndoe",
            "Media Contact:",
            "Tel: +49 30 1234567",
            "홍길동 기자 hong@example.com",
            "Jane Roe jane.roe@example.com",
        ),
        negative=("Contact between the two firms began in May.", "Call it luck, she said."),
    ),
    Rule(
        name="posted-line",
        place="tail",
        reason="who posted the text and when, as Blogger and Movable Type print it below",
        pattern=re.compile(
            r"^(?:this )?(?:article|report) (?:was )?(?:written )?by [^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,4}"
            r"(?: \(@\w+\))?\W*$|"
            r"^(?:posted by .{2,60} (?:at|on)|eingestellt von .{2,60} (?:um|am)|publicado por .{2,60} (?:en|a las|el)|"
            r"(?:postado|publicada?) por .{2,60} (?:às|em)|publié par .{2,60} (?:à|le)|pubblicato da .{2,60} (?:alle|il)|"
            r"gepost door .{2,60} (?:op|om)) (?:ore )?[\w ,./]{0,30}\d{1,2}[:.h/ ]\d{2}.{0,30}$"
        ),
        max_chars=140,
        positive=(
            "Posted by Jane Roe at 9:15 AM",
            "Posted by Jane at December 16, 2025 11:15 AM",
            "Eingestellt von Max Muster um 09:15",
            "Publicado por Ana Pérez en 9:15",
            "Publié par Jeanne Dupont à 09:15",
            "Article by Jane Roe (@janeroe).",
            "This article was written by Jane Roe",
        ),
        negative=(
            "Posted by a soldier at the front, the film was seen by two million people.",
            "Posted by Jane Roe at the embassy in 1987, it went unread.",
            "Report by the auditor, section 3: the money is gone.",
            "This article was written by hand, and it took her eleven years.",
        ),
    ),
    Rule(
        name="about-section",
        place="tail",
        reason="a press release's or an author's 'About …', from its heading to the end of the body",
        pattern=re.compile(
            r"^\W*(?:about|über|à propos d[eu'’]s?|acerca de|sobre|chi è|o firmie|о компании|об авторе|关于|關於) ?.{2,70}$|"
            r"^\W*(?:about|über|sobre) .{2,60}: .{20,}|^(?:notes? to (?:the )?editors?|editors?' notes?)\W*$"
            r"|^(?:media|press|investor|pr)(?: relations)? (?:contacts?|inquiries|enquiries)\W*$|^(?:article |written |"
            r"story )?(?:written|posted) by:?$|^(?:the )?authors?$|^(?:author|autor|auteur|autore|zur person|zum autor|"
            r"zur autorin|sobre el autor|sobre o autor|about me|meet the author)s?\W*$|^#{2,}$|^-?30-?$"
        ),
        max_chars=1200,
        positive=(
            (
                "About Example Corp",
                "Example Corp is a leading provider of pumps. Founded in 1988, it is headquartered in Oslo.",
                "Visit www.example.com for more information.",
            ),
            (
                "About the author",
                "Jane Roe writes about ports. She lives in Oslo with two cats and an old boat that never leaves the shed.",
            ),
        ),
        negative=(
            ("About the money", "Nobody knows where the money went, and the trustees said on Monday that they had stopped looking for it."),
            "About 40 people came.",
        ),
    ),
)
