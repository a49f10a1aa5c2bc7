"""What pages say around an article, language by language: data for the rules, no code.

Written as people read it; rules compare case-folded text without outer punctuation. Where no evidence is named, a phrase was taken from
the themes' and plugins' own translations (WordPress, tagDiv, Yoast) or is the plain word of the language.
"""

from __future__ import annotations

__all__ = [
    "AD_MARKERS",
    "AD_MARKERS_WEAK",
    "AD_NOTICES",
    "COMMENTS",
    "COPYRIGHT",
    "LISTEN",
    "MORE_ABOUT",
    "NEXT_PREVIOUS",
    "READ_MORE",
    "READ_MORE_ALONE",
    "RELATED_HEADINGS",
    "SHARE",
    "TAG_LABELS",
]


def _phrases(text: str) -> tuple[str, ...]:
    """Phrases between bars and line breaks."""
    return tuple(phrase for phrase in (part.strip() for line in text.split("\n") for part in line.split(" | ")) if phrase)


# One word that a page prints above an ad, and that nobody writes as a line of an article.
AD_MARKERS = _phrases("""
    advertisement | advertisements | advertisment | advertorial ad | ad - continue reading below | anzeige | anzeigen | -anzeige-
    annonce | annonces | annonse | annonser | reklame | reklama | reklam | reklámok | publicité | publicite | pub | publicidad
    publicidade | pubblicità | pubblicita' | publicitate | publicitat | publizitatea | advertentie | advertenties | mainos | mainokset
    ilmoitus | hirdetés | hirdetes | oglas | oglasi | reklaam | reklāma | реклама | рекламное объявление | на правах рекламы
    реклама на сайте | огласи | рэклама | διαφήμιση | διαφημιση | 広告 | スポンサーリンク | スポンサードリンク
    広告の下に記事が続きます | 广告 | 廣告 | 广告位 | 光告 | 광고 | advertisement 광고 | إعلان | إعلانات | اعلان | اعلانات | آگهی
    تبلیغات | اشتہار | פרסומת | פרסומות | विज्ञापन | বিজ্ঞাপন | விளம்பரம் | ప్రకటన | પબ્લિસિટી | जाहिरात | જાહેરાત | പരസ്യം | ಜಾಹೀರಾತು
    ਇਸ਼ਤਿਹਾਰ | โฆษณา | iklan | quảng cáo | tangazo | matangazo | patalastas | reklam alanı | reklamlar
""")

# Words that are markers on a line of their own, yet also headings and list items of articles: never removed from a heading or an item.
AD_MARKERS_WEAK = _phrases("""
    ad | ads | ads by google | google ads | sponsored | sponsored content | sponsored links | sponsored link | sponsored post
    sponsor message | promoted | promoted content | paid content | partner content | paid post | promotion | advertising | werbung
    gesponsert | sponsorisé | contenu sponsorisé | patrocinado | contenido patrocinado | conteúdo patrocinado | contenuto sponsorizzato
    sponsorizzato | gesponsord | sponsrat | sponset | sponsoreret | sponsorowane | sponzorováno | inzerce | inzercia
    anuncio | anuncios | anúncio | anúncios | annuncio
    партнерский материал | спонсорский контент | prリンク | スポンサー | 赞助内容 | 협찬 | محتوى دعائي
""")

# Whole notices: removed as a line, and cut where they are glued to the start or the end of a paragraph.
AD_NOTICES = _phrases("""
    story continues below advertisement | story continues below ad | story continues after advertisement | story continues below
    story continues after ad | article continues below advertisement | article continues below ad | article continues below this ad
    article continues after advertisement | article continues after ad | article continues after this advertisement
    article continues after this ad | story continues after this ad | story continues below this ad | continues below this ad
    article continues below | content continues below | content continues after ad | continue reading below
    advertisement - continue reading below | advertisement continue reading below | advertisement. scroll to continue reading.
    advertisement - scroll to continue | advertisement scroll to continue | advertisement, article continues below
    advertisement - article continues below | advertisement - story continues below | advertisement article continues below this ad
    scroll to continue with content | scroll to continue | scroll down to continue reading | this advertisement has not loaded yet
    this advertisement has not loaded yet, but your article continues below. | skip advertisement | skip ad | close ad
    this content is paid for by the advertiser | read on after the ad | post continues below | post continues after advertisement
    report this ad | advertise with us | remove ads | der artikel wird unter der anzeige fortgesetzt
    artikel wird nach dieser anzeige fortgesetzt | weiter nach der anzeige | lesen sie nach der anzeige weiter
    nach der anzeige weiterlesen | der text geht nach der werbung weiter | weiterlesen nach der anzeige | nach der werbung weiterlesen
    scrollen, um weiterzulesen | hier weiterlesen nach der anzeige | anzeige, artikel wird darunter fortgesetzt
    la suite après la publicité | la suite après cette publicité | l'article continue après la publicité
    suite de l'article après la publicité | la suite de votre contenu après cette annonce | lire la suite après la publicité
    poursuivez votre lecture après la publicité | continúa leyendo tras la publicidad | sigue leyendo después de la publicidad
    la nota continúa después de la publicidad | sigue después de la publicidad | el artículo continúa después de la publicidad
    continúa después de la publicidad | más información tras la publicidad | continua após a publicidade
    continua depois da publicidade | a matéria continua após a publicidade | o artigo continua após a publicidade
    leia mais após a publicidade | o texto continua após o anúncio | continua dopo la pubblicità
    l'articolo continua dopo la pubblicità | l'articolo prosegue dopo la pubblicità | continua a leggere dopo la pubblicità
    artikel gaat verder onder de advertentie | tekst gaat verder onder de advertentie | lees verder onder de advertentie
    de tekst gaat verder na de advertentie | artikeln fortsätter efter annonsen | artikeln fortsätter under annonsen
    artikkelen fortsetter under annonsen | saken fortsetter under annonsen | artiklen fortsætter efter annoncen
    artiklen fortsætter under annoncen | juttu jatkuu mainoksen jälkeen | juttu jatkuu mainoksen alla | artykuł dostępny po reklamie
    dalsza część artykułu pod reklamą | dalszy ciąg materiału pod wideo | reszta artykułu poniżej reklamy
    dalsza część tekstu pod reklamą | článek pokračuje pod reklamou | pokračování článku pod reklamou
    a cikk a hirdetés után folytatódik | haberin devamı reklamdan sonra | haberin devamı aşağıda | yazının devamı reklamdan sonra
    reklamdan sonra devam ediyor | продолжение после рекламы | продовження після реклами | статья продолжается после рекламы
    читать далее после рекламы | 広告の後に記事が続きます | 記事は広告の下に続きます | 広告のあとに続きます | 記事の続きは広告の後
    广告 内容继续 | 文章未完，请继续往下阅读 | 기사는 광고 다음에 계속됩니다 | 광고 아래 기사 계속 | يستمر المقال بعد الإعلان
    المقال يكمل بعد الإعلان | تابع القراءة بعد الإعلان | विज्ञापन के बाद जारी | खबर विज्ञापन के बाद जारी है
    आर्टिकल के बाद पढ़ें विज्ञापन | बिज्ञापन के बाद लेख जारी है | artikel berlanjut setelah iklan | lanjutkan membaca setelah iklan
    gulir untuk lanjut membaca | advertisement scroll to continue with content | quảng cáo - đọc tiếp bên dưới
    bài viết tiếp tục sau quảng cáo
""")

# Headings over lists of other articles: at the tail they go, together with the titles under them.
RELATED_HEADINGS = _phrases("""
    the latest | latest | latest news | latest stories | latest articles | latest posts | latest headlines | latest from | latest videos
    related | related articles | related article | related stories | related story | related news | related posts | related post
    related content | related topics | related coverage | related reading | related links | related videos | related items
    related to this story | related to this article | more related stories | more stories | more articles | more news | more posts
    more coverage | more reading | more like this | more on this | more on this story | more on this topic | more to read
    more headlines | more top stories | more stories for you | other stories | other articles | other news | similar articles
    similar posts | similar stories | similar news | you may also like | you might also like | you may like | you might like
    you may also be interested in | you might also be interested in | you might be interested in | you may also enjoy
    you may have missed | you might have missed | you might also enjoy | we also recommend | we recommend | recommended
    recommended for you | recommended articles | recommended stories | recommended reading | recommended posts | recommended videos
    recommendations | suggested articles | suggested reading | suggested for you | read next | read this next | what to read next
    up next | next up | next read | keep reading | continue reading | read more stories | read more articles | must read | must reads
    editor's picks | editors' picks | editor's choice | editor picks | editors picks | featured articles | featured stories
    featured posts | featured | popular | popular posts | popular articles | popular stories | popular news | most popular | most read
    most viewed | most shared | most recent | most commented | trending | trending now | trending stories | trending news
    trending articles | trending topics | hot news | hot topics | top stories | top news | top articles | today's top stories
    breaking news | recent posts | recent news | recent articles | recent stories | don't miss | in case you missed it | from the web
    around the web | from our partners | promoted stories | sponsored stories | stories for you | also on this site | in other news
    also read | read also | see also | more from this section | more from this author | more from author | more by this author
    from the archive | from the archives | other posts | our picks | our latest news | further stories | watch next | related books
    join the conversation | mehr zum thema | lesen sie auch | lesen sie mehr | das könnte sie auch interessieren
    das könnte dich auch interessieren | das könnte ihnen auch gefallen | auch interessant | auch spannend | ähnliche artikel
    verwandte artikel | verwandte themen | verwandte beiträge | weitere artikel | weitere themen | weitere meldungen
    weitere nachrichten | weitere beiträge | meistgelesen | meistgelesene artikel | neueste artikel | empfohlene artikel
    empfehlungen der redaktion | mehr artikel | mehr lesen | passend dazu | zum weiterlesen | neueste beiträge | ähnliche beiträge
    beliebte artikel | interessant | aus dem archiv | mehr aus diesem ressort | beiträge aus dem forum | aktuelle news | à lire aussi
    lire aussi | à lire également | lire également | sur le même sujet | articles liés | articles similaires | articles connexes
    articles associés | articles recommandés | à voir aussi | voir aussi | vous aimerez aussi | vous pourriez aussi aimer
    dans la même rubrique | les plus lus | à la une | dernières actualités | derniers articles | plus d'articles | autres articles
    pour aller plus loin | a lire aussi | cela pourrait vous intéresser | ces articles peuvent vous intéresser | nos derniers articles
    les dernières nouvelles | en ce moment | artículos relacionados | noticias relacionadas | notas relacionadas | relacionado
    relacionadas | relacionados | contenido relacionado | lea también | lee también | leer también | te puede interesar
    también te puede interesar | te recomendamos | le puede interesar | más noticias | más leídas | lo más leído | lo más visto
    últimas noticias | lo último | más sobre este tema | más información | temas relacionados | entradas relacionadas
    también le puede interesar | quizás te interese | más historias | no te pierdas | leia também | leia mais | veja também | veja mais
    notícias relacionadas | artigos relacionados | matérias relacionadas | posts relacionados | mais lidas | últimas notícias
    mais notícias | você também pode gostar | talvez você goste | saiba mais | recomendado para você | leggi anche | articoli correlati
    articoli simili | potrebbe interessarti | potrebbe interessarti anche | ti potrebbe interessare | ti potrebbero interessare
    notizie correlate | ultime notizie | i più letti | le più lette | altre notizie | ti consigliamo | vedi anche | lees ook | lees meer
    lees verder | gerelateerde artikelen | gerelateerd | meer nieuws | meest gelezen | laatste nieuws | misschien ook interessant
    läs också | läs även | läs mer | relaterat | relaterade artiklar | mest läst | les også | les mer | relaterte saker | mest lest
    siste nytt | læs også | læs mere | relaterede artikler | mest læste | lue myös | lisää aiheesta | luetuimmat | uusimmat
    czytaj także | czytaj też | czytaj również | przeczytaj także | przeczytaj też | zobacz także | zobacz też | zobacz również
    powiązane artykuły | podobne artykuły | polecane | polecamy | najnowsze | najczęściej czytane | czytaj więcej | warto przeczytać
    čtěte také | přečtěte si také | související články | mohlo by vás zajímat | nejčtenější | související témata | čítajte aj
    súvisiace články | olvassa el ezt is | kapcsolódó cikkek | ajánlott cikkek | citește și | citiți și | articole similare
    articole recomandate | pročitajte i | ilgili haberler | benzer haberler | ilginizi çekebilir | bunlar da ilginizi çekebilir
    önerilen haberler | son haberler | en çok okunanlar | diğer haberler | günün diğer haberleri | haberler | bunu da okuyun
    ayrıca okuyun | читайте также | читайте ещё | читать также | смотрите также | по теме | материалы по теме | похожие статьи
    похожие новости | похожие материалы | другие новости | новости по теме | последние новости | главные новости | популярное
    самое читаемое | ещё по теме | рекомендуем | вам может быть интересно | вас может заинтересовать | читайте також | також читайте
    схожі новини | останні новини | новини по темі | прочетете още | още по темата | свързани статии | διαβάστε επίσης | διαβάστε ακόμα
    σχετικά άρθρα | δείτε επίσης | 関連記事 | 関連ニュース | 関連リンク | 関連キーワード | 関連タグ | こちらもおすすめ | おすすめ記事
    おすすめ情報 | おすすめ | あわせて読みたい | 合わせて読みたい | この記事を読んだ人はこんな記事も読んでいます | 人気記事 | 最新記事
    新着記事 | アクセスランキング | こちらの記事もどうぞ | 相关阅读 | 相关文章 | 相关新闻 | 相关链接 | 推荐阅读 | 延伸阅读 | 更多新闻
    热门文章 | 猜你喜欢 | 最新文章 | 热门新闻 | 精彩推荐 | 相關新聞 | 相關文章 | 延伸閱讀 | 推薦閱讀 | 熱門新聞 | 更多新聞
    你可能也喜歡 | 你可能感興趣 | 看更多 | 即時新聞 | 관련기사 | 관련 기사 | 관련뉴스 | 관련 뉴스 | 이 기사와 함께 많이 본 뉴스
    많이 본 뉴스 | 추천기사 | 추천 기사 | 인기기사 | 주요뉴스 | 함께 읽으면 좋은 기사 | 최신뉴스 | 실시간 주요뉴스 | 핫뉴스
    다른 기사 더보기 | 이 시각 주요뉴스 | اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | اقرأ ايضا | اقرأ المزيد | مقالات ذات صلة | أخبار ذات صلة
    مواضيع ذات صلة | المزيد من الأخبار | الأكثر قراءة | آخر الأخبار | قد يعجبك أيضا | قد يعجبك أيضاً | قد يهمك | شاهد أيضا
    مواضيع متعلقة | بیشتر بخوانید | اخبار مرتبط | مطالب مرتبط | یہ بھی پڑھیں | مزید پڑھیں | קראו גם | כתבות נוספות | עוד בנושא
    यह भी पढ़ें | ये भी पढ़ें | इसे भी पढ़ें | और पढ़ें | संबंधित खबरें | संबंधित समाचार | ताजा खबरें | अन्य खबरें | आगे पढ़ें
    আরও পড়ুন | আরো পড়ুন | সম্পর্কিত খবর | மேலும் படிக்க | ఇవి కూడా చదవండి | baca juga | simak juga | artikel terkait | berita terkait
    berita lainnya | artikel lainnya | terpopuler | terkini | rekomendasi | pilihan editor | baca selengkapnya | simak video
    lihat juga | berita terbaru | tin liên quan | bài viết liên quan | xem thêm | đọc thêm | tin mới nhất | tin cùng chuyên mục
    có thể bạn quan tâm | soma pia | habari zinazohusiana | habari zaidi | อ่านเพิ่มเติม | ข่าวที่เกี่ยวข้อง | อ่านข่าวเพิ่มเติม
    basahin din | funda futhi
""")

# Openings of one-line links to other articles. Those of READ_MORE_ALONE also work without a sign after them, those of READ_MORE need
# one: a colon, a dash, a bar, an arrow.
READ_MORE_ALONE = _phrases("""
    also read | read also | also see | lesen sie auch | lesen sie hier | lies auch | lesen sie dazu | lesen sie dazu auch | à lire aussi
    a lire aussi | lire aussi | à lire également | lire également | à voir aussi | voir aussi | lea también | lee también | lea además
    lee además | leer también | leé también | le puede interesar | te puede interesar | mira también | vea también | leia também
    leia ainda | veja também | veja ainda | leggi anche | vedi anche | guarda anche | lees ook | läs också | läs även | les også
    læs også | lue myös | czytaj także | czytaj też | czytaj również | przeczytaj także | przeczytaj też | przeczytaj również
    zobacz także | zobacz też | zobacz również | čtěte také | přečtěte si také | čítajte aj | prečítajte si aj | citește și | citiți și
    pročitajte i | pročitaj i | ayrıca okuyun | bunu da okuyun | читайте также | читайте ещё | читайте еще | смотрите также
    читайте по теме | читайте також | також читайте | διαβάστε επίσης | διαβάστε ακόμα | اقرأ أيضا | اقرأ أيضاً | إقرأ أيضا | إقرأ أيضاً
    اقرأ ايضا | اقرأ كذلك | شاهد أيضا | شاهد أيضاً | بیشتر بخوانید | یہ بھی پڑھیں | קראו גם | यह भी पढ़ें | ये भी पढ़ें | इसे भी पढ़ें
    यह भी देखें | आरोपण भी पढ़ें | हे ही वाचा | हेही वाचा | আরও পড়ুন | আরো পড়ুন | இதையும் படிங்க | ఇవి కూడా చదవండి | baca juga
    simak juga | lihat juga | tonton juga | xem thêm | đọc thêm | soma pia | basahin din
""")

READ_MORE = _phrases("""
    read more | read next | read this | read | see more | see also | see | more | more on this | more on | more from | related
    related article | related articles | related story | related stories | related news | related post | related posts | related reading
    related coverage | related content | related video | must read | must-read | recommended | recommended reading | you may also like
    you might also like | you may like | you may also be interested in | don't miss | do not miss | in case you missed it | icymi
    trending | trending now | full story | click here | check out | suggested read | suggested reading | further reading | also on this
    also watch | watch also | watch more | watch now | keep reading | next | mehr zum thema | mehr dazu | mehr lesen | zum thema
    auch interessant | passend dazu | lesen | lesetipp | weiterlesen | zum artikel | siehe auch | hintergrund lesen | mehr
    sur le même sujet | lire | lire plus | lire la suite | voir | en savoir plus | pour aller plus loin | notre dossier
    lire notre dossier | más información | relacionado | relacionada | noticia relacionada | nota relacionada | te recomendamos | más en
    lea | lee | leer más | lea más | lee más | ver más | no te pierdas | puedes leer | leia mais | leia | saiba mais | veja mais | veja
    leggi | leggi di più | approfondisci | per approfondire | potrebbe interessarti | lees meer | lees | bekijk ook | gerelateerd
    läs mer | les mer | læs mere | les | lisää aiheesta | czytaj więcej | czytaj dalej | czytaj | więcej | zobacz | polecamy
    související | více | kapcsolódó | ajánló | olvassa el | citește mai mult | ilgili haber | ilgili | bkz | okuyun | devamı | подробнее
    по теме | см. также | читать далее | читать | ещё по теме | детальніше | докладніше | читайте | още по темата | σχετικά | 関連記事
    関連 | 関連ニュース | 関連リンク | 合わせて読みたい | あわせて読みたい | こちらもおすすめ | 参考記事 | 参考 | 【関連記事】
    相关阅读 | 相关文章 | 相关新闻 | 推荐阅读 | 延伸阅读 | 阅读更多 | 更多阅读 | 相關新聞 | 相關文章 | 延伸閱讀 | 更多新聞 | 推薦閱讀
    看更多 | 看更多新聞 | 관련기사 | 관련 기사 | 관련뉴스 | 더보기 | 더 읽기 | 함께 보기 | 추천기사 | اقرأ المزيد | المزيد | للمزيد
    ذات صلة | مقالات ذات صلة | تابع أيضا | شاهد | مزید پڑھیں | और पढ़ें | संबंधित खबर | पढ़ें | आगे पढ़ें | மேலும் படிக்க | baca
    baca selengkapnya | artikel terkait | berita terkait | simak | tin liên quan | bài liên quan | habari zinazohusiana | อ่านเพิ่มเติม
    ข่าวที่เกี่ยวข้อง | อ่านข่าวเพิ่มเติม
""")

NEXT_PREVIOUS = _phrases("""
    previous article | next article | previous post | next post | previous story | next story | previous | newer post | older post
    newer posts | older posts | vorheriger artikel | nächster artikel | vorheriger beitrag | nächster beitrag | article précédent
    article suivant | artículo anterior | artículo siguiente | siguiente artículo | entrada anterior | entrada siguiente | nota anterior
    artigo anterior | próximo artigo | matéria anterior | próxima matéria | articolo precedente | articolo successivo
    prossimo articolo | vorig artikel | volgend artikel | vorige artikel | volgende artikel | föregående artikel | nästa artikel
    forrige artikkel | neste artikkel | poprzedni artykuł | następny artykuł | předchozí článek | další článek | önceki haber
    sonraki haber | önceki makale | sonraki makale | предыдущая статья | следующая статья | предыдущая запись | следующая запись
    попередня стаття | наступна стаття | 前の記事 | 次の記事 | 前へ | 次へ | 上一篇 | 下一篇 | 上一篇文章 | 下一篇文章 | 이전 기사
    다음 기사 | 이전글 | 다음글 | المقال السابق | المقال التالي | المقالة السابقة | المقالة التالية | पिछला लेख | अगला लेख
    artikel sebelumnya | artikel selanjutnya | artikel berikutnya | bài trước | bài viết trước | bài tiếp theo | bài viết tiếp theo
""")

SHARE = _phrases("""
    share this | share this article | share this story | share this post | share this page | share this news | share on facebook
    share on twitter | share on x | share on whatsapp | share on linkedin | share on social media | share via email | share article
    share story | share with friends | share this with your friends | share this: | share via | share now | share the post
    share the article | spread the word | email this article | print this article | save this article | bookmark this article
    copy link | copy url | link copied | link copied! | copied to clipboard | shares | tweet this
    click to share on facebook (opens in new window) | click to share on twitter (opens in new window) | save article | print article
    gift this article | facebook twitter | facebook twitter email | facebook twitter whatsapp | share tweet | share tweet email
    share facebook twitter | share save | please share | artikel teilen | diesen artikel teilen | beitrag teilen | link kopieren
    auf facebook teilen | seite teilen | artikel drucken | artikel verschicken | partager | partager cet article | partager l'article
    partagez cet article | partager sur facebook | copier le lien | imprimer | compartir | comparte | compartir en facebook
    comparte esta noticia | compartir esta noticia | compártelo | copiar enlace | compartilhar | compartilhe | compartilhe esta notícia
    compartilhe isso | partilhar | partilhe | copiar link | condividi | condividi su facebook | condividi questo articolo | copia link
    deel dit artikel | delen | dela artikeln | dela | del artikkelen | jaa artikkeli | jaa | udostępnij | podziel się | sdílet
    sdílet článek | zdieľať | megosztás | paylaş | haberi paylaş | bağlantıyı kopyala | поделиться | поделиться в соцсетях | поділитися
    κοινοποίηση | シェア | シェアする | ツイート | リンクをコピー | 分享 | 分享到 | 分享本文 | 复制链接 | 공유하기 | 공유 | 기사공유하기
    url 복사 | 기사 url이 복사되었습니다 | شارك | مشاركة | شارك المقال | شارك هذا الموضوع | نسخ الرابط | शेयर करें | कॉपी लिंक | शेयर
    bagikan | bagikan artikel | salin tautan | salin link | chia sẻ | shiriki
""")

COMMENTS = _phrases("""
    comments | leave a comment | leave a reply | leave a response | post a comment | add a comment | add comment | write a comment
    view comments | show comments | no comments | no comments yet | comments are closed | comments are off | comments off
    load comments | see all comments | read comments | read the comments | all comments | join the discussion | join the conversation
    have your say | what do you think | tell us what you think | comment | reply | cancel reply | be the first to comment
    log in to comment | login to comment | sign in to comment | comments below | let us know in the comments
    let us know in the comments below | please enter your comment! | please enter your name here
    your email address will not be published | save my name, email, and website in this browser for the next time i comment
    you must be logged in to post a comment | you must confirm your public display name before commenting
    please logout and then login again, you will then be prompted to enter your display name | kommentar abgeben | kommentare
    kommentar schreiben | kommentar verfassen | schreibe einen kommentar | hinterlasse einen kommentar | antwort hinterlassen
    diskutieren sie mit | commentaires | laisser un commentaire | commenter | laissez un commentaire | écrire un commentaire
    comentarios | deja un comentario | dejar un comentario | deja una respuesta | comentar | comentários | deixe um comentário
    deixe uma resposta | commenti | lascia un commento | lascia una risposta | reacties | reageer | geef een reactie
    laat een reactie achter | kommentarer | lämna ett svar | legg igjen et svar | skriv en kommentar | komentarze | dodaj komentarz
    skomentuj | komentáře | napsat komentář | přidat komentář | hozzászólások | yorumlar | yorum yap | bir yanıt yazın | комментарии
    оставить комментарий | добавить комментарий | коментарі | залишити коментар | σχόλια | コメント | コメントを残す | コメントする
    评论 | 发表评论 | 留言 | 發表留言 | 댓글 | 댓글 남기기 | 댓글쓰기 | التعليقات | اترك تعليقا | اترك تعليقاً | أضف تعليق | أضف تعليقا
    टिप्पणियाँ | टिप्पणी करें | कमेंट करें | komentar | tinggalkan balasan | tulis komentar | bình luận | để lại bình luận | maoni
""")

TAG_LABELS = _phrases("""
    tags | tag | tagged | tagged with | tagged in | tagged as | filed under | filed in | posted in | topics | topic | categories
    category | keywords | in this article | more about | hashtags | explore more on these topics | explore more topics | read more about
    read more on | related tags | related topics | themen | schlagwörter | schlagworte | stichwörter | stichworte | kategorien
    mots-clés | mots clés | étiquettes | thèmes | etiquetas | temas | etiquetado | archivado en | categorías | marcadores | tópicos
    assuntos | argomenti | etichette | trefwoorden | onderwerpen | ämnen | taggar | stikkord | emner | tagi | słowa kluczowe | témata
    štítky | címkék | etiketler | etiketter | теги | метки | темы | ключевые слова | теґи | タグ | キーワード | 標籤 | 标签 | 关键词
    關鍵字 | 태그 | 키워드 | الوسوم | كلمات مفتاحية | علامات | टैग | टैग्स | tag terkait | từ khóa | chủ đề | vitambulisho
""")

LISTEN = _phrases("""
    listen to this article | listen to article | listen to this story | listen to the article | listen to this post | listen
    listen now | play audio | audio version | hear this story | listen to this article now | artikel anhören | diesen artikel anhören
    artikel vorlesen | vorlesen | anhören | écouter l'article | écouter cet article | écouter | escuchar | escucha este artículo
    escuchar artículo | escuchar noticia | escucha la noticia | ouvir | ouça este artigo | ouça a notícia | ouvir artigo | ascolta
    ascolta l'articolo | ascolta questo articolo | luister naar dit artikel | lyssna på artikeln | lytt til saken | posłuchaj artykułu
    haberi dinle | слушать | прослушать статью | слушать статью | この記事を音声で聞く | 音声で聞く | 听文章 | 기사 듣기 | 뉴스 듣기
    استمع | استمع إلى المقال | استمع للمقال | खबर सुनें | dengarkan artikel | nghe bài viết
""")

COPYRIGHT = _phrases("""
    all rights reserved | alle rechte vorbehalten | tous droits réservés | todos los derechos reservados | todos os direitos reservados
    tutti i diritti riservati | riproduzione riservata | alle rechten voorbehouden | alla rättigheter förbehållna
    wszelkie prawa zastrzeżone | wszystkie prawa zastrzeżone | všechna práva vyhrazena | tüm hakları saklıdır | все права защищены
    всі права захищені | 無断転載を禁じます | 無断転載禁止 | 版权所有 | 版權所有 | 무단전재 및 재배포 금지 | 무단 전재 및 재배포 금지
    무단전재-재배포 금지 | 무단복제 | 저작권자 | جميع الحقوق محفوظة | सर्वाधिकार सुरक्षित | hak cipta dilindungi
""")

# "More from The Nation", "Mehr aus Politik": openings of a related heading that names a section or a person after them.
MORE_ABOUT = _phrases("""
    more from | more by | more in | more on | more about | more news from | more stories from | more articles by | latest from
    latest in | latest on | the latest from | most read in | most popular in | trending in | popular in | top stories in
    recommended by | read more in | read more from | other articles by | mehr aus | mehr von | mehr zu | neues aus | plus de | más de
    más sobre | más en | mais de | mais sobre | altro su | altri articoli di | meer over | meer van | mer om | mer från | więcej o
    więcej z | ещё в рубрике | другие новости | المزيد من | berita terkait | terbaru dari
""")
