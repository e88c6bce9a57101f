"""Days, months and parts of the day in English and Spanish, of which one cannot stand for another."""

from translations.opposed_words import Opposites, make_member

_WEEKDAYS = (
    ("monday", "lunes"), ("tuesday", "martes"), ("wednesday", "miercoles"), ("thursday", "jueves"),
    ("friday", "viernes"), ("saturday", "sabado"), ("sunday", "domingo"),
)  # fmt: skip
_MONTHS = (
    ("january", "enero"), ("february", "febrero"), ("april", "abril"), ("june", "junio"), ("july", "julio"),
    ("august", "agosto"), ("september", "septiembre"), ("october", "octubre"), ("november", "noviembre"),
    ("december", "diciembre"),
)  # fmt: skip
_DAY = "(?:day|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|year)"
_DIA = "(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|semana|mes|año)"
#: What stands for a day of the week besides its name, in English and Spanish.
_WORKING = r"weekdays?", r"laborables? entre_semana"
_WEEKEND = r"weekends? easter palm", r"fines?_de_semana pascuas? ramos"
#: Days of the week and months, of which each side has to say those of the other; either may be kept as it is.
DAYS = (
    *(
        make_member(
            f"{en}s?",
            f"{es}s?",
            rf"{en[:3]}s? {en[:4]} {es}s? {es[:3]}\w* {more}",
            rf"{es[:3]} {en}s? {es[:5]}\w* {mas}",
        )
        for days, (more, mas) in ((_WEEKDAYS[:5], _WORKING), (_WEEKDAYS[5:], _WEEKEND))
        for en, es in days
    ),
    *(
        make_member(
            en, es, rf"{en[:3]}t? \w*\d\w* {es[:3]}\w*", rf"{es[:3]}t? setiembre \w*\d\w* {en[:3]}\w*"
        )
        for en, es in _MONTHS
    ),
)
#: Measures of one kind, and what else may stand for them.
_UNITS = (
    (
        ("minute", "minuto", "moment seconds", "momento segundos"),
        ("hour", "hora", "minutes hourly sixty time", "minutos sesenta tiempo horari[oa]"),
        ("day", "dia", r"daily hours twenty\w* once", r"diari\w+ jornada horas veinti\w+ vez"),
        ("week", "semana", r"weekly days seven eight", r"seman\w+ dias siete ocho"),
        ("fortnight", "quincena", r"weeks days fifteen fourteen two", r"semanas dias quince catorce dos"),
        ("month", "mes", r"monthly weeks days thirty", r"mens\w+ semanas dias treinta"),
        ("year", "año", r"annual\w* yearly months twelve", r"anual\w* meses doce interanual curso"),
        ("decade", "decada", r"decades? ten years", r"decenio diez años lustros"),
        ("century", "siglo", r"centur\w+ hundred years", r"siglos? cien años centenari\w+ centuria"),
    ),
    (
        ("mile", "milla", r"kilomet\w+ km miles", r"kilometros km dos mil seiscientos"),
        ("kilometer", "kilometro", r"kilomet\w+ km metres meters miles", r"km metros"),
        ("kilometre", "kilometro", r"kilomet\w+ km metres meters miles", r"km metros"),
        ("foot", "pie", r"feet ft inches", r"centimetros metros"),
        ("inch", "pulgada", r"inches centimet\w+", r"centimetros milimetros"),
    ),
    (
        ("kilo", "kilo(?:gramo)?", r"kilogram\w* kg pounds grams", r"kg gramos"),
        ("pound", "libra", r"pounds lbs? grams", r"gramos kilos? kg medio"),
        ("ton", "tonelada", r"tonn?es? kilos kg pounds", r"toneladas kilos kg"),
    ),
)  # fmt: skip
#: Times of which one cannot stand for another.
EXCHANGED_TIMES = (
    Opposites(
        (
            make_member(
                "today tonight",
                "hoy",
                r"current\w* this now\w* these day present modern",
                r"actual\w* est[aeo]s? ahora dia presente noche",
            ),
            make_member("yesterday", "ayer anoche", "last past evening night day", r"vispera pasad\w+"),
            make_member("tomorrow", "pasado_mañana", "future next day morning", r"mañana futur\w+ dia"),
        )
    ),
    Opposites(
        (
            make_member(
                rf"last_{_DAY} last_night yesterday",
                rf"{_DIA}_pasad[oa] pasad[oa]_{_DIA} ayer anoche",
                r"last past previous earlier ago before prior late recent\w*",
                r"pasad\w+ ultim\w+ anterior\w* hace antier anteayer atras antes previ\w+ recien\w* est[ae]",
            ),
            make_member(
                rf"next_{_DAY} tomorrow",
                rf"{_DIA}_(?:proxim[oa]|que_viene|entrante) proxim[oa]_{_DIA}",
                r"coming upcoming future follow\w* later next in after forthcoming this",
                r"proxim\w+ viene entrante siguiente\w* futur\w+ venider\w+ mañana dentro est[ae] tras"
                r" despues que posterior",
            ),
        )
    ),
    Opposites(
        (
            make_member("midnight", "medianoche", r"12\w* 00 0", "12 00 24 0 noche doce"),
            make_member("noon midday", "mediodia", r"12\w* lunch\w* afternoon day", "12 doce tarde"),
        )
    ),
    Opposites(
        (
            make_member(
                "(?:in_the|this|that|early|every|yesterday|tomorrow|day|same)_morning",
                "(?:de|por|en|esta|esa|aquella|cada)_(?:la_)?(?:mañana|madrugada)",
                r"morning\w* a_m am dawn early overnight tomorrow night hours? day\w*",
                r"mañana\w* madrug\w+ amanecer alba a_m am temprano matutin\w+ primer\w* mediodia",
            ),
            make_member(
                "(?:in_the|this|that|late|every|early|yesterday|tomorrow|day)_(?:afternoon|evening)"
                " tonight last_night overnight",
                "(?:de|por|en|esta|esa|aquella|cada)_(?:la_)?(?:tarde|noche) anoche",
                r"afternoon\w* evening\w* night\w* p_m pm tonight late\w* dusk noon hours? overnight"
                r" midnight dark\w* yesterday day\w*",
                r"tarde\w* noche\w* nocturn\w+ vespertin\w+ p_m pm atardecer veladas? medianoche mediodia"
                r" madrug\w+",
            ),
        )
    ),
    # One of a measure: "a year" and "un mes".
    *(
        Opposites(
            [
                make_member(
                    rf"(?:an?|one|half_an?)_{en}",
                    rf"(?:una?|medi[oa])_{es}",
                    rf"{en}s? {more} \w*\d\w*",
                    rf"{es}(?:e?s)? {mas} \w*\d\w*",
                )
                for en, es, more, mas in units
            ]
        )
        for units in _UNITS
    ),
)
