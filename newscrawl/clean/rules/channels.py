"""Calls at the tail, in the words of many languages: a channel of the publisher's, and the reader spoken to."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule

__all__ = ["RULES"]

# Where to follow or get the publisher. A name alone proves nothing: "WhatsApp declined to comment".
_CHANNEL = (
    r"(?:\b(?:news-?letters?|\S+-newsletter|inbox|mailing list|weekly email|daily email|posts sent to your email|posteingang|"
    r"postfach|boîte mail|boîte de réception|"
    r"bandeja de entrada|(?:tu|su) correo|seu e-?mail|boletín|boletim|boletines|nieuwsbrief\w*|nyhetsbrev\w*|nyhedsbrev\w*|"
    r"uutiskir\w*|newsletter\w+|bülten\w*|hírlev\w*|buletin\w*|whats ?app\S*|telegram\S*|facebook\S*|instagram\S*|twitter|"
    r"youtube\S*|tiktok\S*|"
    r"linkedin|google news|google discover|source on google|google play|app store|play store|threads|bluesky|viber\S*|zalo|snapchat|"
    r"pinterest|podcasts?|spotify|social media|soziale[nr]? (?:medien|netzwerken?)|réseaux sociaux|redes (?:sociales|sociais)|"
    r"sociala medier|"
    r"push-?\w+|(?:our|the|free|news|de gratis|onze|die|unsere|neuen?|vår) ?-?app|\S+-app|notre appli\w*|l'appli\w*|"
    r"(?:nuestra|la) (?:app|aplicación)|(?:nosso|o) (?:app|aplicativo)|(?:nostra|la) (?:app|applicazione)|aplikac\w+|aplikasi\w*|"
    r"uygulama\w*|canal\w* de \w+|site web|on x|auf x)(?!\w)"
    r"|телеграм|вконтакте|одноклассник|соцсет|дзен|рассылк|розсилк|приложени|застосунок|"
    r"(?<![a-z])(?:line|app)(?= ?[^\x00-\x7f])|(?<=[^\x00-\x7f])(?:line|"
    r"app)(?![a-z])|アプリ|メルマガ|ニュースレター|アカウント|公众号|微信|客户端|微博|粉絲團|粉专|"
    r"官方帳號|카카오톡|유튜브|네이버|텔레그램|채널|앱을|"
    r"واتساب|فيسبوك|تيليجرام|تلغرام|تويتر|تطبيق|व्हाट्सएप|वॉट्सऐप|फेसबुक|ट्विटर|ऐप|टेलीग्राम)"
)
# The reader is told to do something. Many of these words are also the indicative of other persons ("WhatsApp sigue creciendo"), so they
# count where a sentence or a clause begins.
_TOLD = (
    r"(?:follow|subscribe|sign[- ]up|join|download (?:our|the|it|now|my)|get|listen|watch|find us|like us|stay|keep up|"
    r"never miss|don't miss|make sure|contact|email us|click|tap|add us|share (?:this|it|on|with)|check out|connect with|"
    r"you can (?:also )?(?:follow|listen|subscribe|find|read|watch|join)"
    r"|to stay|want|discover more|for more"
    r"|folgen sie|folgt|folge|abonnier(?:en sie|t\b|e\b)|melden sie|melde dich|meldet euch|laden sie|lade|hören sie|hört|bleiben sie|"
    r"bleib|jetzt|finden sie uns|besuchen sie|schauen sie|installieren sie"
    r"|suivez|abonnez|inscrivez|recevez|rejoignez|téléchargez|retrouvez|écoutez|découvrez|cliquez|restez|participez|ne manquez|"
    r"pour ne rien|vous pouvez"
    r"|síguenos|síganos|seguinos|sigue|siga|sigan|suscríb\w+|suscrib[íi]\w*|recibe|reciba|recibí|únete|únase|unite|sumate|descarga|"
    r"descárgate|descargá|regístrate|apúntate|escucha|no te pierdas|mantente|haz clic|puedes (?:seguir|escuchar|suscribirte)"
    r"|siga-nos|inscreva|receba|participe|entre|baixe|clique|acompanhe|assine|ouça|fique por dentro|confira"
    r"|segui|seguici|iscriviti|ricevi|unisciti|scarica|clicca|resta|ascolta|abbonati|entra nel"
    r"|volg|meld je|schrijf je|abonneer|ontvang|blijf|luister|download"
    r"|följ|prenumerera|anmäl dig|ladda ne[dr]|lyssna|følg|abonner|meld deg|tilmeld|last ned|hent|lytt|få"
    r"|seuraa|tilaa|lataa|kuuntele|liity"
    r"|obserwuj|zapisz się|subskrybuj|zasubskrybuj|dołącz|śledź|pobierz|polub|bądź|sprawdź|kliknij"
    r"|sledujte|odebírejte|přihlaste|stáhněte|odoberajte|iratkozz\w*|kövess\w*|csatlakozz\w*|töltse|abonați|abonează|urmăriți|"
    r"urmărește|descarcă"
    r"|подпис\w+|подпиши\w+|следите|читайте|смотрите|присоединя\w+|скача\w+|вступайте|підпис\w+|підпиш\w+|приєдн\w+|стежте|завантаж\w+"
    r"|ikuti|dapatkan|gabung|unduh|cek|simak|klik|theo dõi|tải|đăng ký|tham gia"
    r"|关注|订阅|下载|扫码|扫描|加入|訂閱|追蹤|下載|點擊|点击|關注|اشترك\w*|تابع\w*|انضم\w*|حمل\w*|للمزيد)"
)
# … and words that say it wherever they stand
_ANYWHERE = (
    r"(?:hier geht(?: es|'s) (?:zu|direkt)|hier entlang|uns gibt es|(?:verpassen|verpasse)\b.{0,12}\?|auf dem laufenden|"
    r"herunterladen|gibt es in unserem|"
    r"auch (?:auf|bei) (?:social media|facebook|whatsapp|instagram)|mantenerte|apuntarte aquí|suscribirte|be the first to|"
    r"wherever you get your|straight to your inbox|direct to your inbox|ikuti|gabung|takip ed\w+|abone ol\w*|katılın|indirin|tıklayın|"
    r"登録|フォロー(?:して|する)|ダウンロードし|お届け|구독|팔로우|친구 ?추가|다운로드|받아보세요|追蹤我們|"
    r"關注我們|تابعو\w+|फॉलो कर|जुड़|डाउनलोड कर|सब्सक्राइब)"
)

RULES: tuple[Rule, ...] = (
    Rule(
        name="channel-call",
        place="tail",
        reason="sends the reader to the publisher's newsletter, app or social channels",
        pattern=re.compile(
            rf"^(?![\"„])(?=.*{_CHANNEL})(?:(?:.*[.!?…:;,|)-] ?)?\W*{_TOLD}(?![\w-]*(?<=get)ting)|.*{_ANYWHERE})"
            r"|^この記事が気に入ったら|^カテゴリーをフォローする|^扫描二维码|^네이버에서 구독"
        ),
        max_chars=300,
        positive=(
            *(
                "You can follow all of our coverage on Google News.",
                "Listen to the latest episode of our podcast wherever you get your podcasts.",
                "Never miss a story: add us as a preferred source on Google.",
            ),
            *(
                "Nachrichten aufs Handy? Hier geht es zu unserer News-App für Android und iOS.",
                "Uns gibt es auch bei WhatsApp, Instagram oder Facebook.",
                "Den Überblick gibt es in unserem Newsletter.",
                "Jetzt die App herunterladen und informiert bleiben",
            ),
            *(
                "Recevez chaque matin l'essentiel dans votre boîte mail.",
                "Téléchargez notre application pour ne rien manquer.",
                "Recibe cada mañana en tu correo las noticias más importantes.",
                "Receba as principais notícias no seu e-mail.",
                "Acompanhe o jornal também no Instagram e no Facebook.",
                "Segui le notizie anche su Facebook e WhatsApp.",
            ),
            *("Meld je hier aan voor onze dagelijkse nieuwsbrief.",),
            *(
                "Подпишитесь на нашу рассылку и будьте в курсе событий.",
                "Присоединяйтесь к нам в соцсетях!",
                "公式Xアカウントをフォローしてください。",
                "追蹤我們的 LINE 官方帳號，掌握最新消息。",
                "네이버에서 구독하기",
                "للمزيد من الأخبار تابعوا صفحتنا على فيسبوك.",
                "हमें फेसबुक और ट्विटर पर फॉलो करें।",
                "Ikuti kami di WhatsApp Channel dan Google News.",
                "Theo dõi chúng tôi trên Facebook và Zalo.",
            ),
        ),
        negative=(
            "Facebook and Instagram declined to comment.",
            "The company said its app had been downloaded two million times since May.",
            "The newsletter was sent to 4,000 subscribers on Friday, and it named no names.",
            "Der Newsletter der Partei ging an 4000 Mitglieder.",
            "Die App soll im Herbst auf den Markt kommen, sagte der Minister.",
            "La newsletter du parti a été envoyée à 4000 membres.",
            "WhatsApp sigue creciendo en el país, según la empresa.",
            "Facebook y WhatsApp no respondieron a las preguntas de este diario.",
            "O aplicativo foi baixado dois milhões de vezes.",
            "WhatsApp ha dichiarato che i messaggi sono cifrati.",
            "Telegram заблокировали в мае, сообщил министр.",
            "Check out the guidelines first, and what happens online will not surprise you.",
            "The court told the firm to let users of Facebook join the suit.",
        ),
    ),
)
