r"""Sets of English and Spanish words that exclude each other, and words that something has to stand for.

Of each word there are the forms that say it for certain, and others that may stand for it in a translation.
All are patterns of folded words; "_" is the blank between two.
"""

import re
from collections.abc import Mapping, Sequence

import msgspec


class Member(msgspec.Struct, frozen=True):
    """One word, by the patterns of its forms in each language."""

    #: What says it for certain.
    said: Mapping[str, re.Pattern[str]]
    #: That, and what may stand for it.
    meant: Mapping[str, re.Pattern[str]]


class Opposites(msgspec.Struct, frozen=True):
    """Words of which none can stand for another."""

    members: Sequence[Member]
    #: Whether a negation makes one of another.
    turns: bool = False


def make_member(en: str, es: str, en_meant: str = "", es_meant: str = "") -> Member:
    """A word from what says it for certain in each language, and what else may stand for it."""
    return Member(
        {"en": _compile(en), "es": _compile(es)},
        {"en": _compile(f"{en} {en_meant}"), "es": _compile(f"{es} {es_meant}")},
    )


def _compile(words: str) -> re.Pattern[str]:
    joined = "|".join(words.split()).replace("_", " ")
    return re.compile(rf"(?<!\S)(?:{joined})(?!\S)" if joined else r"(?!)")


#: What is counted behind "over" and "más de".
_EN = r"(?=_(?:an?_)?(?:\d|half|hundred|thousand|million|billion|dozen|ten|twenty|thirty|forty|fifty))"
_ES = (
    r"(?=_(?:una?_|la_)?(?:\d|mitad|medi[oa]|mil|millon|docena|cien|diez|veinte|treinta|cuarenta|cincuenta))"
)
#: "Subió al escenario" and "bajó del coche" are no trends.
_MOVES = r"(?!_(?:al?|del?)_(?:la_|los_|las_|su_)?[a-zñ])"
_UP = make_member(
    r"rises? rose risen rising increas\w+ gr[eo]w grown grows growing growth"
    r" climb(?:s|ed|ing)?(?!_(?:out|into|onto|down|over)) jumped"
    r" soar(?:s|ed|ing)"
    r" surg(?:e[sd]?|ing) go(?:es|ne|ing)?_up went_up",
    rf"sub(?:en?|io|ieron|ir|ira|iran|iria|ido|iendo){_MOVES} aument\w+ crec\w+ increment\w+"
    r" ascend(?:io|ieron|er|era) ascienden? repunt\w+",
    r"up high\w* hik\w+ gain\w* more rais\w+ doubl\w+ tripl\w+ expan\w+ boost\w* improv\w+ accelerat\w+"
    r" rall\w+ add\w* grow\w*",
    r"mas mayor\w* alt[oa]s? alzas? avanz\w* gan\w+ dispar\w+ ampli\w+ mejor\w* duplic\w+ tripl\w+"
    r" acelera\w* levant\w+ sub\w+"
    r" asc\w+ elev\w+ expan\w+ encarec\w+",
)
_DOWN = make_member(
    r"fell fall(?:s|en|ing)? drop(?:s|ped|ping)? declin(?:es?|ed|ing)(?!_to_[a-z]) decreas\w+"
    r" slid(?:es?|ing)? plung\w+"
    r" plummet\w* tumbl(?:es?|ed|ing) slump(?:s|ed|ing)? shr[aiu]nk(?:s|ing)? narrow(?:s|ed|ing) reduc\w+"
    r" go(?:es|ne|ing)?_down"
    r" went_down",
    rf"baj(?:an|o|aron|ar|ara|aran|aria|ado|ando){_MOVES} ca(?:en?|yo|yeron|er|era|eran|ido|yendo|idas?)"
    r" descen\w+ descien\w+ disminu\w+"
    r" reduc\w+ reduj\w+ retroced\w+ desplom\w+ abarat\w+",
    r"down\w* cut\w* lower\w* less fewer los[ets]\w* loss\w* worse\w* eas\w+ cool\w* weak\w* low\w*"
    r" slow\w* trim\w* shed\w*"
    r" slash\w* slip\w* dip\w* retreat\w* crash\w* collaps\w* declin\w* contract\w* halv\w+ dwindl\w*",
    r"menos menor\w* baj\w+ recort\w+ perd\w+ pierd\w+ contra\w+ hund\w+ rebaj\w+ debilit\w+ deprecia\w*"
    r" ca[ei]\w* cay\w+"
    r" decrec\w+ merm\w+ retroc\w+ empeor\w* ced\w+ declin\w+",
)
_AT_LEAST = make_member(
    rf"(?<!no_)(?<!not_)(?:more|greater|higher)_than{_EN} (?:over|above){_EN} at_least{_EN}"
    rf" no_(?:fewer|less)_than{_EN}",
    rf"(?<!no_)mas_de{_ES} (?:al|por_lo)_menos{_ES} como_minimo no_menos_de{_ES}",
    r"over above (?:more|greater|higher|longer|older)_than at_least exceed\w* excess minimum plus beyond"
    r" upwards? surpass\w*"
    r" top\w* older higher or_more no_(?:less|fewer) not_less long past",
    r"(?<!no_)mas (?:al|lo|no)_menos minimo super\w+ encima mayor\w* rebas\w+ exced\w+ pas\w+ sobre"
    r" arriba larg[oa]s? pico",
)
_AT_MOST = make_member(
    rf"(?<!no_)(?<!not_)(?:less|fewer|lower)_than{_EN} (?:under|below){_EN} at_most{_EN}"
    rf" no_more_than{_EN} up_to{_EN}"
    rf" (?:almost|nearly){_EN}",
    rf"(?<!no_)(?<!al_)(?<!lo_)menos_de{_ES} como_(?:mucho|maximo) no_mas_de{_ES} casi{_ES}",
    r"under below (?:less|fewer|lower|shorter|younger)_than most up almost nearly maximum close short"
    r" near\w* around only within"
    r" virtually no_(?:more|longer|later|older) not_more not_quite inside in by",
    r"(?<!al_)(?<!lo_)(?<!no_)menos hasta casi maximo mucho debajo inferior\w* menor\w* cerca\w* bajo"
    r" limite no_mas tope llegar\w*"
    r" practicamente solo apenas rond\w+ roz\w+ a_lo_sumo alcanz\w+ en",
)
#: What goes up and what goes down, and others of which one turns the other round.
POLAR = (
    Opposites((_UP, _DOWN)),
    Opposites((_AT_LEAST, _AT_MOST), turns=True),
    Opposites(
        (
            make_member(
                "faster more_(?:quickly|rapidly)",
                r"mas_(?:rapid\w+|deprisa)",
                r"fast\w* quick\w* rapid\w* speed\w* soon\w* swift\w*",
                r"rapid\w+ veloz veloces velocidad deprisa antes acelera\w* pronto mas mayor",
            ),
            make_member(
                "slower more_slowly less_(?:quickly|rapidly)",
                r"mas_(?:lent\w+|despacio) menos_rapid\w+",
                r"slow\w* less sluggish\w* delay\w*",
                r"lent\w+ despacio menos menor ralentiz\w* desaceler\w* fren\w* demor\w* retras\w*",
            ),
        ),
        turns=True,
    ),
    Opposites(
        (
            make_member(
                "highest record_highs? best strongest",
                "mas_alt[oa]s? maxim[oa]s? mejor(?:es)?",
                r"high\w* record most greatest largest biggest top peak better maximum well improve\w*"
                r" good fin\w+ strong\w*",
                r"mayor\w* mas_(?!baj|pequeñ|debil|mal)\w+ record alt[oa]s? superior\w* cumbre bien"
                r" buen\w* gran\w* maxim\w+"
                r" optim\w+ muy supremo mejor\w*",
            ),
            make_member(
                "lowest record_lows? worst weakest",
                "mas_baj[oa]s? minim[oa]s? peor(?:es)?",
                r"low\w* least small\w* minim\w* worse\w* bad\w* fewest bottom poor\w* weak\w* cheap\w*"
                r" short\w*",
                r"menor\w* menos baj[oa]s? inferior\w* mal\w* peor\w* mas_(?:debil|pequeñ|pobre)\w*"
                r" empeor\w* grave\w* minim\w+",
            ),
        ),
        turns=True,
    ),
    Opposites(
        (
            make_member(
                "before",
                "antes",
                r"prior previous\w* ahead earlier ago until first sooner former\w* by to till rather"
                r" advance early pre\w*",
                r"ante previ\w+ anterior\w* hasta hace pre\w* delante por con frente adelant\w+ primero"
                r" sin vispera\w* aun todavia atras",
            ),
            make_member(
                "after afterwards",
                "despues tras",
                r"follow\w* later since then when behind subsequent\w* in on post\w* next past once with"
                r" from thereafter having over"
                r" because due amid",
                r"luego siguiente\w* posterior\w* desde pos\w* cuando una_vez al a por detras mas_tarde",
            ),
        )
    ),
    Opposites(
        (
            make_member(
                "alive surviv(?:e|ed|es|ors?|ing)(?!_(?:his|her|their|by))",
                r"viv[oa]s? con_vida sobreviv\w+",
                r"liv\w+ life surviv\w+ safe\w* outliv\w*",
                r"viv\w+ vida\w* ileso\w* superviv\w+ sobrev\w+ salv\w* qued\w+",
            ),
            make_member(
                "dead died dies dying killed",
                r"muert[oa]s? muri\w+ muere\w* fallec\w+ sin_vida",
                r"death\w* die\w* dead\w* kill\w* fatal\w* los\w+ life\w* mort\w+ murder\w* victims?"
                r" corps\w+ perish\w* fell fallen"
                r" passed",
                r"mort\w+ mat\w+ muert\w+ asesin\w+ mur\w+ vida\w* cadaver\w* victim\w+ perdi\w+ abat\w+"
                r" mueran? desapar\w+"
                r" caid\w+ difunt\w+ acab\w+",
            ),
        ),
        turns=True,
    ),
    Opposites(
        (
            make_member(
                "unhurt unharmed unscathed uninjured",
                "iles[oa]s? indemnes?",
                r"safe\w* un\w+ without not? escap\w* surviv\w*",
                r"iles\w+ salv\w+ sin no ni ningun\w* intact\w+ sobreviv\w+",
            ),
            make_member(
                "injured wounded hurt",
                "herid[oa]s? lesionad[oa]s?",
                r"injur\w+ wound\w* hurt\w* casualt\w+ harm\w*",
                r"heri\w+ hier\w+ lesi\w+ golpe\w* dañ\w+ afectad\w+ perjudic\w+ dol\w+",
            ),
        ),
        turns=True,
    ),
    Opposites(
        (
            make_member(
                "(?<!not_)guilty convicted",
                "(?<!no_)culpables? condenad[oa]s?",
                r"guilt\w* convict\w+ sentence\w* condemn\w* fault blam\w* doom\w* culprit\w*"
                r" responsib\w+ jailed",
                r"culp\w+ conden\w+ declarad\w+ conv\w+ sentenc\w+ respons\w+ presos? reos?",
            ),
            make_member(
                "innocent acquitted acquittal exonerated not_guilty",
                r"inocentes? absuel\w+ absolv\w+ absolucion exculp\w+ no_culpables?",
                r"innocen\w+ clear\w* acquit\w* exonerat\w* absol\w+ not unfounded harmless naive",
                r"inocen\w+ exoner\w+ abs\w+ libr\w+ no exim\w+ inofensiv\w* ingenu\w*",
            ),
        ),
        turns=True,
    ),
    Opposites(
        (
            make_member(
                "imports? imported importing",
                "importaciones? importacion importad[oa]s? importador(?:es)?",
                r"import\w* buy\w* purchas\w*",
                r"import\w* compr\w+",
            ),
            make_member(
                r"exports? exported exporting",
                r"export\w+",
                r"export\w* sell\w* sales? sold",
                r"export\w* vent\w+ vend\w+",
            ),
        )
    ),
    Opposites(
        (
            make_member(
                "buy buys bought buying",
                r"compr(?:a|an|o|aron|ar|ara|aran|ado|ando)",
                r"buy\w* purchas\w* acqui\w*",
                r"compr\w+ adqui\w+",
            ),
            make_member(
                "sells? sold selling", r"vend\w+", r"sell\w* sales? sold", r"vend\w+ vent\w+ coloc\w+"
            ),
        )
    ),
    Opposites(
        (
            make_member(
                "open opens opened opening",
                "abr(?:en?|io|ieron|ir|ira|iran|iendo) abiert[oa]s?",
                r"open\w* launch\w*",
                r"abr\w+ abiert\w+ apert\w+ inaugur\w+",
            ),
            make_member(
                "clos(?:es|ed|ing) shut shuts",
                r"cierran? cerr(?:o|aron|ar|ara|aran|ado|ados|ada|adas|ando) clausur\w+",
                r"clos\w+ shut\w* end\w* until till",
                r"cerr\w+ cierr\w+ clausur\w+ hasta",
            ),
        ),
        turns=True,
    ),
)

#: Exceptions, and refusals and denials: one side has something of each kind that the other has.
KEPT = (
    make_member(
        r"unless except(?:_for)? excepting all_but_(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
        r" with_the_exception_of apart_from",
        r"(?<!sano_y_)(?<!a_)salvo(?!_y_) excepto exceptuando a_menos_que a_no_ser_que a_excepcion_de",
        r"except\w* but save bar barring exclu\w+ aside besides others? only without not? t cannot none"
        r" if minus less unlike beyond"
        r" until outside rest nor never just otherwise instead however",
        r"salv\w+ except\w+ excepcion\w* menos sino fuera aparte ademas no sin ni sol[oa]s? solamente"
        r" unic\w+ exclu\w+ quit\w+"
        r" otr\w+ demas rest\w+ nunca ningun\w* nadie nada descont\w+ tampoco mas al_margen distint\w+"
        r" deja\w* embargo",
    ),
    make_member(
        r"(?<!never_)(?:fail|fails|failed|failing|declin(?:ed|es|ing)|unable|unwilling)_to(?=_[a-z])"
        r" refus(?:es?|ed|ing) den(?:y|ies|ied|ying)"
        r" reject(?:s|ed|ing)?",
        r"neg(?:o|aron|aba|aban|arse)(?!_con_la_cabeza) nieg(?:an?|uen?) rechaz(?:an?|o|aron|ar|ado|aba)"
        r" desm(?:intio|ienten?|intieron)"
        r" carec(?:en?|ia|ian|er|io)"
        r" (?<!no_)(?<!no_ha_)(?<!no_han_)dej(?:o|aron|an?|ar|ado|aba)_de"
        r"(?=_\w+[aei]r(?:se|l[aeo]s?)?(?!\S))",
        r"not? t cannot never nor neither none nobody nothing without refus\w+ den[yi]\w* declin\w+"
        r" reject\w* fail\w* stop\w* ceas\w*"
        r" quit\w* longer un\w+ in\w+able inability impossib\w* rul\w+_out lack\w* disput\w* down"
        r" dismiss\w* dis\w+ oppos\w* against"
        r" avoid\w* prevent\w* end\w* g[ia]v\w+_up abandon\w* refut\w* former\w* drop\w* rebuff\w*"
        r" veto\w* block\w* exclu\w*"
        r" contradict\w* devoid free absen\w+ miss\w+ short\w* barely hardly rebut\w* repel\w* resist\w*"
        r" off halt\w* lost los[es]\w* died passed_away"
        r" reluct\w+ overturn\w* little few poor\w* sh[ou]n\w*",
        r"no ni sin nunca nad\w+ ningun\w* tampoco jamas neg\w+ nieg\w+ rechaz\w+ rehus\w+ desm\w+"
        r" incap\w+ imposib\w+ frac\w+"
        r" declin\w+ renunci\w+ reaci\w+ dej\w+ ces\w+ par[oa]\w* det[ue]\w+ suspend\w+ abandon\w+"
        r" interrump\w+ resist\w+ repudi\w+"
        r" objet\w+ priv\w+ den[ie]+g\w+ dificult\w+ descart\w+ falt\w+ fall\w+ evit\w+ abst\w+ omit\w+"
        r" desist\w+ apenas imp[ie]d\w+"
        r" desestim\w+ excus\w+ op[ou]\w+ reneg\w+ contrari\w+ desech\w+ desoy\w+ desaten\w+ discrep\w+"
        r" refut\w+ in\w+ble caren\w+"
        r" carec\w+ poc\w+ veta\w* anul\w+ tumb\w+ repel\w+ quit\w+ exclu\w+ mal frustr\w+ casi",
    ),
)
