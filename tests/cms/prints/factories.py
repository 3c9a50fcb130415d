"""Guides that hold every block, in every language of the site."""

from __future__ import annotations

import datetime
from typing import Any

from cms.models import GuidePage, Stage
from tests.cms.factories import publish_guide

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Your passport is yours",
        "sentence": "Nobody may keep your passport. Ask for it back in writing.",
        "step": "Write down who has your passport",
        "warning": "Never sign an empty page.",
    },
    "ar": {
        "title": "جواز سفرك ملكك",
        "sentence": "لا يحق لأحد أن يحتفظ بجواز سفرك. اطلبه كتابةً.",
        "step": "اكتب من الذي أخذ جواز سفرك",
        "warning": "لا توقّع أبداً على ورقة بيضاء.",
    },
    "bn": {
        "title": "আপনার পাসপোর্ট আপনারই",
        "sentence": "কেউ আপনার পাসপোর্ট রেখে দিতে পারে না। লিখিতভাবে ফেরত চান।",
        "step": "পাসপোর্ট কার কাছে আছে লিখে রাখুন",
        "warning": "কখনও খালি কাগজে সই করবেন না।",
    },
    "es": {
        "title": "Tu pasaporte es tuyo",
        "sentence": "Nadie puede quedarse con tu pasaporte. Pídelo por escrito.",
        "step": "Anota quién tiene tu pasaporte",
        "warning": "No firmes nunca una hoja en blanco.",
    },
    "fil": {
        "title": "Sa iyo ang iyong pasaporte",
        "sentence": "Walang puwedeng magtago ng iyong pasaporte. Hingin mo ito nang nakasulat.",
        "step": "Isulat kung sino ang may hawak ng pasaporte mo",
        "warning": "Huwag kailanman pumirma sa papel na walang laman.",
    },
    "fr": {
        "title": "Ton passeport est à toi",
        "sentence": "Personne n’a le droit de garder ton passeport. Réclame-le par écrit.",
        "step": "Note qui a ton passeport",
        "warning": "Ne signe jamais une page blanche.",
    },
    "hi": {
        "title": "आपका पासपोर्ट आपका है",
        "sentence": "कोई आपका पासपोर्ट नहीं रख सकता। उसे लिखकर वापस माँगें।",
        "step": "लिख लें कि पासपोर्ट किसके पास है",
        "warning": "खाली काग़ज़ पर कभी हस्ताक्षर न करें।",
    },
    "id": {
        "title": "Paspor Anda milik Anda",
        "sentence": "Tidak seorang pun boleh menahan paspor Anda. Mintalah kembali secara tertulis.",
        "step": "Catat siapa yang memegang paspor Anda",
        "warning": "Jangan pernah menandatangani kertas kosong.",
    },
    "ne": {
        "title": "तपाईंको राहदानी तपाईंकै हो",
        "sentence": "कसैले तपाईंको राहदानी राख्न पाउँदैन। लिखित रूपमा फिर्ता माग्नुहोस्।",
        "step": "राहदानी कोसँग छ लेख्नुहोस्",
        "warning": "खाली कागजमा कहिल्यै हस्ताक्षर नगर्नुहोस्।",
    },
    "si": {
        "title": "ඔබේ ගමන් බලපත්‍රය ඔබේ ය",
        "sentence": "කිසිවෙකුට ඔබේ ගමන් බලපත්‍රය තබා ගත නොහැක. එය ලිඛිතව ආපසු ඉල්ලන්න.",
        "step": "ගමන් බලපත්‍රය කා ළඟ ද කියා ලියා ගන්න",
        "warning": "හිස් කඩදාසියක කිසිදා අත්සන් නොකරන්න.",
    },
    "ta": {
        "title": "உங்கள் கடவுச்சீட்டு உங்களுடையது",
        "sentence": "உங்கள் கடவுச்சீட்டை யாரும் வைத்துக்கொள்ள முடியாது. எழுத்துப்பூர்வமாகத் திருப்பிக் கேளுங்கள்.",
        "step": "கடவுச்சீட்டு யாரிடம் உள்ளது என எழுதி வையுங்கள்",
        "warning": "வெற்றுத் தாளில் ஒருபோதும் கையெழுத்திடாதீர்கள்.",
    },
    "ur": {
        "title": "آپ کا پاسپورٹ آپ کا ہے",
        "sentence": "کوئی آپ کا پاسپورٹ نہیں رکھ سکتا۔ اسے لکھ کر واپس مانگیں۔",
        "step": "لکھ لیں کہ پاسپورٹ کس کے پاس ہے",
        "warning": "خالی کاغذ پر کبھی دستخط نہ کریں۔",
    },
}


def body(language: str, *, times: int = 1) -> list[dict[str, Any]]:
    """Every block that paper can show, with the words of a language."""
    words = WORDS[language]
    text = " ".join([words["sentence"]] * 3)
    return [
        {"type": "paragraph", "heading": words["title"], "text": f"{text}\n\n**{words['warning']}** {text}"},
        {"type": "warning", "text": f"**{words['warning']}** {words['sentence']}"},
        {
            "type": "steps",
            "heading": words["title"],
            "is_checklist": True,
            "steps": [{"title": words["step"], "text": words["sentence"]} for _each in range(4)],
        },
        *(
            {
                "type": "law",
                "text": text,
                "source": "ILO Convention No. 189 on domestic workers (2011)",
                "article": "Article 9",
                "url": "https://normlex.ilo.org/c189",
            }
            for _each in range(times)
        ),
        {
            "type": "phrase",
            "text": words["sentence"],
            "other_language": "ar" if language != "ar" else "en",
            "other_text": WORDS["ar" if language != "ar" else "en"]["sentence"],
        },
        {
            "type": "figure",
            "value": "1500",
            "unit": words["title"],
            "date": datetime.date(2026, 3, 1),
            "source": "A list",
        },
        {
            "type": "table",
            "caption": words["title"],
            "rows": [[words["step"], "MYR", "2026"], [words["title"], "1 500", "1 700"]],
            "source": "A list",
        },
        {"type": "contacts", "heading": "", "need": ""},
        *({"type": "paragraph", "heading": words["step"], "text": text} for _each in range(times - 1)),
    ]


def guide(language: str = "en", *, times: int = 1, **changes: Any) -> GuidePage:
    """A guide with every block; in another language than English after its English original."""
    given = {
        "title": WORDS[language]["title"],
        "summary": WORDS[language]["sentence"],
        "stage": Stage.WORK,
        "jurisdiction": "destination",
        "destination_codes": ["MY"],
        "origin_codes": ["NP"],
        "sources": [
            {
                "title": "ILO Convention No. 189 (2011)",
                "article": "Article 9",
                "url": "https://normlex.ilo.org/c189",
            }
        ],
        "body": body(language, times=times),
        "slug": "passport",
    } | changes
    if language != "en":
        guide("en", slug=given["slug"])
    return publish_guide(language, **given)
