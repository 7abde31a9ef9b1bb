"""What the simulated visitors say: invented, in the words people use. By where they stood, and whether they then left.

Each line is a reason (a tag) and a text. Choices of the standard prompt go with the tags that they carry."""

LEFT_AT_PHONE: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("unnecessary-question", "Why do you need my phone number to try a piece of software?"),
        ("unnecessary-question", "what has my phone number got to do with a stock app"),
        ("unnecessary-question", "Phone number for a free trial? Not needed."),
        ("unnecessary-question", "you already have my e-mail, why the phone as well"),
        ("unnecessary-question", "why is the phone mandatory"),
        ("unnecessary-question", "Don't see why a phone number is required here"),
        ("unnecessary-question", "why do you need to call me, I just want to look at it"),
        ("unnecessary-question", "I would sign up if the phone was optional"),
        ("unnecessary-question", "No reason for you to have my number before I have even seen the product"),
        ("unnecessary-question", "phone shouldn't be required for a trial"),
        ("privacy-trust", "not giving you my number, sorry"),
        ("privacy-trust", "I'm not waiting for a sales call"),
        ("privacy-trust", "Last time I gave my number I got sales calls every day for a month"),
        ("privacy-trust", "don't want to be called by anyone"),
        ("privacy-trust", "will you sell my number on?"),
        ("privacy-trust", "I don't give out my mobile to companies I don't know"),
        ("privacy-trust", "who gets to see my phone number? no thanks"),
        ("privacy-trust", "cold calls. no."),
        ("privacy-trust", "rather not give my private number"),
        ("validation", "it won't accept my phone number"),
        ("validation", "Says the format is wrong. It is my real number, with country code and all"),
        ("validation", "phone field rejects everything I type, tried four ways"),
        ("validation", "invalid format?? which format do you want then"),
        ("validation", "It refuses an Irish mobile number"),
        ("validation", "keeps saying match the requested format and never says what that is"),
        ("validation", "does not take spaces, does not take dashes, I give up"),
        ("validation", "my number has 9 digits after the country code, yours wants ten"),
        ("unclear", "what format do you want the number in?"),
        ("unclear", "I don't understand how to enter my phone number"),
        ("not-ready", "just looking, will come back later"),
        ("not-ready", "need to ask my boss first"),
    ],
    "de": [
        ("unnecessary-question", "Wozu brauchen Sie meine Telefonnummer?"),
        ("unnecessary-question", "Telefonnummer als Pflichtfeld, warum das denn"),
        ("privacy-trust", "ich gebe meine Nummer nicht heraus"),
        ("privacy-trust", "Ich will keine Werbeanrufe"),
        ("validation", "meine Handynummer wird nicht akzeptiert"),
        ("validation", "Ungültiges Format, egal was ich eingebe"),
    ],
    "fr": [
        ("unnecessary-question", "pourquoi demander mon téléphone pour un essai gratuit ?"),
        ("privacy-trust", "je ne veux pas donner mon numéro"),
        ("privacy-trust", "pas envie d'être démarché au téléphone"),
        ("validation", "mon numéro est refusé, format invalide"),
    ],
    "es": [
        ("unnecessary-question", "¿para qué necesitan mi teléfono?"),
        ("privacy-trust", "no quiero dar mi número de móvil"),
        ("privacy-trust", "luego llaman a todas horas, no gracias"),
        ("validation", "no acepta mi número de teléfono"),
    ],
}

LEFT_AT_PASSWORD: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("validation", "password rejected and it only says why afterwards"),
        ("validation", "It says at least 8 characters only after I press the button"),
        ("validation", "third password it won't accept"),
        ("account-required", "another password to remember, no"),
        ("account-required", "do I really have to create an account just to look"),
        ("too-long", "too many questions by now"),
    ],
    "de": [("validation", "Passwort wird nicht angenommen, Regel steht nirgends")],
    "fr": [("validation", "mot de passe refusé sans explication")],
    "es": [("validation", "la contraseña no es válida y no dice por qué")],
}

LEFT_ELSEWHERE: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("not-ready", "only comparing a few tools today"),
        ("not-ready", "I'll finish this tomorrow"),
        ("not-ready", "have to talk to my business partner first"),
        ("interrupted", "customer came in"),
        ("interrupted", "phone rang, sorry"),
        ("too-long", "too many fields"),
        ("too-long", "this takes too long"),
        ("missing-info", "how much is it after the trial?"),
        ("missing-info", "doesn't say whether it works with my till"),
        ("missing-info", "can I cancel any time?"),
        ("missing-option", "my country is not in the list"),
        ("validation", "it does not accept my gmail address"),
        ("unclear", "I'm a sole trader, what do I put as company?"),
        ("cost", "too expensive for a small shop"),
        ("technical", "page froze when I chose the country"),
        ("other", "asdf"),
        ("no-problem", "just curious what it looks like"),
    ],
    "de": [
        ("not-ready", "schaue mich nur um"),
        ("missing-info", "Was kostet das nach den 14 Tagen?"),
        ("too-long", "zu viele Felder"),
    ],
    "fr": [("not-ready", "je compare seulement"), ("missing-info", "quel est le prix après l'essai ?")],
    "es": [("not-ready", "solo estoy mirando"), ("too-long", "demasiadas preguntas")],
}

COMPLETED_AFTER_PHONE: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("validation", "had to try three times before it took my phone number"),
        ("validation", "the phone format is picky, put an example there"),
        ("unnecessary-question", "still don't see why you need my phone number"),
        ("unnecessary-question", "typed my office number. Why do you need a phone?"),
        ("privacy-trust", "please don't call me, I only want the trial"),
        ("unclear", "wasn't sure how to enter my number"),
    ],
    "de": [("validation", "Telefonnummer erst beim dritten Versuch angenommen")],
    "fr": [("unclear", "le format du téléphone n'est pas clair du tout")],
    "es": [("unnecessary-question", "no entiendo para qué piden el teléfono")],
}

COMPLETED: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("no-problem", "all fine, thanks"),
        ("no-problem", "nothing, I'm done"),
        ("no-problem", "easy enough"),
        ("no-problem", "No problem at all"),
        ("unclear", "wasn't sure what to put under company, I'm freelance"),
        ("too-long", "bit too long for a trial"),
    ],
    "de": [("no-problem", "alles gut, danke")],
    "fr": [("no-problem", "tout va bien, merci")],
    "es": [("no-problem", "todo bien, gracias")],
}


def answers_at(field: str, completed: bool) -> dict[str, list[tuple[str, str]]]:
    """By language, what people say whom the prompt met at `field`."""
    if completed:
        return COMPLETED_AFTER_PHONE if field == "phone" else COMPLETED
    return {"phone": LEFT_AT_PHONE, "password": LEFT_AT_PASSWORD}.get(field, LEFT_ELSEWHERE)
