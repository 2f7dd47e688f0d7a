"""Choose the name of a place in the script of its country, of the alternate names that GeoNames has without languages.

The rule, for countries whose main language is written in another script than the Latin one (`COUNTRIES`):

1. A candidate has only letters of that language, and spaces, hyphens or apostrophes between them. So a Tatar or Serbian
   name is none of Russian.
2. Of the candidates the best is taken, by three things. Sound: letters written by their sound are compared with the
   place's name (as much as all others together) and with each of its other names in Latin letters. Spelling: pairs of
   letters that are common in the country's places with one candidate alone, most of them villages that other languages
   have no name for. Letters that its neighbours' languages lack (`OWN`: Ukrainian і, Kazakh ә).
3. Names in Chinese characters tell no sound: the shortest is taken.

Cities that many languages write in one script are told apart least well; those that were found wrong stand in `KNOWN`.
"""

from __future__ import annotations

import difflib
import math
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
PERSIAN = "ءآأؤئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
LETTERS = {
    "ru": CYRILLIC + "ё",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "kk": CYRILLIC + "ёәғқңөұүһі",
    "ky": CYRILLIC + "ёңөү",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "mn": CYRILLIC + "ёөү",
    "ar": ARABIC,
    "fa": PERSIAN,
    "ur": PERSIAN + "ٹڈڑںھہےۂۃ",
}
OWN = {
    "uk": "іїєґ", "be": "ўі", "kk": "әғқңөұүһі", "ky": "ңөү", "tg": "ғӣқӯҳҷ", "mn": "өү", "mk": "ѓѕјљњќџ",
    "sr": "ђјљњћџ",
}  # fmt: skip
SCRIPTS = {
    "ka": "GEORGIAN",
    "hy": "ARMENIAN",
    "he": "HEBREW",
    "el": "GREEK",
    "am": "ETHIOPIC",
    "ti": "ETHIOPIC",
    "hi": "DEVANAGARI",
    "ne": "DEVANAGARI",
    "bn": "BENGALI",
    "si": "SINHALA",
    "my": "MYANMAR",
    "th": "THAI",
    "lo": "LAO",
    "km": "KHMER",
    "dz": "TIBETAN",
    "dv": "THAANA",
    "ko": "HANGUL",
}
CHARACTERS = {"zh-hans": "gb2312", "zh-hant": "big5", "ja": "euc_jp"}  # a character is one of the language's encoding
IN_ARABIC = (
    "DZA", "BHR", "TCD", "COM", "DJI", "EGY", "IRQ", "JOR", "KWT", "LBN", "LBY", "MRT",
    "MAR", "OMN", "PSE", "QAT", "SAU", "SDN", "SYR", "TUN", "ARE", "YEM", "ESH",
)  # fmt: skip
COUNTRIES = {
    **dict.fromkeys(IN_ARABIC, "ar"),
    "RUS": "ru", "UKR": "uk", "BLR": "be", "BGR": "bg", "MKD": "mk", "SRB": "sr", "KAZ": "kk", "KGZ": "ky", "TJK": "tg",
    "MNG": "mn", "IRN": "fa", "AFG": "fa", "PAK": "ur", "GEO": "ka", "ARM": "hy", "ISR": "he", "GRC": "el", "CYP": "el",
    "ETH": "am", "ERI": "ti", "IND": "hi", "NPL": "ne", "BGD": "bn", "LKA": "si", "MMR": "my", "THA": "th", "LAO": "lo",
    "KHM": "km", "BTN": "dz", "MDV": "dv", "KOR": "ko", "PRK": "ko", "CHN": "zh-hans", "TWN": "zh-hant",
    "HKG": "zh-hant", "MAC": "zh-hant", "JPN": "ja",
}  # fmt: skip
SOUNDS = (  # letters, and how each of them sounds; - is silent
    ("абвгґдеєжзиіїйклмно", "a b v g g d e ye zh z i i i y k l m n o"),
    ("прстуфхцчшщъыьэюяё", "p r s t u f kh ts ch sh shch - y - e yu ya yo"),
    ("әғқңөұүһўѓѕ", "a g k n o u u h v g dz"),
    ("јљњќџђћӣӯҳҷ", "y l n k dzh d c i u h j"),
    ("ابپتثجچحخدذرزژسشص", "a b p t th j ch h kh d dh r z zh s sh s"),
    ("ضطظعغفقکكگلمنوهی", "d t z - gh f q k k g l m n w h y"),
    ("ٹڈڑںھہةىي", "t d r n h h - a y"),
    ("ءآأؤإئےۂۃ", "- a a w a y y h -"),
    ("აბგდევზთიკლმნოპჟრ", "a b g d e v z t i k l m n o p zh r"),
    ("სტუფქღყშჩცძწჭხჯჰ", "s t u p k gh q sh ch ts dz ts ch kh j h"),
    ("աբգդեզէըթժիլխծկհձղճմ", "a b g d e z e e t zh i l kh ts k h dz gh ch m"),
    ("յնշոչպջռսվտրցւփքօֆև", "y n sh o ch p j r s v t r ts w p k o f ev"),
    ("αβγδεζηθικλμνξοπρσ", "a v g d e z i th i k l m n x o p r s"),
    ("τυφχψωςάέήίόύώϊϋΐΰ", "t y f ch ps o s a e i i o y o i y i y"),
    ("אבגדהוזחטיכלמנ", "a b g d h v z h t y k l m n"),
    ("סעפצקרשתךםןףץ", "s - p ts q r sh t k m n p ts"),
)
KNOWN = {
    ("RUS", "Moscow"): "Москва",
    ("RUS", "Saint Petersburg"): "Санкт-Петербург",
    ("RUS", "Rostov-on-Don"): "Ростов-на-Дону",
    ("KAZ", "Almaty"): "Алматы",
    ("KAZ", "Shymkent"): "Шымкент",
    ("UKR", "Donetsk"): "Донецьк",
    ("BGR", "Sofia"): "София",
    ("SRB", "Belgrade"): "Београд",
    ("MNG", "Ulan Bator"): "Улаанбаатар",
    ("MNG", "Mörön"): "Мөрөн",
    ("JOR", "Amman"): "عمان",
    ("JOR", "Zarqa"): "الزرقاء",
    ("SDN", "Khartoum"): "الخرطوم",
    ("SDN", "Kosti"): "كوستي",
    ("SYR", "Ḩamāh"): "حماة",
    ("LBN", "Tripoli"): "طرابلس",
    ("LBY", "Tripoli"): "طرابلس",
    ("TCD", "N'Djamena"): "انجمينا",
    ("MAR", "Casablanca"): "الدار البيضاء",
    ("MAR", "Rabat"): "الرباط",
    ("SAU", "Riyadh"): "الرياض",
    ("SAU", "Jeddah"): "جدة",
    ("SAU", "Ta’if"): "الطائف",
    ("ARE", "Sharjah"): "الشارقة",
    ("BHR", "Manama"): "المنامة",
    ("ARM", "Gyumri"): "Գյումրի",
    ("IND", "Kolkata"): "कोलकाता",
    ("IND", "Bengaluru"): "बेंगलुरु",
    ("KHM", "Phnom Penh"): "ភ្នំពេញ",
    ("LAO", "Vientiane"): "ວຽງຈັນ",
    ("BTN", "Thimphu"): "ཐིམ་ཕུ",
    ("CHN", "Shanghai"): "上海",
    ("CHN", "Shenzhen"): "深圳",
    ("CHN", "Chengdu"): "成都",
}
BETWEEN = " -'’ʼ\u05be\u200c\u200d·・"
LATIN = string.ascii_lowercase + BETWEEN + "."
SOUND, SPELLING, OWN_LETTERS = 1.0, 0.15, 0.1
ALPHABET = 40


def language_of(country: str) -> str:
    """Language of the labels of a country, by its ISO 3166 alpha-3 code; blank where names stay in Latin letters."""
    return COUNTRIES.get(country, "").partition("-")[0]


def local_names(country: str, places: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """The name of each place of a country in the country's script; blank where none of its names is.

    Parameters
    ----------
    country : str
        ISO 3166 alpha-3.
    places : sequence of (name in Latin letters, other names in any language and script)
    """
    language = COUNTRIES.get(country)
    if not language:
        return [""] * len(places)
    given = [
        sorted({unicodedata.normalize("NFC", " ".join(other.split())) for other in others}) for _, others in places
    ]
    candidates = [[candidate for candidate in names if _is_of(candidate, language)] for names in given]
    if language in CHARACTERS:
        shortest = [min(names, key=lambda candidate: (len(candidate), candidate), default="") for names in candidates]
        return [KNOWN.get((country, name), label) for (name, _), label in zip(places, shortest, strict=True)]
    spelling = _Spelling(names[0] for names in candidates if len(names) == 1)
    labels = []
    for (name, _), names, own in zip(places, given, candidates, strict=True):
        latin = [other for other in names if _is_latin(other)]
        marks = {
            candidate: SOUND * _near(candidate, name, latin)
            + SPELLING * spelling.of(candidate)
            + OWN_LETTERS * any(letter in OWN.get(language, "") for letter in candidate.lower())
            for candidate in own
        }
        best = max(own, key=lambda candidate: (marks[candidate], len(candidate)), default="")
        labels.append(KNOWN.get((country, name), best))
    return labels


class _Spelling:
    """How common pairs of letters are in some names, word by word."""

    def __init__(self, names: Iterable[str]) -> None:
        self.pairs: Counter[str] = Counter()
        self.firsts: Counter[str] = Counter()
        for name in names:
            for pair in _pairs(name):
                self.pairs[pair] += 1
                self.firsts[pair[0]] += 1

    def of(self, name: str) -> float:
        """Mean logarithm of the chance of a letter after the one before it, each pair counted half a time more."""
        logs = [math.log((self.pairs[pair] + 0.5) / (self.firsts[pair[0]] + 0.5 * ALPHABET)) for pair in _pairs(name)]
        return sum(logs) / len(logs)


def _pairs(name: str) -> list[str]:
    return [first + second for word in name.lower().split() for first, second in pairwise(f"<{word}>")]


def _near(candidate: str, name: str, latin: Sequence[str]) -> float:
    """How alike the sound of a candidate is to the name and, on the mean, to the others in Latin letters: 0 to 1."""
    sound = "".join(map(_sound, candidate.lower()))
    own = _alike(sound, name)
    return (own + (sum(_alike(sound, other) for other in latin) / len(latin) if latin else own)) / 2


def _is_of(text: str, language: str) -> bool:
    letters = text.lower().translate({ord(mark): None for mark in BETWEEN})
    if not letters or text[0] in BETWEEN or text[-1] in BETWEEN[:4]:
        return False
    if language in CHARACTERS:
        return all(_is_character(letter) for letter in letters) and _can_encode(letters, CHARACTERS[language])
    if language in LETTERS:
        return all(letter in LETTERS[language] for letter in letters)
    return all(_unicode_name(letter).startswith(SCRIPTS[language]) for letter in letters)


def _is_character(letter: str) -> bool:
    return _unicode_name(letter).startswith(("CJK UNIFIED", "HIRAGANA", "KATAKANA"))


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_latin(text: str) -> bool:
    """A name in Latin letters; not a code as ``TBS``, nor a romanization without capitals."""
    is_name = text[:1].isupper() and not text.isupper()
    return is_name and all(letter in LATIN for letter in _folded(text))


def _folded(text: str) -> str:
    """In small letters without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))


def _consonants(text: str) -> str:
    plain = _folded(text).replace("ph", "f").replace("q", "k").replace("ck", "k").replace("c", "k").replace("w", "v")
    return re.sub("[^b-df-hj-np-tv-xz]", "", plain)


@cache
def _alike(sound: str, name: str) -> float:
    """Of consonants and of all letters, where vowels are written."""
    parts = [(_consonants(sound), _consonants(name))]
    if set(sound) & set("eou"):
        parts.append((sound, _folded(name)))
    return sum(difflib.SequenceMatcher(None, *part, autojunk=False).ratio() for part in parts) / len(parts)


@cache
def _sound(letter: str) -> str:
    """How a letter sounds; of scripts of syllables as its name in Unicode says, as KA of DEVANAGARI LETTER KA."""
    for letters, sounds in SOUNDS:
        if letter in letters:
            return sounds.split()[letters.index(letter)].strip("-")
    words = _unicode_name(letter).split()
    if words[:2] == ["THAI", "CHARACTER"]:
        return words[2].lower()
    return words[-1].lower() if words and words[-1] not in ("SIGN", "VIRAMA", "VIRAM", "ASAT", "NUKTA") else ""


@cache
def _unicode_name(letter: str) -> str:
    return unicodedata.name(letter, "")
