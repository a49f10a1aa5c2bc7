"""The little words that every text of a language is full of, for the languages that most news is written in.

Each list is the forty to seventy most frequent words of running text without names, nouns and what only talk has. Words that neighbours
share are in all their lists: what counts is how much more of a text one list explains than any other (`language.py`). Languages written in
two scripts have a list for each."""

from __future__ import annotations

from typing import Final

__all__ = ["COMMON_WORDS"]

COMMON_WORDS: Final[tuple[tuple[str, str], ...]] = (
    (
        "en",
        "the of and to that is for with was by at from are be have has it his not this which an but they were who you your we will "
        "their or more its when can about what than there had after over would could been also into some said says how if each where "
        "these those because while most many much between through before during since both first two last years people only other a in "
        "on as he she her i one out up no all so do them him our new",
    ),
    (
        "de",
        "der die und das von mit sich auf für ist im dem nicht ein eine als auch zu werden aus dass sie nach wird bei einer um noch wie "
        "einem über einen in den des es an er hat war sind haben am vor nur aber oder bis zum zur durch kann mehr wenn so man vom gegen "
        "hatte sein seine ihre unter wurde zwischen seit ihr wir",
    ),
    (
        "fr",
        "et du dans une qui pour au est pas plus ce il avec sont cette ou mais aux nous vous le les des un de la l d en a à que qu sur "
        "par ne se s son sa ses n on elle ils ont été être leur c deux y comme fait même entre après depuis sans aussi selon ces",
    ),
    (
        "es",
        "de la que el en y a los no un se por es del las con una para lo su al como más si pero o este sus esta todo ya ha cuando ser "
        "son sin hay está fue muy sobre también todos tiene nos porque años dos entre desde hasta esto donde era según ante cada han "
        "ese contra durante estos",
    ),
    (
        "pt",
        "de a o que e do em da é para não um uma com no se na por os eu como as mais dos mas foi ao ser seu sua tem são das ou à ele "
        "muito isso já nos também quando está pelo ela pela sobre até mesmo pode ainda depois anos sem entre era seus nas segundo num "
        "numa às aos há este",
    ),
    (
        "it",
        "di e che il la a in non un per è del l i una le si con della da sono ma al ha come più dei se nel alla anche lo gli delle o "
        "questo ci su ad dal d era stato tra loro anni sia dalla degli nella hanno ed suo dopo sulla fra cui alle essere nei dai due "
        "sua questa perché",
    ),
    (
        "nl",
        "de van het een en in is op ik dat voor je te met niet zijn die als er maar om aan hij ook ze door naar uit bij dan dit was we "
        "wat heeft of over nog deze hebben kan meer zo al geen tot wel wordt worden haar jaar moet hoe mensen na waar werd tegen hun "
        "onder tussen volgens zou twee",
    ),
    (
        "sv",
        "är det att och i jag på en inte som för med har av om du så till den de ett kan vi men man var ska när nu vad från här eller "
        "han hur kommer alla vill sig där får finns ha skulle sin hade mycket upp in gör få blir mer än år efter över detta också hon "
        "under säger mot sina andra vid",
    ),
    (
        "da",
        "i og er det af at en til på jeg har for ikke med den der de du kan som så et var vi om han fra men skal ved vil også være hvor "
        "nu man hvis sig efter eller her hvad ud alle meget nogle kunne når op blev bliver havde mere over hun år have dem to lidt "
        "mellem siger mod sin uden blevet under før skulle selv dette denne",
    ),
    (
        "no",
        "i og er det å på som til en av for ikke med har jeg at de du om den så vi fra var kan et men han seg dette noe skal noen ble "
        "vil også ut da nå hva etter eller være blir hadde alle når her må opp andre over vært ved bli får denne enn år hun mye hvor "
        "sier mot mellom ifølge to dem sin kunne under skulle uten blitt før selv sa",
    ),
    (
        "is",
        "og í á að er sem til en við af hann um ekki var fyrir með ég eru frá það þar því eða eftir hún svo hefur vera þá verið þegar "
        "hafa þess úr út upp ef eins nú sé fram sér hér þeir þetta voru yfir hjá einnig gera þeim sig þau segir",
    ),
    (
        "fi",
        "ja on ei että se oli mutta ole kun niin myös hän jos ovat voi nyt sen kuin tai en joka olla sitä mitä vain jo kanssa tämä "
        "sitten kaikki olisi ollut vielä siitä ne sekä jälkeen miten mukaan paljon hyvin hänen koska aina eivät koko vaikka mikä vuoden "
        "ennen jotka jossa noin vuonna eikä sanoo",
    ),
    (
        "et",
        "ja on ei et kui oma ta see mis ka aga siis või ning oli selle kes nii juba seda need pole veel nende oleks ole välja saab üle "
        "pärast olid kuid ma sest eest peab enne mille tema pea sellest kus ainult kuni aasta mida olla vastu",
    ),
    (
        "lv",
        "un ir ar par ka no kā uz kas arī vai bet es tā nav to tas lai bija ko pēc tikai tad līdz kad var jau pie vēl būs jo ļoti gan "
        "ne savu gada tik šo kur visu tās viņa daudz laikā būtu vairāk tiek pat būt viņu taču šī tika kopā starp gadā",
    ),
    (
        "lt",
        "ir kad į su iš yra tai kaip ar o buvo savo tik bet nuo ne apie taip kai labai dėl per dar gali jau po iki jis jei už jo būti "
        "kas turi prie bus metų nes jos jie tačiau arba daug jų metu daugiau nors čia ant nėra ji prieš reikia kur ką pagal tiek",
    ),
    (
        "pl",
        "w i nie na się to z do jest że o jak a ale co tak za od po dla tym czy przez tego są ma tylko już może bo oraz bardzo będzie "
        "być jego ich jeśli roku też jeszcze był które jako było jej kiedy który pod lat tej więc gdy gdzie bez przed także została ze "
        "przy",
    ),
    (
        "cs",
        "a se v na je to že s z si do o i tak pro ve za co k jako jak po by už od jsou když jen nebo byl bude jsme které ty jeho který "
        "až není bylo aby než ze ještě byla být také při ten kde která ho před protože první podle pokud tom však mezi let jejich",
    ),
    (
        "sk",
        "a sa v na je to že s z ako aj o si do som ale po za tak od čo už bol by pre sú ak k alebo nie sme ich vo aby keď ktorý ktoré "
        "pri má jeho bola bude ktorá až veľmi bolo byť jej roku ešte zo podľa však ani viac kde boli medzi môže tiež ktorí pred",
    ),
    (
        "sl",
        "je in v na se da so za ki pa z tudi lahko s ne kot po še iz bi bo od tako to pri ali o če že bil do ni med vse jih ko kar leta "
        "več saj ta tega zelo zaradi bilo ob bodo ker kjer sta zato pred veliko kako nas bila svoje",
    ),
    (
        "hr",
        "je u i da se na od za su a ne sa iz to kao o što godine koji kako bi ali nije još po s do sve bio ili će koja samo biti više "
        "koje kada ako tako može on jer pa zbog prema bila kod jedan nakon treba bez ih dok ovo dana te tijekom bilo",
    ),
    (
        "sr",
        "је у и да се на од за су а не са из то као о што године који како би али није још по с до све био или ће која само бити више "
        "које када ако тако може он јер па због према била код један након треба без их док ово дана те током било",
    ),
    (
        "ro",
        "de în și a la să din o pe cu nu mai un este că care pentru se au fost ca al am sunt fi va lui dar sau dacă după ne ar le prin "
        "cum când ale despre era iar mult are cel cele foarte fie dintre până într an fiind unui unei această acest către şi",
    ),
    (
        "hu",
        "a az és nem hogy egy is de meg csak ha van volt ez vagy már még kell azt most mint ezt minden mert így olyan itt mi sem lesz "
        "lehet nagy be nincs aki két fel után ne új amikor ami első több pedig mindig szerint kis ki el arra között alatt lett ők ő",
    ),
    (
        "tr",
        "ve bir bu için de da çok ile ne daha en gibi olarak her kadar o olan var ama sonra ki yok ya değil büyük yeni sadece zaman ilk "
        "iki ise oldu nasıl böyle son tek tüm yer önce artık göre tarafından veya olduğunu diye kendi olduğu şu içinde ancak üzerinde "
        "ardından etti",
    ),
    (
        "sq",
        "të e në dhe për me një i që nga më se u ka si është do së ku por nuk janë kjo ky tij edhe duke deri pas kanë ishte pa këtë "
        "ndaj kur mund sipas ose gjatë tyre saj ai ajo vetëm vit ta tha",
    ),
    (
        "id",
        "yang dan di ini dari untuk dengan itu ada tidak akan adalah dalam pada kita orang ke juga dia saya lebih apa sudah mereka "
        "karena atau menjadi satu lagi seperti oleh banyak jika hanya kami saat tahun sebagai telah dapat bahwa bukan saja masih boleh "
        "daripada kepada kerana bagi tersebut ia",
    ),
    (
        "vi",
        "là và có của được một các không trong cho người này với ở đã để như những đến khi làm sẽ từ ra tại về vào đó cũng lại chỉ năm "
        "sự bị phải ngày số mà thì trên việc sau còn nhưng theo hơn rất đang nên vì nhiều hay",
    ),
    (
        "tl",
        "sa ng ang na mga at ay isang hindi ito ko kung may ni si pa para mula siya o pag kanyang lang naman niya lahat din dahil upang "
        "kaya nito nila walang po nang isa bilang kay ngayon noong kasi ngunit taon mag nag kapag hanggang ayon",
    ),
    (
        "af",
        "die en van het in is dat nie te n om vir met sy op hy aan as sal was ook wat deur word hulle by ons kan na maar daar uit tot "
        "sê moet ek dit haar jaar oor toe so al se nog sou hierdie meer wees een teen baie",
    ),
    (
        "sw",
        "ya na wa kwa ni la katika za kuwa cha kama huo hiyo huyo hii huu yake wake lakini pia baada hata kila wakati alisema amesema "
        "ambayo ambao kwamba kutoka watu mtu si au sasa zaidi yao wao hilo hivyo hakuna bila kabla nchini nchi vya hayo mwaka wakiwa",
    ),
    (
        "zu",
        "ukuthi futhi uma noma kodwa ngoba kanye kakhulu khona lapho ukuze nje uthe lo le la abantu umuntu ngesikhathi okwamanje kusho "
        "yena wakhe bakhe zakhe kuze kusuka ngemuva kanti njengoba lokhu manje phakathi phezu sekuyisikhathi unyaka omunye kule kulo "
        "kufanele wonke ngaphandle yakhe uthi bathi",
    ),
    (
        "xh",
        "ukuba okanye kodwa kwaye ukuze kuba kunye ngoku njengoko xa apho ukuya le la abantu umntu phakathi phambi emva kwakhona uthe "
        "kwesi kule oku wakhe yakhe nokuba into kakhulu zonke wonke bonke ngaphandle lo eli ngenxa nangona kwi ukususela loo utshilo "
        "zakhe bakhe",
    ),
    (
        "ha",
        "da a ya na ta shi su cikin ne ba wa ce yi ko ga kuma za domin wanda an ake ke suka amma don wannan duk ita ana wasu wani bayan "
        "wata mutane daga sai zai yana kan ma in kamar hakan haka sun waɗanda lokacin cewa",
    ),
    (
        "yo",
        "ti ni ní tí àti náà fún wọn kan sí pé ó ń láti gbogbo ṣe jẹ́ bá kò rẹ̀ mo wà àwọn sì tó lọ ọdún yìí òun bí lórí kí ẹ̀ fi lè a "
        "ọ̀rọ̀ wọ́n ìpínlẹ̀ ọ o",
    ),
    (
        "ig",
        "na ya a ka nke n ndị bụ ahụ dị ga ma nwere maka ha e o onye ihe nwa mana ọ anyị si otu kwuru afọ gị ndi bu oge niile ime mmadụ "
        "di ị nọ ọzọ gọọmentị banyere mgbe",
    ),
    (
        "so",
        "oo iyo ka ku ee u in la uu ay ah soo si aan waa loo ayaa waxa inuu kale ama waxaa waxay ayuu lagu isku sida inay wax laga kala "
        "dadka mid uga kuwa ugu markii isaga xilli hase yeeshee sheegay wuxuu leh",
    ),
    (
        "ca",
        "de la a i que el l d en per del un les els una no amb va és al es ha com més dels s hi o ser aquest si però tot fer seu "
        "aquesta als ja també han són se cap anys això estat sobre quan ara entre fins on què perquè després està pel pels",
    ),
    (
        "gl",
        "de a que o e do da en un no unha os na por se as para con ao é dos máis non como das pola polo súa seu foi nas nos á ou tamén "
        "sobre ata entre xa anos pero ser moi este esta cando son está hai onde desde aos",
    ),
    (
        "eu",
        "eta da du ez bat dute ere baina izan egin dira zen den beste dela zuen gaur egun baino dituzte ditu hau behar bere hori edo "
        "baita arte dago duela ziren zuten gehiago bi urte horrek oso batean",
    ),
    (
        "ru",
        "в и на не с что я по а как из это за для о к но то у его он от все так же мы до только был если когда было уже еще бы или их "
        "они при будет время года чтобы есть она может после были со была также где под этом об которые который этого лет",
    ),
    (
        "uk",
        "в на не і у з що та це до за а я як про для від так але він його все то є по ще які під вже коли якщо або року було вони із "
        "щоб ж час який був буде тому її також може після через їх де там б вона всі ні над й цього",
    ),
    (
        "be",
        "і ў на не у з што гэта да за а як па для ад але ён яго усё то ёсць яшчэ якія пад ужо калі або было яны каб час які быў будзе "
        "таму яе таксама можа пасля праз іх дзе там б яна ўсе ні ды са была гэтага",
    ),
    (
        "bg",
        "на и в да е от за се с не си че по ще са това като а но до го много най има му ако към може ли само няма след през които при "
        "или как какво той ни трябва всички който във което още един така със когато този една повече бе беше",
    ),
    (
        "mk",
        "на и во да се од за е со не го ќе што дека ги како ја тоа а кој кои си по ми до многу но или само има кога беше сите ако така "
        "може која ова година еден нема биде му треба време повеќе уште пред им тие една каде овој таа",
    ),
    (
        "kk",
        "және мен бұл де деп үшін бар бір болып да осы пен сондай ол жылы болған туралы бойынша өз кейін болды дейін оның екі ең керек "
        "бен еді тиіс арқылы қазақстан бірақ көп сол немесе емес жоқ олар",
    ),
    (
        "ar",
        "في من على أن لا إلى و ما عن هذا مع التي كل هذه أو هو كان الذي ذلك بعد لم بين كانت حتى قبل قد هي إن كما أي أيضا حيث أنه اليوم "
        "خلال عليه غير وهو بعض تم إذا له هناك يوم أكثر ثم ولا ومن وفي قال فيه فيها منذ إلا الذين وقد",
    ),
    (
        "fa",
        "به در از که این با را است رو من برای بود هم تا یک ها شده ما آن شد می یا بر شما همه سال کرد خود هر چه های نه باید پس اما اگر دو "
        "کرده دارد روز بعد او کشور گفت نیز شود کند بیش وی مورد",
    ),
    (
        "ur",
        "کے میں کی ہے اور سے کا کو اس پر ہیں نے بھی ایک کر یہ نہیں کہ تو کیا وہ ہو ان تھا جو ہی جس گیا لیے تھے بعد کوئی اپنے گا تھی "
        "کرنے یا ساتھ جب تک گے دیا والے بات ہوئے اگر جائے",
    ),
    (
        "hi",
        "के है में की से और को का हैं पर भी एक तो नहीं ने कर ही हो लिए कि इस था यह गया किया जो ये करने रहे साथ अपने रहा अब कुछ कोई थे "
        "दिया तक थी बाद वह बात रही जब लेकिन होता हुआ हुए फिर वाले",
    ),
    (
        "mr",
        "आहे आणि या आहेत तर ते हे ही व हा होते की असे करण्यात होती येथे केली केले केला होता त्या एक आता मात्र यांनी तो झाली झाले नाही "
        "त्यांच्या साठी म्हणून असून काही किंवा पण जे न",
    ),
    (
        "ne",
        "छ र को मा पनि यो गर्न भएको गरेको लागि छन् एक भने हो थियो गरी तथा हुने नै त्यो के अनि ले तर भन्ने गर्ने रहेको हरेक उनले अब यस भएका गरेका छैन वा",
    ),
    (
        "bn",
        "না করে এবং ও এই থেকে আর জন্য তার হয় করা এর একটি যে করতে হবে এ নিয়ে সাথে কি তিনি এক হয়েছে কিছু হয়ে কোন ছিল কিন্তু তাদের "
        "মধ্যে কথা তারা যায় অনেক যা সময় সে করার বা আছে পর বলে করেন হচ্ছে সঙ্গে",
    ),
    (
        "he",
        "את של לא על זה הוא אני כל עם מה גם אם היה יש אבל היא או כי יותר רק אין אל בין הם לו כמו כך עד הזה שלא אז זו שהוא כדי כן עוד "
        "להיות ולא לפני כמה שלו כבר בכל אך היו לאחר אחרי אשר",
    ),
)
