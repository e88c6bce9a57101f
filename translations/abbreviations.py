"""Abbreviations of Spanish and English news, and the words that begin sentences after them.

Lower case, without the final stop, white space between; keys are languages.
"""

#: Abbreviations that something always follows: titles, ranks, references.
BINDING = {
    "en": """
        mr mrs ms mx messrs dr drs prof rev fr hon gen lt col capt cpt cmdr cdr sgt cpl pvt pfc
        maj adm brig gov sen rep reps sens pres supt det insp sr. st ste mt ft vs v cf e.g i.e viz
        approx ca dept dist assn bros ph abp amb ald assoc asst atty bldg bp cllr cmte cpls dir
        esp excl gens govs hosp incl intl lts msgr msgt natl rt sgts spc ssgt univ
        ofc ens comm chmn treas secy assemb cst coun mlle mme engr adj tsgt cwo del sra const
        acad coll commr dep emer govt inst mgr ph sch supv
    """,
    "es": """
        sr sra srta sres sras d dª dña dr dra dres dras prof profa lic ing arq abg gral gob cnel
        tte cap cmdte sgto alm mons pbro fr hno hna hnos rdo rvdo sto sta ilmo ilma excmo excma dn
        cf p.ej ej av avda avd bvd blvd c/ ctra pza plza pl edif urb esq col ee vs apdo aprox máx
        mín tel tlf tfno depto dpto prov admón pdte pdta mtro mtra vol bco brig carr calz cc.aa
        cdte cmdt cnl cód comte contralm cra crra ctral dip diag dir dtor dtora edo excmos fac fca
        fco fdo fracc fund gdor gte hble ilmos inst lcda lcdo licda ldo lda ma mª magª manz min mpio
        mgtr mns ntra ntro ofic pje psje pque pral presb pte pt univ v.gr vda vte rda rvda secc
        sdad sen soc sria srio subtte tcnl tcol tnte transv trav
        agr arz minist mz reg sec subdir subsec
        abog agte alc almte arzob biol bto cbo cmte comis conc cong econ embaj emmo enf fisc gmo gpe insp
        intend magdo mg mgs mgter obpo odont of proc psic psicol quím rep sgda sgo subof supte téc valmte
        vble vicepdte virg
        barr bda blvr bvar c cda cgto cjón cond conj cto dep glta mza nte ote parr pcia prol pzla rbla
        rta trva
        alfz alte asoc card cl comod contralmte coord cta edit esc fra magfco mag pat pdta pta pto rmo srtas
        ph trad trib vdo vicepdta últ
    """,
}
#: Abbreviations that bind only a number that follows: months, pages, articles.
NUMBERING = {
    "en": """
        no nos art arts sec fig figs p pp pg vol ch para jan feb mar apr jun jul aug sep sept oct
        nov dec ed op v rte hwy app apt bk chap chaps cl exh ext fn fol fols nr par pars pt pts rm
        secs tbl tel vols vv c amdt sched subsec tit
    """,
    "es": """
        no nº n.º núm núms nro nros art arts pág págs p pp fig figs cap caps tít ap inc párr ene
        feb mar abr may jun jul ago sep sept set oct nov dic s ss km ch cláus disp exp fasc fol
        fols lib lám ord párrs pt res rad sec secs secc sect t tit tt v vol vols ít kms versí apdo c lt
    """,
}
#: Abbreviations that may end a sentence: the next word decides.
OPEN = {
    "en": """
        jr sr inc corp co cos ltd llc plc bros a.m p.m a.k.a u.s u.k u.n e.u d.c u.s.a b.c a.d ave
        blvd rd st ph.d m.d b.a m.a d.d.s est al calif fla ariz conn minn mich penn okla tenn wis
        ark colo neb nev cit ga ibid kan ky tex va vt wyo n.y n.j n.c
    """,
    "es": """
        uu ee.uu dom rr rr.uu ff hh cc jj oo aa m a.m p.m s.a s.l s.a.s s.r.l c.v s.a.de.c.v cía ltda
        ud uds vd vds jr a.c d.c d.f r.d n.y ssmm al cit fdez glez gzlez hdez ibíd ibid mtnez mtz
        rguez rdguez sc ss.mm ss.aa atte dcha entlo izda izdo izq nal ptas
    """,
}
#: Abbreviations that are ordinary words as well when they are spelt in small letters.
WORDS = {
    "en": """
        no art arts sec secs ed fig figs op app apt rep reps prof gen pres hon det dir ft mt col max min
        ch pt pts tel ext par
    """,
    "es": """
        no mar set km kms prof dir min inst pt par inc res
    """,
}
#: Words that begin sentences far more often than they follow an abbreviation inside a name.
STARTERS = {
    "en": """
        the a an this that these those it its he she they we i you his her their our my your there
        here in on at for from by with without of to as if when while where who what which why how
        after before since until because although though despite during under over among between
        according and but or nor yet so also both many most some several all each every no not one
        two three four five six another other even just only still now then today yesterday
        however meanwhile moreover instead indeed thus therefore further later last next first
        second was is are were will would could should can may might do does did has have had let
        such than once more less much few neither either perhaps maybe nearly about nobody everyone
        everybody somebody someone nothing everything something
    """,
    "es": """
        el la los las lo un una unos unas este esta estos estas ese esa esos esas aquel aquella
        aquellos aquellas esto eso él ella ellos ellas yo tú nosotros usted ustedes su sus mi mis
        nuestro nuestra se me te nos le les en de del a al por para con sin sobre tras desde hasta
        entre hacia según durante ante bajo contra como cuando mientras donde quien quienes qué
        quién cómo cuándo dónde cuál cuánto si que y e o u ni pero mas sino aunque porque pues así
        también tampoco además sin embargo no ya aún todavía hoy ayer mañana ahora entonces luego
        después antes otro otra otros otras todo toda todos todas cada muchos muchas varios varias
        algunos algunas ningún ninguna dos tres cuatro cinco más menos tan tanto hay es era fue
        son eran fueron será ha han había está están estaba tiene tienen puede pueden debe según
        finalmente asimismo incluso solo sólo aquí allí allá nadie nada algo alguien mucho poco
        primero segundo
    """,
}
#: What a number counts without an s at its end.
COUNTED = {
    "en": "% percent per people men women children police million billion trillion thousand hundred dozen",
    "es": "% por mil ciento millón billón",
}
#: Words in s that say what a numbered page or article does, or stand for somebody: "fig. 3 shows".
UNCOUNTED = {
    "en": """
        says shows states provides requires allows gives contains describes presents lists sets sums grants
        prohibits applies establishes explains covers deals defines bans permits means makes reads looks
        appears begins ends comes goes illustrates summarizes compares reports suggests
    """,
    "es": "nos les las los sus tras además apenas",
}
