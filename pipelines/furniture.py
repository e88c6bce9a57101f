"""Recognition of furniture by its words, in Spanish and English: what is printed around a story.

The vocabulary is general: phrases that many outlets print, never one outlet's own.
"""

import re
from functools import lru_cache
from typing import Literal

from dosvoces.core.record import Role

Sort = Literal[
    "social",
    "newsletter",
    "subscription",
    "related",
    "advertising",
    "comments",
    "author",
    "legal",
    "interface",
]

#: Longer than this a line is prose that merely begins like furniture.
LONGEST_LINE = 320

_SOCIAL = re.compile(
    r"^(?:s[ií]g(?:ue|a|an)(?:nos|me|los|la|lo)?\b.{0,80}\b(?:en|redes|facebook|twitter|x|instagram|telegram|"
    r"whatsapp|youtube|tiktok|google)\b"
    r"|s[ií]g[ua](?:e|a|an)?nos\b|stay connected\b|follow us\b"
    r"|follow (?:me|him|her|them|@|.{2,60} on (?:twitter|x|facebook|instagram|"
    r"youtube|linkedin|threads|flipboard|bluesky))\b"
    r"|follow .{2,60} @\w+|(?:comp[aá]rtelo|compartir|comparte)(?:\b.{0,60})?$|share (?:this|on|via|the|"
    r"article|story)\b|share$|tweet$|pin it\b"
    r"|(?:like|find|join|connect with|visit) us on\b|[uú]nete a (?:nuestro|la|el)\b.{0,60}(?:canal|"
    r"grupo|comunidad|whatsapp|telegram)"
    r"|join (?:our|the) .{0,60}(?:whatsapp|telegram|facebook|discord|community|channel|conversation)"
    r"|(?:facebook|twitter|whatsapp|instagram|telegram|linkedin|youtube|pinterest|reddit|email|e-?mail|"
    r"print|copy link|copiar enlace|imprimir|flipboard|messenger)(?:[\s,|/·•]+(?:facebook|twitter|x|"
    r"whatsapp|instagram|telegram|linkedin|youtube|pinterest|reddit|email|e-?mail|print|copy link|"
    r"imprimir|flipboard|messenger|share))*$"
    r"|(?:on|en) (?:facebook|twitter|instagram|whatsapp)$|(?:haga|haz|hac[eé]) cli(?:c|ck) (?:aqu[ií]|"
    r"para compartir)|click (?:here )?to share"
    r"|all sharing options for\b|s[ií]guenos en google|a[ñn]ad[ei].{0,40}(?:fuente|google)|(?:add|make|"
    r"set) .{2,40} (?:as )?(?:a |your )?preferred source)",
    re.I,
)
_NEWSLETTER = re.compile(
    r"^(?:sign up\b|subscribe (?:to|for|now|today|here)\b|get (?:the|our|all) .{0,80}(?:newsletter|"
    r"inbox|email|alerts?)\b|(?:our|the|daily|weekly|free)? ?newsletters?$"
    r"|suscr[ií]b(?:ete|ase|irse|ite)\b|reg[ií]strate\b|ap[uú]ntate\b|inscr[ií]bete\b|"
    r"recib[ea]? .{0,80}(?:correo|newsletter|bolet[ií]n|bandeja|email|whatsapp|noticias)"
    r"|bolet[ií]n(?:es)?\b.{0,60}$|newsletter\b.{0,80}$|.{0,100}\b(?:delivered|sent|"
    r"straight) (?:straight |directly )?to your (?:inbox|email)|.{0,80}\ben tu (?:correo|bandeja|email|"
    r"buz[oó]n)"
    r"|(?:by|al) (?:signing up|submitting|suscribirte|registrarte|clicking)\b|(?:please )?enter (?:your|"
    r"a valid) e-?mail|(?:tu|su) (?:correo|email|e-mail)\b"
    r"|thank(?:s| you) for (?:signing up|subscribing|reading)|gracias por (?:suscribirte|leer)|"
    r"you (?:can )?(?:will )?(?:now )?receive|don[’']t miss (?:a|our|out)\b"
    r"|(?:receive|let our)\b.{0,80}\byour inbox\b|(?:explore|see|browse|view) all newsletters$"
    r"|(?:i would like to|yes,? i want to|quiero) (?:be emailed|receive (?:e-?mails?|news|offers|updates)|"
    r"recibir (?:noticias|ofertas|novedades|correos))\b|(?:invalid|incorrect) e-?mail\b"
    r"|(?:correo|email) (?:electr[oó]nico )?(?:no v[aá]lido|inv[aá]lido)\b|we use your sign-?up\b"
    r"|(?:you can|puedes?) (?:unsubscribe|opt out|darte de baja|cancelar (?:la|tu) suscripci[oó]n)\b"
    r"|want (?:more|to get) .{0,60}(?:newsletter|inbox)|download (?:the|our) .{0,40}app\b|"
    r"desc[aá]rgat?(?:e|a|ue)\b.{0,40}(?:app|aplicaci[oó]n))",
    re.I,
)
_SUBSCRIPTION = re.compile(
    r"^(?:already a (?:subscriber|member)|(?:become|be) a (?:subscriber|member|patron)|subscribe$|"
    r"log ?in\b|sign in\b|iniciar? sesi[oó]n|inicia sesi[oó]n|ya (?:soy|eres|es) suscript|"
    r"hazte (?:socio|socia|suscriptor|premium)"
    r"|(?:este|esta) (?:contenido|art[ií]culo|noticia|nota|funci[oó]n|funcionalidad) es (?:exclusiv|"
    r"solo|s[oó]lo|para)|"
    r"contenido (?:exclusivo|para suscriptores|premium)|exclusivo (?:para )?suscriptores|"
    r"this (?:article|story|content) is (?:for|only|exclusive|available)"
    r"|(?:to )?(?:continue|keep) reading|(?:para )?(?:seguir|continuar?|sigue) leyendo|you(?:[’']ve|"
    r" have) (?:reached|read|used) .{0,40}(?:articles?|limit)|support (?:our|independent|"
    r"quality) (?:journalism|reporting|work)"
    r"|(?:donate|donar|dona)\b.{0,80}$|apoya (?:nuestro|el) (?:periodismo|trabajo)|create (?:a|"
    r"your) (?:free )?account|crea tu cuenta|reg[ií]strese\b|start your (?:free )?trial|"
    r"m[aá]s opciones de suscripci[oó]n)",
    re.I,
)
_RELATED = re.compile(
    r"^(?:[\[(•►▶→>»*\-–—]\s*)*(?:related\b(?: (?:content|stor(?:y|ies)|articles?|posts?|news|coverage|"
    r"links?|topics?|reading|video)?)?\s*(?::|$|[-–—|])|read (?:more|also|next|these next|the full|full|our|"
    r"this|on)\b(?!.{0,60}\.$)|read\s*:|also (?:read|watch|see|on|check)\b.{0,4}[:|–-]|also read\b|"
    r"you can also (?:check|read|watch|see)\b|see also\b|see more\b|more (?:\S+ ){0,3}(?:stories|"
    r"coverage|articles)$|(?:[-–«»<>]\s*)?(?:next|previous|prev)\b.{0,25}(?:[-–«»<>]\s*)?$|more (?:from|"
    r"on|in|about|stories|news|coverage|like this|to read|articles)\b(?=.{0,70}$)(?!.*[.!?][\"”»]?$)"
    r"|(?:you (?:may|might) (?:also )?(?:like|be interested|want|enjoy))|recommended(?: for you|"
    r" reading| stories| articles| videos?)?\s*(?::|$)|don[’']t miss\s*[:|]|trending(?: now|"
    r" stories)?\s*(?::|$)|most (?:read|popular|viewed|shared|commented)\b.{0,30}$|(?:latest|top|"
    r"popular|editor[’']s|editors[’']?) (?:news|stories|posts|articles|picks|headlines|videos)\b.{0,30}$"
    r"|recent (?:posts|articles|news|stories)\b.{0,20}$|watch(?: now| more| next| this| the video)?\s*:|"
    r"(?:must[- ]read|must[- ]watch)\b|up next\b|next (?:article|story|post|up)\b|previous (?:article|"
    r"story|post)\b|click here (?:to|for)\b|listen(?: now| to)?\s*:|explore (?:more|further)\b|"
    r"further reading\b|in this (?:article|story)\s*:?$|key (?:topics|reads)$|what to read next|"
    r"what (?:you need|else) to (?:know|read)\s*:?$|keep up with\b.{0,60}$|jump to\b.{0,40}$|(?:story|"
    r"article) continues\b.{0,60}$|(?:continue|continues) (?:reading )?below\b"
    r"|lea? (?:tambi[eé]n|adem[aá]s|m[aá]s|aqu[ií])\b|lee\s*[:|]|le[eé] (?:tambi[eé]n|m[aá]s|"
    r"adem[aá]s)\b|leer (?:m[aá]s|tambi[eé]n|completo)\b|lea\s*:|ve[ar]? (?:tambi[eé]n|adem[aá]s|"
    r"m[aá]s)\b|mir[aáe](?: tambi[eé]n| adem[aá]s| m[aá]s)?\s*[:|]|mir[aá] tambi[eé]n\b|vea?\s*:|(?:te|"
    r"le|os) (?:puede|podr[ií]a|pueden|recomendamos|sugerimos|invitamos)\b.{0,30}(?:interesar|leer|ver|"
    r":)|te recomendamos\b|quiz[aá]s? te interese|tambi[eé]n (?:te (?:puede|podr[ií]a)|puedes? (?:leer|"
    r"ver)|lea|lee|en)\b.{0,40}|puedes? (?:leer|ver)(?: tambi[eé]n| adem[aá]s| aqu[ií])?\b.{0,5}:|"
    r"(?:nota|noticia|art[ií]culo|contenido|informaci[oó]n|tema|video|v[ií]deo)s? (?:relacionad[oa]s?|"
    r"recomendad[oa]s?)\b|relacionad[oa]s?\s*(?::|$)|m[aá]s (?:noticias|informaci[oó]n|sobre|en|de|"
    r"le[ií]d[oa]s|vist[oa]s|contenidos?|historias|comentad[oa]s)\b(?=.{0,70}$)(?!.*[.!?][\"”»]?$)"
    r"|lo m[aá]s (?:le[ií]do|"
    r"visto|reciente|destacado|popular|comentado)\b|lo [uú]ltimo\b.{0,20}$|[uú]ltimas? (?:noticias?|"
    r"hora|minuto)\s*(?::|$)|(?:publicaciones|entradas|art[ií]culos|noticias|notas) (?:recientes|"
    r"destacad[oa]s|anteriores|m[aá]s)\b.{0,15}$|no (?:te )?(?:lo )?(?:dejes de|te pierdas)\s*(?:ver|"
    r"leer)?\s*[:|]|no te pierdas\b|adem[aá]s\s*:|entra(?: aqu[ií])?\s*:|conoce (?:m[aá]s|tambi[eé]n|"
    r"adem[aá]s)\b|sepa m[aá]s\b|descubre m[aá]s\b|para leer m[aá]s\b|sigue leyendo\s*:?|"
    r"siguiente (?:nota|noticia|art[ií]culo)\b|art[ií]culo (?:anterior|siguiente)\b|"
    r"consulta (?:tambi[eé]n|adem[aá]s|aqu[ií])\b|de inter[eé]s\s*:?$|en este art[ií]culo\s*:?$|"
    r"temas (?:relacionados|de (?:esta|la) (?:nota|noticia))|en contexto\s*(?::|$)|contexto\s*:|(?:esto|"
    r"tambi[eé]n|otras? noticias?) te puede interesar)",
    re.I,
)
_ADVERTISING = re.compile(
    r"^(?:advertisement|advertising|publicidad|anuncio|sponsored(?: content| by\b.*)?|ad|ads by\b.*|"
    r"promoted|contenido patrocinado|patrocinado(?: por\b.*)?|(?:article|story) continues (?:below|"
    r"after) (?:this )?ad(?:vertisement)?|scroll (?:down )?(?:to|for) (?:continue|more)\b.{0,30}|"
    r"(?:advertisement|publicidad)\s*[-–—|].{2,60}|(?:don[’']t want to see (?:this|ads?)\?\s*)?"
    r"(?:remove|hide) ads?|(?:buy|shop|order|pre-?order)(?: it| yours?)? now|buy alternative|price at|"
    r"(?:comprar?|c[oó]mpralo)(?: ahora| aqu[ií])?|(?:this|some|our|est[ea]|algunos) (?:article|post|page|"
    r"story|links?|art[ií]culo|nota|enlaces)\b.{0,60}\b(?:affiliate links?|enlaces de afiliad[oa]s?)\b.*|"
    r"skip (?:ad|advertisement)|espacio publicitario|paid (?:content|post)|continue reading below|"
    r"we may earn (?:a )?commission\b.*|.{0,60}\b(?:affiliate (?:link|commission)|earn (?:a|"
    r"an) (?:affiliate )?commission)\b.*)$",
    re.I,
)
_COMMENTS = re.compile(
    r"^(?:(?:\d+\s+)?(?:comments?|comentarios?)(?:\s*\(?\d*\)?)?$|\d[\d.,]* (?:responses?|thoughts?|replies|"
    r"reply|comments?|respuestas?|comentarios?) (?:to|on|a|en)\s+[“\"«‘'].{0,140}$|(?:leave|post|add|"
    r"write) a (?:comment|reply)\b|leave a reply\b|dej[ae] (?:un|tu|su) comentario|(?:escrib[ea]|publicar|"
    r"ver|view|show|"
    r"read|see|hide|load) (?:un |los |all |the |more )?(?:\d+ )?coment?(?:arios?|ments?)\b.{0,20}$|"
    r"share your (?:thoughts|opinion)\b|you must be (?:logged|signed) in\b|"
    r"join the (?:conversation|discussion)\b|[uú]nete a la conversaci[oó]n|comments are (?:closed|off|"
    r"disabled)|comments? (?:on this|section)|(?:what|qu[eé]) (?:do you think|opinas|"
    r"piensas)\b.{0,80}(?:comments?|comentarios?|$)|let us know (?:what you think|in the comments)\b|"
    r"tell us (?:in the comments|what you think)\b|have your say\b|"
    r"(?:los )?comentarios (?:est[aá]n )?cerrados|(?:your|tu|su) (?:email|direcci[oó]n de correo|"
    r"correo).{0,40}(?:published|publicad[oa]))",
    re.I,
)
_LEGAL = re.compile(
    r"^(?:©|\(c\)|copyright\b|this document is subject to copyright|citation\s*:|all rights reserved\b|"
    r"todos los derechos reservados|derechos reservados|prohibid[ao] (?:la|su) reproducci[oó]n|(?:terms|"
    r"privacy|cookie|t[eé]rminos|pol[ií]tica|aviso)\b.{0,60}(?:policy|of (?:use|service)|conditions|"
    r"privacidad|cookies|condiciones|legal)\b.{0,60}$|this site is protected by\b|"
    r"este sitio est[aá] protegido por\b|this (?:material|article|story|"
    r"content) may not be (?:published|reproduced)|your privacy\b|(?:we|this site|our site|usamos|"
    r"utilizamos) (?:use|uses|cookies)\b.{0,80}cookies?|(?:esta obra|este contenido) est[aá] bajo|"
    r"(?:republish|republica) (?:this|est[ae])|(?:to )?contact (?:the editors?|us)\b|contacta con\b|"
    r"got a (?:tip|story|confidential)\b|have (?:a|you got a) (?:tip|story|news tip)\b|"
    r"(?:do )?you have (?:a|any) (?:tip|story|news)|send (?:us )?(?:your )?(?:tips|news|feedback|"
    r"an email|comments)\b|report (?:an error|a correction|a typo|this)\b|(?:reportar|"
    r"comunicar) (?:un )?error|(?:has encontrado|encontraste) (?:un|alg[uú]n) error|"
    r"conforme a los criterios|criterios de)",
    re.I,
)
_AUTHOR = re.compile(
    r"^(?:about the (?:author|writer|reporter)s?\b|(?:acerca de|sobre) (?:el|la|los) autor(?:a|es)?\b|"
    r"sobre (?:la )?firma\b|(?:more|stories|articles|posts) (?:by|from) (?:this author|"
    r"[A-ZÁÉÍÓÚÑ].{2,40}$)|(?:ver|view|see) (?:all posts|todas las entradas|perfil|(?:full |"
    r"author )?(?:bio|profile))\b|m[aá]s (?:de|art[ií]culos de) (?:este autor|[A-ZÁÉÍÓÚÑ][\w. ]{3,30}$)|"
    r"(?:[Ee]-?mail|[Rr]each|[Cc]ontact|[Ww]rite to|[Ee]scrib[ea] a)\b.{0,80}(?:@|twitter)|"
    r"contact (?:me|him|her|the (?:writer|author|reporter))\b|(?:you can )?(?:reach|contact|follow|"
    r"email) (?:him|her|them|me|[A-Z]\w+(?: [A-Z]\w+)?) (?:at|on|via)\b|"
    r"(?:[A-Z][\w.'’-]+ ){1,3}(?:can be reached|may be reached|is (?:a|an|the) (?:senior |staff |"
    r"freelance |contributing |associate |deputy |assistant |former |award-winning |political |"
    r"investigative |national |tech(?:nology)? |business |science |sports? )*(?:reporter|writer|"
    r"journalist|editor|correspondent|columnist|contributor|producer|fellow|author)\b.{0,250}$|"
    r"covers .{3,120} for\b|has been (?:writing|covering|a (?:reporter|journalist|writer))\b)|"
    r"(?:[A-ZÁÉÍÓÚÑ][\w.'’-]+ ){1,3}es (?:un |una |el |la )?(?:periodista|redactor|redactora|reportera|"
    r"reportero|corresponsal|editor|editora|columnista|colaborador|colaboradora)\b.{0,250}$)",
)
_INTERFACE = re.compile(
    r"^(?:(?:the )?(?:video|v[ií]deo|audio)\b.{0,40}(?:auto-?play|will (?:start|play)|to play|"
    r"reproduc).{0,40}|caption|hide caption|toggle caption|(?:view |ver |download |"
    r"descargar )?pdf(?: version| article)?|loading\b.{0,30}|cargando\b.{0,20}|close|cerrar|menu|"
    r"men[uú]|search|buscar|home|inicio|back(?: to top)?|volver(?: arriba)?|next|previous|siguiente|"
    r"anterior|play|pause|mute|skip|more|m[aá]s|show (?:more|less)|ver m[aá]s|see (?:all|more)|"
    r"view (?:all|more|gallery|comments|image in fullscreen)|open (?:image )?(?:in )?(?:modal|gallery|"
    r"lightbox)\b.{0,20}|expand|enlarge(?: image)?|ampliar|toggle\b.{0,30}|(?:image|photo|slide|"
    r"imagen|foto) \d+ (?:of|de) ?/? ?\d+|(?:back to|return to|volver a) (?:the |la )?(?:gallery|galer[ií]a)|"
    r"(?:like this|me gusta(?: esto)?)\s*:|like loading\W*|me gusta cargando\W*|report (?:error|abuse|ad)|"
    r"(?:thanks|thank you) for watching\W*|image\s*:|\d+ ?/ ?\d+|"
    r"\d+ of \d+|tags?\s*:?|etiquetas\s*:?|temas\s*:?|topics?\s*:?|"
    r"filed under\s*:?.{0,80}|archivado en\s*:?.{0,80}|(?:tags|etiquetas|temas|topics|categories|"
    r"categor[ií]as|secciones?)\s*:.{0,200}|posted in\b.{0,60}|\d+ (?:min(?:ute)?s?|"
    r"minutos?)(?: (?:read|de lectura))?|(?:tiempo de )?lectura\s*:?\s*\d+.{0,12}|"
    r"(?:estimated )?reading time\b.{0,20}|(?:listen|escuchar?|listen to this article|"
    r"escucha(?:r)? (?:esta|este|la) (?:nota|noticia|art[ií]culo))(?:\s*\(?\d.{0,15})?|(?:your browser|"
    r"tu navegador|su navegador)\b.{0,120}|(?:please )?(?:enable|activate|turn on) (?:javascript|"
    r"cookies)\b.{0,80}|javascript (?:is|must)\b.{0,100}|(?:this video|este v[ií]deo|video|"
    r"v[ií]deo)\b.{0,30}(?:can ?not|unavailable|no (?:est[aá] )?disponible).{0,60}|"
    r"sorry,? .{0,60}(?:browser|video|video).{0,60}|advertise with us|print(?: this)?(?: article|"
    r" page)?|imprimir|guardar|save(?: article| story)?|bookmark|reprints?|font size.{0,10}|"
    r"text size.{0,30}|a\+?a?-?|top|subir|new|nuevo|click to (?:enlarge|expand|play)\b.{0,40}|(?:tap|"
    r"click|haz clic|pulse?) (?:here|aqu[ií])\b.{0,40}|view (?:this|image)\b.{0,40}|"
    r"this content is (?:imported|hosted|not available)\b.{0,160}|(?:you may be able to find|"
    r"to view this|para ver est[ae])\b.{0,160}|(?:a post shared by|ver esta publicaci[oó]n en|"
    r"view this post on)\b.{0,100}|(?:embed|incrustar)|transcript|(?:end|fin) of (?:article|list|story)|"
    r"\* ?\* ?\*|#+|[-–—_*•·.|]+|@\w{2,30}|[\w.+-]+@[\w-]+\.[\w.]+|(?:https?://)?(?:www\.)?(?:twitter|x|"
    r"facebook|instagram|linkedin|youtube|tiktok)\.com/\S*)$",
    re.I,
)

#: An invitation anywhere in a short paragraph: what to do, then with what.
_INVITATION = re.compile(
    r"(?:^|[.,:;!?¡¿–—\-]\s*|\bby |\b(?:make sure (?:you|to) |you can |why not |remember to |"
    r"no olvides |puedes |don[’']t forget to ))(?:please )?(?:sign(?:ing)? up|subscrib(?:e|ing)|"
    r"register|join|follow|get|download|stay (?:up|informed|tuned|connected)|like us|find us|"
    r"connect with|check out|click|tap|"
    r"suscr[ií]b(?:ete|ase|ite|irte)|reg[ií]str(?:ate|ese)|ap[uú]nta(?:te)?|[uú]n(?:e|i)te|[uú]nase|"
    r"s[ií]gue(?:nos|las|los)?|siga|sum(?:ate|arte)|descarg(?:a|ue|ate|á)|recib(?:e|a|í)|ingres(?:a|e|"
    r"á)|da(?:le)? clic|haz clic|haga clic|activ(?:a|e|á)|convi[eé]rtete)\b"
    r".{0,110}\b(?:newsletters?|bolet[ií]n(?:es)?|inbox|whatsapp|telegram|google news|google noticias|"
    r"push notifications|notificaciones|(?:nuestr[ao]|our|the|la) (?:app|aplicaci[oó]n|canal|channel|"
    r"p[aá]gina de facebook|facebook page)|facebook|instagram|twitter|tiktok|youtube channel|"
    r"canal de (?:youtube|telegram|whatsapp)|your phone|tu (?:celular|m[oó]vil|tel[eé]fono)|"
    r"preferred source|breaking news alerts)\b",
    re.I,
)
_CHANNEL = re.compile(
    r"\b(?:canal|grupo|comunidad|channel|group|community) (?:de|en|on) (?:telegram|whatsapp|youtube|"
    r"discord)\b",
    re.I,
)
_JOINING = re.compile(
    r"\b(?:[uú]ne(?:te|nse|rte)|[uú]nase|s[ií]gue(?:nos)?|suscr[ií]b\w+|join|follow|sign up|subscribe)\b",
    re.I,
)
#: Said of the story itself, at its end or beginning.
_ABOUT_STORY = re.compile(
    r"^(?:\W*(?:this|the|este|esta|el|la)? ?(?:article|story|report|post|piece|interview|op-ed|column|"
    r"art[ií]culo|nota|reportaje|texto|columna|noticia|publicaci[oó]n|"
    r"investigaci[oó]n)\b.{0,60}\b(?:(?:was |has been |is |fue |ha sido |se )?(?:first |originally |"
    r"originalmente |inicialmente )?(?:published|appeared|republished|updated|amended|corrected|"
    r"publicad[oa]|public[oó]|apareci[oó]|actualizad[oa])|(?:is|was) (?:part of|made possible|produced|"
    r"supported)|es parte de|forma parte de|originally appeared)\b|(?:first|originally) (?:published|"
    r"appeared) (?:in|on|at|by)\b|publicad[oa] originalmente\b|(?:editor[’']s|editorial) note\b|"
    r"nota de(?:l)? (?:la )?(?:editor|redacci[oó]n|redactor)|(?:independently|our editors|"
    r"we) (?:may )?(?:independently )?(?:research|select|review|choose|recommend)|(?:the )?(?:views|"
    r"opinions) expressed\b|las opiniones (?:expresadas|vertidas)|(?:\*|disclaimer|disclosure)\s*:|"
    r"(?:last )?(?:modified|updated|reviewed)\s*:|[uú]ltima (?:modificaci[oó]n|actualizaci[oó]n)\s*:|"
    r"with (?:additional )?(?:reporting|files|inputs?) (?:by|from)\b|con informaci[oó]n de\b.{0,80}$|"
    r"(?:additional )?reporting by\b.{0,200}(?:editing|edici[oó]n) by\b|\(?(?:reporte|reporting|editado|"
    r"editing) (?:de|by|por)\b.{0,160}\)?$)",
    re.I,
)

#: A lead-in of more words names a story.
_BARE_WORDS = 4
_AFTER_COLON = re.compile(r"[:|]\s*\w")

_ORDER: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("advertising", _ADVERTISING), ("related", _RELATED), ("newsletter", _NEWSLETTER),
    ("subscription", _SUBSCRIPTION), ("social", _SOCIAL), ("comments", _COMMENTS), ("author", _AUTHOR),
    ("legal", _LEGAL), ("interface", _INTERFACE),
)  # fmt: skip


#: What begins the readers' comments for certain, however long they are: ``12 responses to “The title”``.
_COMMENT_COUNT = re.compile(r"\d[\d.,]* \w+ (?:to|on|a|en)\s+[“\"«‘']")
#: The line above a reader's comment.
_COMMENTER = re.compile(r"[^.!?:]{2,40} (?:says|said|dice|dijo|coment[oó]|responde)\s*:?$", re.I)


def begins_comments(line: str) -> bool:
    """Whether *line* counts the comments on a story that it names."""
    return recognise(line) == "comments" and bool(_COMMENT_COUNT.match(line))


def is_commenter(line: str) -> bool:
    """Whether *line* is a name and that it says something, as above a reader's comment."""
    return line.endswith(":") and bool(_COMMENTER.match(line))


@lru_cache(maxsize=4096)
def recognise(line: str) -> Sort | None:
    """What sort of furniture *line* is by its words alone, or None when nothing says that it is any."""
    if not line or len(line) > LONGEST_LINE:
        return None
    for sort, pattern in _ORDER:
        if pattern.match(line):
            return sort
    if _INVITATION.search(line) or (_CHANNEL.search(line) and _JOINING.search(line)):
        return "newsletter"
    return None


def role_of(line: str) -> Role | None:
    """The block role of *line* by its words alone; ``related`` when it names another story.

    A bare lead-in (``Publicaciones recientes``, ``Read more``) names none and is furniture.
    """
    sort = recognise(line)
    if sort is None:
        return None
    return "related" if sort == "related" and not is_bare_lead(line) else "furniture"


def is_bare_lead(line: str) -> bool:
    """Whether *line* announces other stories without naming one."""
    return len(line.split()) <= _BARE_WORDS and not _AFTER_COLON.search(line)


def is_about_story(line: str) -> bool:
    """Whether *line* speaks of the story as a publication: where it first appeared, who edited it."""
    return len(line) <= 500 and bool(_ABOUT_STORY.match(line))
