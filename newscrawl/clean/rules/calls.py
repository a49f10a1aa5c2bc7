"""What asks the reader to do something: subscribe, follow, share, comment, give."""

from __future__ import annotations

import re

from newscrawl.clean.rule import Rule
from newscrawl.languages import any_of, entries

__all__ = ["NETWORKS", "RULES"]

NETWORKS = (
    r"(?:facebook|twitter|x|instagram|linkedin|whatsapp|telegram|youtube|tiktok|pinterest|reddit|threads|bluesky|mastodon|"
    r"flipboard|email|e-mail|mail"
    r"|print|rss|messenger|viber|vk|вконтакте|одноклассники|line|hatena|카카오톡|페이스북|트위터|weibo|wechat|微信|微博|tumblr|copy link"
    r"|sms|pocket|xing|snapchat|google news|share|tweet|pin|pin it|like|save|more)"
)
_OBJECT, _OBJECT_ANYWHERE, _YOURS = any_of("call-objects"), "|".join(entries("call-objects-anywhere")), any_of("call-yours")
_VERB, _VERB_ANYWHERE = any_of("call-verbs"), "|".join(entries("call-verbs-anywhere"))
# At the tail the call may stand anywhere in the line, so that an "app" must be the publisher's.
_CHANNEL = _OBJECT.replace("|app|", "|our (?:free |mobile |news )?app|")

RULES: tuple[Rule, ...] = (
    Rule(
        name="newsletter-call",
        place="line",
        reason="asks the reader to subscribe to, follow or install something of the publisher's",
        pattern=re.compile(
            rf"^\W*+(?=.*{_YOURS}){_VERB}[^.;]{{0,160}}?{_OBJECT}"
            rf"|^\W*+(?:\S+ ){{0,6}}?(?=(?:{_VERB_ANYWHERE})).{{0,120}}(?:{_OBJECT_ANYWHERE})"
            rf"|^.{{0,120}}(?:{_OBJECT_ANYWHERE}).{{0,60}}(?:{_VERB_ANYWHERE}).{{0,30}}$|^\W*newsletter (?:signup|sign-up|sign up|"
            rf"anmelden|abonnieren)\W*$"
        ),
        max_chars=320,
        weak=False,
        positive=(
            *(
                "Sign up for our daily newsletter",
                "Follow us on Twitter and Facebook for more",
                "Subscribe to our newsletter and get the week in five minutes.",
            ),
            *(
                "Join our WhatsApp channel for breaking news",
                "Download our app from Google Play today",
                "Abonnieren Sie unseren Newsletter",
                "Suivez-nous sur WhatsApp",
            ),
            *(
                "Suscríbete a nuestro boletín",
                "Iscriviti alla nostra newsletter",
                "Подписывайтесь на наш телеграм-канал",
                "Follow us on Telegram",
                "Newsletter Signup",
                *("Síguenos en WhatsApp, Facebook e Instagram.", "Följ oss på Facebook och Instagram.", "Zapisz się na nasz newsletter."),
                *("Følg oss på Facebook og Instagram.", "Obserwuj nas na Facebooku i Instagramie."),
            ),
        ),
        negative=(
            "Follow the money and you end up in a back office above a bakery.",
            "The company said it would sign up new users for its newsletter service by May.",
            "Subscribers to the newsletter told the court that they had never been asked.",
            "He joined the Facebook board in 2019.",
        ),
    ),
    Rule(
        name="newsletter-call-tail",
        place="tail",
        reason="at the end of the body, a line that mentions the publisher's newsletter, app or channels and speaks to the reader",
        pattern=re.compile(
            rf"^(?=.*{_YOURS})(?=.*{_VERB}).*{_CHANNEL}|^.{{0,80}}\bnewsletter\b.{{0,40}}\binformiert (?:sie|dich)\b|"
            rf"^for more (?:stories|"
            rf"news|articles|content)\b.{{0,20}}\b(?:like this|check|visit|click)\b|^get in touch with (?:us|our)\b|sign up (?:now|"
            rf"today|for our emails|here)\W*$|subscribe (?:now|today|here)\W*$"
        ),
        max_chars=320,
        positive=(
            "Bizi Instagram ve X'te takip edin.",
            "Our reporters write a letter each week: sign up for the newsletter.",
            "Sign up now",
            "More from us by email? Sign up for our weekly newsletter.",
        ),
        negative=("The app is free, and its makers say that it will stay so.",),
    ),
    Rule(
        name="share-bar",
        place="line",
        reason="the labels of share buttons",
        phrases=entries("share"),
        pattern=re.compile(rf"^\W*(?:{NETWORKS}\W+){{2,}}{NETWORKS}?\W*$(?<!x)(?<!\.)"),
        max_chars=120,
        weak=True,
        positive=(
            "Share this article",
            "Facebook Twitter WhatsApp Email",
            "Artikel teilen",
            "Compartir en Facebook",
            "Partager cet article",
            "Copy link",
        ),
        negative=(
            "Share prices fell on Monday after the bank cut its forecast.",
            "Facebook, Twitter and the rules that bind them",
            "Partager le pouvoir",
        ),
    ),
    Rule(
        name="share-tail",
        place="tail",
        reason="a single share button's label after the body",
        phrases=(
            "share",
            "tweet",
            "teilen",
            "print",
            "email",
            "facebook",
            "twitter",
            "whatsapp",
            "telegram",
            "linkedin",
            "pinterest",
            "instagram",
            "x",
            "save",
            "like this",
            "like loading",
            "loading",
        ),
        max_chars=40,
        weak=True,
        positive=(("Share", "Facebook", "Twitter"), "Tweet"),
        negative=("Facebook appealed.",),
    ),
    Rule(
        name="comment-call",
        place="tail",
        reason="the comment form and what invites to it",
        phrases=entries("comments"),
        pattern=re.compile(
            r"^\W*\d+ (?:comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|комментари\w+|replies|"
            r"responses|thoughts on .*)\W*$|^\W*all comments \d+$"
            r"|^du musst dich einloggen|^you must be (?:logged|signed) in|^(?:log|sign) in to (?:leave|post|join|view)|"
            r"^what do you think.{0,60}(?:comments?|below|let us know).{0,40}$"
            r"|^(?:wie hat ihnen dieser artikel gefallen|durchschnittliche bewertung|rate this (?:article|post|story|page)|"
            r"how (?:useful|helpful) was this|was this (?:article|page|post|story|content) (?:helpful|useful)|did you (?:like|"
            r"enjoy|find) this|cet article vous a-t-il|¿te ha (?:gustado|resultado)|¿te gustó|o que achou d|ti è piaciuto|"
            r"vond je dit artikel)\b.{0,80}$|^(?:let us know|tell us|share your (?:thoughts|views|opinion)|"
            r"have your say).{0,80}(?:comments?|below|section).{0,40}$|^diskutieren sie .{0,80}kommentar|^comments? (?:are|"
            r"is) (?:closed|moderated|now closed)"
        ),
        max_chars=180,
        positive=(
            "Leave a comment",
            "5 COMMENTS",
            "You must be logged in to post a comment.",
            "Kommentar abgeben",
            "What do you think? Tell us in the comments below!",
        ),
        negative=("The minister declined to comment.", "What do you think about when you think about rain?"),
    ),
    Rule(
        name="recipe-call",
        place="line",
        reason="what recipe plugins ask for: a rating, a comment, a picture with a tag",
        pattern=re.compile(
            r"^\W*(?:did you (?:make|try|cook|bake)|have you (?:made|tried)|(?:made|tried|love|"
            r"loved|try|making) this|if you (?:make|made|try|tried|love|"
            r"loved)) .{0,40}\b(?:recipes?|it|this)\b.{0,200}\b(?:rating|rate|tag|mention|"
            r"comment|pin it|let me know|let us know|review|instagram)"
            r"|^\W*pin (?:it |this |me )?(?:\w+ )?for later\b.{0,40}$"
        ),
        max_chars=400,
        positive=(
            "Did you make this recipe? Please leave a star rating below.",
            "Tried this recipe? Pin it for later! Mention @example or tag #example.",
            "If you make this recipe, let me know in the comments!",
            "PIN FOR LATER",
        ),
        negative=(
            "Did you make this, the judge asked, and the baker said that he had.",
            "If you try the recipe with rye flour, add more water.",
        ),
    ),
    Rule(
        name="support-call",
        place="tail",
        reason="asks for money or a subscription",
        phrases=(
            "donate",
            "donate now",
            "subscribe",
            "subscribe now",
            "subscribe today",
            "become a member",
            "become a supporter",
            "support us",
            "support our journalism",
            "join now",
            "spenden",
            "jetzt spenden",
            "jetzt abonnieren",
            "abonnez-vous",
            "faire un don",
            "suscríbete",
            "assine",
            "abbonati",
            "sostienici",
            "doneer",
            "prenumerera",
        ),
        pattern=re.compile(
            r"^.{0,60}\b(?:support|fund|help us|power|keep) (?:our|us|independent|quality|local|nonprofit|non-profit|fearless|"
            r"\S+'s) .{0,60}\b(?:journalism|reporting|newsroom|donation|donating|contribution)\b"
            r"|\b(?:make|consider) (?:making )?a (?:tax-deductible |one-time |monthly |small )?(?:donation|gift|contribution)\b|"
            r"\bplease (?:consider )?(?:donat|support|subscrib|liking|sharing)|\bdonate (?:now|today|here|via|to support)\b"
            r"|\b(?:subscribe|subscription|membership|abonnement|probeabo)\b.{0,80}[€$£] ?\d|\binvest in (?:quality |"
            r"independent )?journalism\b|^unterstützen sie (?:uns|unser|unabhängig)|\bunterstütze(?:n sie)? (?:uns|unsere arbeit)|"
            r"^soutenez\b.{0,80}(?:journal|presse|média|rédaction|information|nous)"
            r"|^apoya (?:el|nuestro|a nuestro)\b.{0,40}periodismo|hazte soci[oa]|^apoie o (?:jornalismo|nosso)|^sostieni (?:il|"
            r"la nostra|l')|^invest in journalism"
        ),
        max_chars=400,
        positive=(
            "Support our journalism: become a member today.",
            "Please consider making a donation to keep our reporting free.",
            "Subscribe now",
        ),
        negative=("The charity said that donations had doubled.", "Parliament voted to support the bill."),
    ),
)
