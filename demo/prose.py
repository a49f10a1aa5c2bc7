"""Made-up tech news from a small grammar: the same for the same seed, and so varied that no two articles are near-duplicates."""

# ruff: noqa: E501, SIM905  lists of words read better as words

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

__all__ = ["caption", "company", "heading", "person", "place", "sentence", "sentences", "title", "topic", "topics"]

_FIRST = (
    "Amara Kwame Zainab Tunde Lindiwe Youssef Halima Chidi Wanjiru Sipho Fatou Kofi Ngozi Idris Mariam Tendai Abebe Aissata Juma Nadia "
    "Emeka Thandi Rashid Salma Oumar Adjoa Bongani Leila Musa Grace Elias Ruth Samir Ifeoma Hassan Naledi Pascal Awa Daniel Miriam"
).split()
_LAST = (
    "Okafor Mensah Diallo Wanjala Dlamini Haddad Bello Nkosi Traore Abdi Eze Kamau Sow Mbeki Adeyemi Osei Banda Chukwu Toure Moyo Farah "
    "Ouedraogo Kiptoo Sithole Balogun Asante Ndlovu Cisse Mwangi Tadesse Yeboah Zuma Keita Onyango Lawal Phiri Gueye Achebe Nkrumah Haile"
).split()
_PLACES = (
    "Lagos Nairobi Accra Kigali Dakar Cairo Tunis Lusaka Abidjan Kampala Maputo Windhoek Bamako Harare Gaborone Lomé Douala Kumasi Mombasa Kano "
    "Rabat Algiers Luanda Freetown Monrovia Blantyre Durban Enugu Kisumu Tamale Jinja Arusha Ibadan Oran Sfax Lisbon Berlin Bangalore Jakarta "
    "Bogotá Tallinn Toronto Seoul Lima Manila Karachi Leeds Porto Denver Osaka"
).split()
_SYLLABLES = "ka lo mi ta zu ne ri so va pe du fi ga ho ju be cy dra flo gri kwe plu sta tre vo xi ya zen mo nu".split()
_SUFFIXES = "Pay Grid Labs Mobile Cloud Health Logistics Farm Energy Bank Works Networks Motors Space Learn Chain Fibre Data".split()
_ADJECTIVES = (
    "cheap patient stubborn regional solar mobile public private noisy quiet ageing rural coastal urban portable secure modular open licensed "
    "unpaid weekly seasonal local foreign wireless optical shared hidden early late rapid slow steady brittle robust costly modest ambitious "
    "cautious careful crowded remote digital manual automatic experimental temporary permanent voluntary compulsory domestic legal informal "
    "technical commercial municipal nightly monthly spare second-hand refurbished encrypted anonymous audited contested overdue promising thin "
    "thick hybrid narrow wide discreet thorough gentle blunt"
).split()
_NOUNS = (
    "antenna battery branch budget cable camera cashier charger clinic contract cooperative council court credit customer database deadline "
    "depot deposit device drone engineer farmer fee fibre firmware forecast freight gateway generator grant handset harbour harvest hospital "
    "insurer inverter invoice irrigation kiosk laboratory landlord ledger lender library licence loan machine market mast merchant meter "
    "microphone mill minister modem motorbike network nurse operator orchard panel parcel password patent payment permit pipeline platform "
    "port prototype pump pupil radio railway receipt regulator relay reservoir rider roaming router satellite school sensor server settlement "
    "shipment signal subscriber subsidy supplier surgeon survey switch tariff teacher terminal tower tractor trader transformer trench trial "
    "tunnel turbine vaccine valve vendor village voucher wallet warehouse warranty watchdog well workshop"
).split()
_VERBS = (
    "audit abandon approve assemble auction bundle cancel certify connect deliver deploy digitise double draft export finance fund halve "
    "import inspect install insure launch lease license map measure merge modernise monitor negotiate open operate outsource pilot postpone "
    "price print promise publish question rebuild recall recycle refund refuse reject relocate rent repair replace rescue restore retire "
    "review revise secure sell share ship standardise store subsidise supply suspend swap test track train translate upgrade verify warn"
).split()
_TOPICS = (
    "5G|mobile money|satellite broadband|electric buses|open banking|cold chains|smart meters|digital identity|language models|data centres|"
    "e-waste|spectrum auctions|telemedicine|agritech|drone delivery|undersea cables|chip design|school laptops|cyber insurance|payment rails|"
    "ride hailing|solar kiosks|weather data|election software|game studios|remote work|port automation|film streaming|pension apps|street maps"
).split("|")
_WHEN = (
    "last week|on Monday|in the second quarter|by the end of the rainy season|within ninety days|before the new tariff year|since March|"
    "over the past eighteen months|early next year|after a long night of talks|on the eve of the summit|at short notice|for the third time|"
    "during a visit to the plant|while auditors were still counting|as the deadline passed"
).split("|")
_PATTERNS = (
    "{person}, who runs the {noun} desk at {company}, wants to {verb} every {adj} {noun} in {place} {when}.",
    "{When}, {company} began to {verb} its {adj} {noun}, and {number} {nouns} in {place} noticed first.",
    "A {adj} {noun} costs {number} dollars there, about {small} times what a {adj} {noun} brought in {place}.",
    "“We did not {verb} the {noun} to please a {noun},” {person} said in {place}.",
    "Of {number} {nouns} that {company} promised, {small} stand in {place} and the rest wait for a {adj} {noun}.",
    "The plan to {verb} the {adj} {noun} near {place} needs a {noun}, a {noun} and {small} signatures.",
    "According to a {adj} {noun} seen in {place}, {company} would rather {verb} a {noun} than {verb} the {adj} one it has.",
    "Engineers in {place} {verb} each {noun} by hand, because the {adj} {noun} from {company} fails {small} nights out of ten.",
    "{person} keeps a {adj} {noun} in a drawer to show what {place} lost when {company} chose to {verb} its {noun}.",
    "That {noun} now serves {number} people between {place} and {place}, most of them {adj} {noun} owners.",
    "Critics such as {person} doubt that a {noun} this {adj} can {verb} anything before {company} pays its {noun}.",
    "For {topic}, the {adj} question is who may {verb} the {noun} once {company} leaves {place}.",
    "{company} and {company} agreed {when} to {verb} {number} {nouns}, a {adj} step for {topic}.",
    "The {noun} ministry in {place} will {verb} {small} {adj} {nouns}, {person} wrote in a {adj} note.",
    "Nobody had thought to {verb} the {noun}, so {person} spent {small} weeks with a {adj} {noun} and a borrowed {noun}.",
    "In {place} a {noun} that could {verb} {number} {adj} {nouns} an hour would change {topic} for good.",
    "Investors led by {person} put {number} million into {company} {when}, hoping to {verb} a {adj} {noun}.",
    "Without a {adj} {noun}, {topic} in {place} depends on a {noun} that {person} has to {verb} twice a day.",
)
_TITLES = (
    "{company} will {verb} {number} {adj} {nouns} in {place}",
    "How {place} learned to {verb} its {adj} {noun}",
    "{person} bets a {adj} {noun} on {topic}",
    "{place}’s {noun} rules push {company} to {verb} {topic}",
    "Why a {adj} {noun} in {place} matters for {topic}",
    "{company}: a {adj} {noun} for {topic} in {place}",
    "{topic} – {place} wants to {verb} the {noun}",
    "{company} and {company} {verb} {adj} {noun} after {small} months",
)


def person(rng: random.Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def company(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3))).capitalize() + " " + rng.choice(_SUFFIXES)


def place(rng: random.Random) -> str:
    return rng.choice(_PLACES)


def topic(rng: random.Random) -> str:
    return rng.choice(_TOPICS)


def topics() -> Sequence[str]:
    return _TOPICS


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ch", "sh", "s", "x")) else "s")


def _fill(rng: random.Random, pattern: str) -> str:
    parts = pattern.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        slot, _, rest = part.partition("}")
        made.append(_SLOTS[slot](rng))
        made.append(rest)
    text = "".join(made)
    return text[0].upper() + text[1:]


_SLOTS: dict[str, Callable[[random.Random], str]] = {
    "person": person,
    "company": company,
    "place": place,
    "topic": topic,
    "adj": lambda rng: rng.choice(_ADJECTIVES),
    "noun": lambda rng: rng.choice(_NOUNS),
    "nouns": lambda rng: _plural(rng.choice(_NOUNS)),
    "verb": lambda rng: rng.choice(_VERBS),
    "when": lambda rng: rng.choice(_WHEN),
    "When": lambda rng: rng.choice(_WHEN).capitalize(),
    "number": lambda rng: f"{rng.randint(21, 9999):,}",
    "small": lambda rng: str(rng.randint(3, 19)),
}


def sentence(rng: random.Random) -> str:
    return _fill(rng, rng.choice(_PATTERNS))


def sentences(rng: random.Random, low: int, high: int) -> str:
    """A paragraph of `low` to `high` sentences."""
    return " ".join(sentence(rng) for _ in range(rng.randint(low, high)))


def title(rng: random.Random) -> str:
    return _fill(rng, rng.choice(_TITLES))


def heading(rng: random.Random) -> str:
    return _fill(
        rng,
        rng.choice(
            (
                "What {company} can {verb} in {place}",
                "{company} and the price of a {adj} {noun}",
                "{place} waits for {number} {adj} {nouns}",
            )
        ),
    )


def caption(rng: random.Random) -> str:
    return _fill(rng, rng.choice(("A {adj} {noun} on the road to {place}.", "{person} beside a {noun} in {place}.")))
