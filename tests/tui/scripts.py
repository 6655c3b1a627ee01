"""Text in many scripts, of which every offset must come back exact from the screen, by keys and by mouse."""

from __future__ import annotations

SCRIPTS = {
    "latin": "The mayor said that “prices rose 4.5%,” but didn’t explain why.",
    "combining": "Cafe\u0301 owners in Ko\u0308ln said nai\u0308ve re\u0301sume\u0301s cost them e\u0301normous sums.",
    "greek": "Ο δήμαρχος είπε ότι η γέφυρα είναι ασφαλής. Κανείς δεν τραυματίστηκε.",
    "cyrillic": "Мэр заявил, что мост безопасен. Полиция сообщила о двух раненых.",
    "han": "市长说这座桥是安全的。警方表示,有两人受伤。",
    "kana": "市長は「橋は安全だ」と述べた。ｶﾀｶﾅとカタカナも混ざる。",
    "hangul": "시장은 다리가 안전하다고 말했다. 한글 자모도 있다.",
    "devanagari": "महापौर ने कहा कि पुल सुरक्षित है। पुलिस ने दो लोगों के घायल होने की पुष्टि की।",
    "thai": "นายกเทศมนตรีกล่าวว่าสะพานปลอดภัย ไม่มีใครได้รับบาดเจ็บ",
    "arabic": "قال رئيس البلدية إن الجسر آمن. وأكدت الشرطة إصابة شخصين.",
    "hebrew": "ראש העיר אמר שהגשר בטוח. המשטרה אישרה ששניים נפצעו.",
    "emoji": "Officials 👩‍👩‍👧 cheered 👍🏽 and 🏳️‍🌈 flags 🇩🇪🇫🇷 flew; 3️⃣ were hurt ❤️ they said.",
    "blanks": "Tabs\there\tand no\u00a0break spaces, soft\u00adhyphens, zero\u200bwidth, word\u2060joiners too.",
    "marks": "A \u202eright-to-left override\u202c and a bell\x07 and an escape \x1b[31mred\x1b[0m said he.",
}
"""By name: one paragraph a script, with wide, joined, combining, invisible and dangerous characters."""

MANY_SCRIPTS = "\n\n".join(SCRIPTS.values())
