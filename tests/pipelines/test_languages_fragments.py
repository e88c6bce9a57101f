"""What a user is promised of an article's fragments."""

import pytest

from dosvoces.core.record import Block, FragmentKind, Role
from pipelines.languages import find_fragments, label_blocks

ENGLISH = "The company said that it will open two new plants in the north of the country before the summer."
SPANISH = "La empresa anunció que abrirá dos nuevas plantas en el norte del país antes del verano."


def found(text: str, own: str, role: Role = "paragraph") -> list[tuple[str, str, FragmentKind]]:
    around = ENGLISH if own.startswith("en") else SPANISH
    blocks = label_blocks(
        [Block(position=0, role="paragraph", text=around), Block(position=7, role=role, text=text)]
    )
    fragments = find_fragments(blocks, own)
    assert all(fragment.block == 7 for fragment in fragments)
    assert all(0 < fragment.confidence <= 1 for fragment in fragments)
    return [(text[f.start : f.end], f.language, f.kind) for f in fragments]


def test_furniture_in_the_other_language_is_a_fragment() -> None:
    assert found("Síguenos en", "en", "furniture") == [("Síguenos en", "es", "furniture")]
    assert found("Publicaciones recientes", "en", "furniture") == [
        ("Publicaciones recientes", "es", "furniture")
    ]
    assert found(" Read more ", "es", "paragraph") == [("Read more", "en", "furniture")]
    assert found("Síguenos en", "es-MX", "furniture") == []


@pytest.mark.parametrize(
    ("text", "spanish", "english"),
    [
        ("Follow us on Facebook | Síguenos en Facebook", "Síguenos en Facebook", "Follow us on Facebook"),
        ("Leer más · Read more", "Leer más", "Read more"),
        ("Share / Compartir", "Compartir", "Share"),
        ("Política de privacidad (Privacy policy)", "Política de privacidad", "Privacy policy"),
        ("Síguenos Follow us", "Síguenos", "Follow us"),
        ("Suscríbase Subscribe", "Suscríbase", "Subscribe"),
        (
            "Suscríbete a nuestro boletín. Subscribe to our newsletter.",
            "Suscríbete a nuestro boletín.",
            "Subscribe to our newsletter.",
        ),
        (
            "Descarga hoy nuestra aplicación gratuita Download our free application today",
            "Descarga hoy nuestra aplicación gratuita",
            "Download our free application today",
        ),
    ],
)
def test_furniture_in_two_languages_is_a_fragment_where_it_is_foreign(
    text: str, spanish: str, english: str
) -> None:
    assert found(text, "es", "furniture") == [(english, "en", "furniture")]
    assert found(text, "en", "furniture") == [(spanish, "es", "furniture")]
    for own, around in (("es", SPANISH), ("en", ENGLISH)):
        blocks = [Block(position=0, role="paragraph", text=around)]
        labelled = label_blocks([*blocks, Block(position=1, role="furniture", text=text)])
        assert labelled[1].language == own


def test_entries_behind_a_label_are_judged_one_by_one() -> None:
    assert found("Tags: courts, vivienda, Guatemala", "en", "furniture") == [("vivienda", "es", "furniture")]
    assert found("Temas: vivienda, housing, Guatemala", "es", "furniture") == [("housing", "en", "furniture")]
    assert found("Topics: courts, housing, Guatemala", "en", "furniture") == []
    # What both dictionaries have is no half of a line in two languages, nor is an ending.
    for text in ("Reportar error", "Videos relacionados", "Comentarios de nuestros suscriptores/as"):
        assert found(text, "es", "furniture") == []
    for text in ("Report Error", "General news"):
        assert found(text, "en", "furniture") == []
    assert found("Míranos en YouTube", "en", "furniture") == [("Míranos en YouTube", "es", "furniture")]
    assert found("Ángela en YouTube", "en", "furniture") == []


@pytest.mark.parametrize("role", ["list_item", "paragraph", "heading"])
def test_a_line_that_says_one_thing_in_both_languages_holds_a_fragment(role: Role) -> None:
    text = "Abierto los domingos / Open on Sundays"
    assert found(text, "en", role) == [("Abierto los domingos", "es", "passage")]
    assert found(text, "es", role) == [("Open on Sundays", "en", "passage")]


def test_a_spanish_name_in_an_english_credit_is_a_name() -> None:
    assert found("Fotos: Secretaría de Pesca", "en", "credit") == [
        ("Fotos", "es", "furniture"),
        ("Secretaría de Pesca", "es", "name"),
    ]
    assert found("Photo: Gobierno de México", "en", "credit") == [("Gobierno de México", "es", "name")]
    assert found("Photo: Gobierno de México", "es", "credit") == [("Photo", "en", "furniture")]


@pytest.mark.parametrize(
    ("text", "own", "names"),
    [
        ("Photo: Secretaría de Pesca", "en", ["Secretaría de Pesca"]),
        (
            "Photo: Cancillería del Uruguay / Archivo General",
            "en",
            ["Cancillería del Uruguay", "Archivo General"],
        ),
        ("Photo courtesy of Gobernación de Boyacá", "en", ["Gobernación de Boyacá"]),
        ("Image: Junta de Castilla", "en", ["Junta de Castilla"]),
        ("Foto: U.S. Fish and Wildlife Service", "es", ["U.S. Fish and Wildlife Service"]),
        ("Foto: Office of the Mayor", "es", ["Office of the Mayor"]),
        ("Foto cortesía de City of Tucson", "es", ["City of Tucson"]),
        ("Photo: Rosa Flores / AP", "en", []),
        ("(illustration by Tim Hubbard / Los Angeles Times)", "en", []),
        ("Photo: Dolores Blanco", "en", []),
        ("Foto: Jack Black", "es", []),
        ("Foto: Secretaría de Pesca", "es", []),
    ],
)
def test_an_institution_in_a_credit_is_a_name(text: str, own: str, names: list[str]) -> None:
    assert found(text, own, "credit") == [(name, "es" if own == "en" else "en", "name") for name in names]


@pytest.mark.parametrize(
    ("role", "text", "own", "said"),
    [
        (
            "byline",
            "Words by Cristóbal Wulf · 26 de marzo de 2026, 10:10 h",
            "en",
            "26 de marzo de 2026, 10:10 h",
        ),
        ("byline", "By Ana Ruiz · March 26, 2026 at 5:30 p.m.", "es", "March 26, 2026 at 5:30 p.m."),
        ("furniture", "By Gabriela Moncayo Díaz 31 de marzo de 2026", "en", "31 de marzo de 2026"),
        ("furniture", "Publicado el 3 de mayo de 2026", "en", "Publicado el 3 de mayo de 2026"),
        ("furniture", "Updated lunes, 3 de mayo de 2026", "en", "lunes, 3 de mayo de 2026"),
    ],
)
def test_a_date_is_whole_and_no_name(role: Role, text: str, own: str, said: str) -> None:
    assert found(text, own, role) == [(said, "es" if own == "en" else "en", "furniture")]
    assert found(text, "es" if own == "en" else "en", role) != [(said, own, "furniture")]


def test_a_date_in_a_sentence_is_whole() -> None:
    text = "The sign said 26 de marzo de 2026 and nothing else."
    assert found(text, "en") == [("26 de marzo de 2026", "es", "passage")]
    text = "Un cartel decía The fair opened on March 26, 2026 y nadie lo entendió."
    assert found(text, "es") == [("The fair opened on March 26, 2026", "en", "passage")]


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        (
            "“¿Por qué no nos avisaron antes?”, asked Juan, who has lived here for years.",
            "¿Por qué no nos avisaron antes?",
        ),
        (
            "She said «no hay dinero para todos, dijo López» and nobody answered her that night.",
            "no hay dinero para todos, dijo López",
        ),
    ],
)
def test_a_quotation_has_its_exact_characters(text: str, quotation: str) -> None:
    assert found(text, "en") == [(quotation, "es", "quotation")]


@pytest.mark.parametrize(
    "text",
    [
        "Dijo: ‘We will fight until the end’ y se fue.",
        "Dijo: „We will fight until the end“ y se fue.",
        "Dijo: ‹We will fight until the end› y se fue.",
        "Dijo: ''We will fight until the end'' y se fue.",
        "Dijo —We will fight until the end— y se fue.",
        "Los manifestantes gritaban “We will fight until the end,” y se fueron.",
    ],
)
def test_quotation_marks_of_any_kind_are_known(text: str) -> None:
    assert found(text, "es") == [("We will fight until the end", "en", "quotation")]


@pytest.mark.parametrize("mark", ["‘{}’", "'{}'"])
def test_an_apostrophe_ends_no_quotation(mark: str) -> None:
    said = "State of the World’s Children" if "’" in mark else "State of the World's Children"
    assert found(f"El informe {mark.format(said)} de Unicef", "es") == [(said, "en", "title")]


def test_quotations_side_by_side_are_told_one_by_one() -> None:
    assert found("Dijo: “We will fight”, «until the very end» y se fue.", "es") == [
        ("We will fight", "en", "quotation"),
        ("until the very end", "en", "quotation"),
    ]


@pytest.mark.parametrize(
    ("text", "own", "title"),
    [
        ("La película “The Sound of Silence” se estrenó ayer.", "es", "The Sound of Silence"),
        ("La película The Power of the Dog ganó el Óscar.", "es", "The Power of the Dog"),
        ("Publicó el libro The Shock Doctrine en 2007.", "es", "The Shock Doctrine"),
        ("Vio la serie Breaking Bad tres veces.", "es", "Breaking Bad"),
        ("The novel Cien años de soledad sold well.", "en", "Cien años de soledad"),
        ("The film Los Olvidados was shown again.", "en", "Los Olvidados"),
        ("The hit series La Casa de Papel drew millions of viewers.", "en", "La Casa de Papel"),
        ("“La Casa de Papel” drew millions of viewers last year.", "en", "La Casa de Papel"),
        ("Ana Ruiz's debut novel La sombra del río sold well last year.", "en", "La sombra del río"),
        ("The band closed with “Oye Como Va.”", "en", "Oye Como Va"),
        ("Su nueva película The Brightest Day se estrena hoy.", "es", "The Brightest Day"),
        ("The documentary La batalla de Chile won the prize.", "en", "La batalla de Chile"),
        ("The play, Cuarenta minutos (“Forty Minutes”), opened on Monday.", "en", "Cuarenta minutos"),
        ("Su novela The Long Night (“La noche larga”) ganó el premio.", "es", "The Long Night"),
    ],
)
def test_a_title_is_a_title_with_marks_and_without(text: str, own: str, title: str) -> None:
    assert found(text, own) == [(title, "en" if own == "es" else "es", "title")]


def test_names_that_the_article_joins_are_two_names() -> None:
    assert found("Black Friday y Cyber Monday superan a las rebajas de enero.", "es") == [
        ("Black Friday", "en", "name"),
        ("Cyber Monday", "en", "name"),
    ]
    text = "The court cited the Código Penal and the Ley Orgánica del Poder Judicial."
    assert [words for words, _, _ in found(text, "en")] == ["Código Penal", "Ley Orgánica del Poder Judicial"]
    text = "Menu: arroz con pollo, ropa vieja and a tres leches cake."
    assert next(words for words, _, _ in found(text, "en")) == "arroz con pollo, ropa vieja"
    text = "El lema es «Ordem e Progresso para o nosso povo»."
    assert found(text, "es") == [("Ordem e Progresso para o nosso povo", "pt", "quotation")]
    text = "La cantante interpretó Rolling in the Deep y Someone Like You ante el público."
    assert [words for words, _, _ in found(text, "es")] == ["Rolling in the Deep", "Someone Like You"]


@pytest.mark.parametrize(
    ("text", "own", "said", "kind"),
    [
        (
            "The sign read: CERRADO POR VACACIONES. No one answered.",
            "en",
            "CERRADO POR VACACIONES",
            "passage",
        ),
        (
            "She tweeted: “Gracias a todos los que votaron hoy. We made history!”",
            "en",
            "Gracias a todos los que votaron hoy",
            "quotation",
        ),
        ("Abra la app y después pulse en Pulse «Forgot password?».", "es", "Forgot password?", "quotation"),
        ("The mural says AQUÍ NO SE RINDE NADIE in tall letters.", "en", "AQUÍ NO SE RINDE NADIE", "passage"),
        ("Llevaba una gorra con WE ARE NOT AFRAID en la visera.", "es", "WE ARE NOT AFRAID", "passage"),
        (
            "Kids, mi amor, no te preocupes por nada, everything will be fine, he wrote.",
            "en",
            "mi amor, no te preocupes por nada",
            "passage",
        ),
        (
            "She works for the Comisión Federal para la Protección (COFEPRIS), in Mexico.",
            "en",
            "Comisión Federal para la Protección (COFEPRIS)",
            "passage",
        ),
    ],
)
def test_signs_and_parts_of_quotations(text: str, own: str, said: str, kind: FragmentKind) -> None:
    assert found(text, own) == [(said, "en" if own == "es" else "es", kind)]


@pytest.mark.parametrize(
    ("text", "own", "role", "said", "kind"),
    [
        # Both halves of a credit, and a line of verse, say no one thing twice.
        ("Photo: Ministerio de Salud / Handout", "en", "credit", "Ministerio de Salud", "name"),
        (
            "“Aquí estamos, / y si nos echan nos regresamos,” they sang on the bridge that day.",
            "en",
            "paragraph",
            "Aquí estamos, / y si nos echan nos regresamos",
            "quotation",
        ),
        # Whose it is, is no part of a title.
        ("“Sabor a mí,” Los Panchos", "en", "list_item", "Sabor a mí", "title"),
        # Capitals tell no names in a line of capitals, and a sentence behind a label is none.
        ("BLOQUEAN VUELOS A HONDURAS", "en", "headline", "BLOQUEAN VUELOS A HONDURAS", "passage"),
        ("READ MORE: La deuda que nadie paga", "en", "related", "La deuda que nadie paga", "passage"),
        # A capital in two words makes a sentence of them, marks tell how it ends.
        ("“Pues mira, honestly, I don’t care what they say.”", "en", "paragraph", "Pues mira", "quotation"),
        ("What's next? Esa es la pregunta de todos.", "es", "paragraph", "What's next?", "passage"),
        ("—Who are you? —preguntó el soldado, y nadie supo.", "es", "paragraph", "Who are you?", "quotation"),
        ("It read 🔥 no se lo pierdan, hoy a las 8 🔥 for an hour.", "en", "paragraph",
         "no se lo pierdan, hoy a las 8", "passage"),
        ("El texto pone Terms apply. See our page at www.store.example/promo.", "es", "paragraph",
         "Terms apply. See our page at www.store.example/promo", "passage"),
        ("P: ¿Qué le dijo? R: That he should leave and never come back.", "es", "paragraph",
         "That he should leave and never come back", "passage"),
        ("La foto dice MADE IN USA; la otra no dice nada.", "es", "paragraph", "MADE IN USA", "passage"),
        ("“Feliz Navidad,” the inflatable Santa said.", "en", "paragraph", "Feliz Navidad", "quotation"),
        ("Netflix’s “Las muertas,” based on a novel, is out.", "en", "paragraph", "Las muertas", "title"),
        ("The exhibition “Memorias del agua” opens today.", "en", "paragraph", "Memorias del agua", "title"),
        ("The crowd sang Cielito Lindo until the whistle blew.", "en", "paragraph", "Cielito Lindo", "title"),
        ("La Consumer Protection Office (Oficina del Consumidor) cierra mañana.", "es", "paragraph",
         "Consumer Protection Office", "name"),
        # What somebody begins to say in one language and goes on with in the other.
        ("“Hola, I’m Eva,” the video begins every time.", "en", "paragraph", "Hola", "quotation"),
        ("Ella gritó “help” varias veces.", "es", "paragraph", "help", "quotation"),
        ("Acabó así —“don't let them in”— y se fue.", "es", "paragraph", "don't let them in", "quotation"),
        ("In the second season of ‘El encargado,’ he runs.", "en", "paragraph", "El encargado", "title"),
        ("Ganó «Midnights», de Taylor Swift, anoche.", "es", "paragraph", "Midnights", "title"),
        ("Es autora de «A map of salt», un ensayo.", "es", "paragraph", "A map of salt", "title"),
        ("WATCH: Así quedó el mercado hoy", "en", "related", "Así quedó el mercado hoy", "passage"),
        ("Traducción de Julia Rowe", "en", "byline", "Traducción de", "furniture"),
        ("Staff writer Robert Castle", "es", "byline", "Staff writer", "furniture"),
        ("Lea aquí la versión en español", "en", "paragraph", "Lea aquí la versión en español", "furniture"),
        ("Hablan de lawfare contra el gobierno.", "es", "paragraph", "lawfare", "anglicism"),
    ],
)  # fmt: skip
def test_a_fragment_has_its_bounds_and_its_kind(
    text: str, own: str, role: Role, said: str, kind: FragmentKind
) -> None:
    assert found(text, own, role) == [(said, "en" if own == "es" else "es", kind)]


@pytest.mark.parametrize(
    ("text", "own", "said", "language"),
    [
        ("Lula's slogan was “O povo voltou e não vai parar”.", "en", "O povo voltou e não vai parar", "pt"),
        ("He is a bon vivant du monde entier.", "en", "bon vivant du monde entier", "fr"),
        ("Her answer was « Je ne suis pas d'accord ».", "en", "Je ne suis pas d'accord", "fr"),
        ("Salió en The Conversation. Read the original article.", "es", "Read the original article", "en"),
        ("It ran in Letras Libres. Lea el texto en su sitio.", "en", "Lea el texto en su sitio", "es"),
        ("«Fue así», dijo Dan Kelly, demócrata de Ohio, a Fox News.", "es", "Fox News", "en"),
    ],
)  # fmt: skip
def test_words_around_a_fragment_are_not_part_of_it(text: str, own: str, said: str, language: str) -> None:
    assert [(words, code) for words, code, _ in found(text, own)] == [(said, language)]


def test_titles_in_a_list_are_titles_as_the_first_one_is() -> None:
    text = "She starred in “Las horas perdidas,” “Y tu abuelo también” and “El otro lado.” She won."
    titles = ["Las horas perdidas", "Y tu abuelo también", "El otro lado"]
    assert found(text, "en") == [(title, "es", "title") for title in titles]


@pytest.mark.parametrize(
    ("text", "own", "said"),
    [
        # A day or a name behind the marks, and whose words they are, make no title of a sentence.
        ("“No vamos a ceder,” by Friday the whole square was singing.", "en", "No vamos a ceder"),
        ("“No vamos a ceder,” by April the strikers knew.", "en", "No vamos a ceder"),
        ("“They want to silence us”, de Trump, fue lo más repetido.", "es", "They want to silence us"),
        ("Petro's “Vamos a cambiar” promise went nowhere.", "en", "Vamos a cambiar"),
        ("Evita’s “¡Viva la patria!” moved them all.", "en", "¡Viva la patria!"),
        ("It was Bolívar's “No hay marcha atrás” moment.", "en", "No hay marcha atrás"),
        ("Habló el autor de “Build the wall” en la plaza.", "es", "Build the wall"),
        ("She is the creator of “Ya no tenemos miedo” and lives here.", "en", "Ya no tenemos miedo"),
        ("El título del artículo era “Burn the books” y nada más.", "es", "Burn the books"),
        ("El lema de la película era “Never look back” y nada más.", "es", "Never look back"),
        ("The motto of the show was “Nunca te rindas” all year.", "en", "Nunca te rindas"),
        ("Así acaba el artículo: “We have nothing left to lose”.", "es", "We have nothing left to lose"),
    ],
)
def test_what_only_hints_at_a_work_makes_no_title_of_a_sentence(text: str, own: str, said: str) -> None:
    assert found(text, own) == [(said, "en" if own == "es" else "es", "quotation")]


@pytest.mark.parametrize(
    ("text", "own", "title"),
    [
        ("Rosalía's “Me Quedo Contigo” won the prize.", "en", "Me Quedo Contigo"),
        ("Netflix's “La casa de las flores,” starring Verónica Castro, is back.", "en",
         "La casa de las flores"),
        ("The director of “El Lado Oscuro” spoke.", "en", "El Lado Oscuro"),
        ("Es autor de «The weight of rain», una novela.", "es", "The weight of rain"),
        ("Her song “La noche larga” was a hit.", "en", "La noche larga"),
        ("En el artículo «The cost of bread» lo explica.", "es", "The cost of bread"),
        ("The show included tracks like “La noche larga” too.", "en", "La noche larga"),
    ],
)  # fmt: skip
def test_a_hint_with_the_capitals_of_a_title_or_its_kind_of_work_makes_one(
    text: str, own: str, title: str
) -> None:
    assert found(text, own) == [(title, "en" if own == "es" else "es", "title")]


@pytest.mark.parametrize(
    ("text", "own", "said", "kind"),
    [
        ("“¡Viva México!” the president shouted from the balcony.", "en", "¡Viva México!", "quotation"),
        ("The crowd chanted ¡Sí se puede! as he walked on to the stage.", "en", "¡Sí se puede!", "quotation"),
        ("Fans shouted ¡Olé! at every pass in the final minutes.", "en", "¡Olé!", "quotation"),
        ("“Gracias,” she told the crowd before leaving the stage.", "en", "Gracias", "quotation"),
        ("She calls it “mañana” culture, and she does not mean it kindly.", "en", "mañana", "hispanism"),
        ("He was known as “el jefe” among his workers.", "en", "el jefe", "hispanism"),
        ("«Yes, we can», repetían los seguidores en la plaza.", "es", "Yes, we can", "quotation"),
        ("«Oh my God!», exclamó la actriz al subir al escenario.", "es", "Oh my God!", "quotation"),
    ],
)
def test_a_cry_or_a_quoted_word_is_judged_by_itself(
    text: str, own: str, said: str, kind: FragmentKind
) -> None:
    assert found(text, own) == [(said, "en" if own == "es" else "es", kind)]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("La película Jackie Brown gustó mucho.", "es"),
        ("Matt Read llegó tarde al estreno.", "es"),
        ("Envíe su solicitud a 1200 Pennsylvania Avenue NW, Washington, DC 20004.", "es"),
        ("Kid Rock cantó anoche en Nashville.", "es"),
        ("Officials met with Lorenzo Arellano in Ciudad Juárez.", "en"),
        ("VILLA DE LEYVA, Colombia — Each August kites fill the sky.", "en"),
        ("Puerto Barrios, Guatemala — Each August kites fill the sky.", "en"),
        ("NEW YORK CITY — El alcalde habló ayer.", "es"),
        ("Nuevo Laredo (AP) – Police found the truck on Monday.", "en"),
        ("Story by ANA LUCÍA GONZÁLEZ PAZ; photos by LUIS DE LA TORRE.", "en"),
        ("El PP, el PSOE y VOX votaron en contra, según ONU FAO OMS y UNICEF.", "es"),
        ("El libro de John Smith gustó mucho.", "es"),
        ("El programa Erasmus Mundus crece.", "es"),
        ("They play Real Madrid tonight.", "en"),
        ("El Salto and Los Mochis share a water plan.", "en"),
        ("Nuestra Señora de la Soledad Church opens at six.", "en"),
        ("The Rolling Stones tocaron anoche en Monterrey.", "es"),
        ("Avenida Hidalgo Norte 210, Col. Crédito Constructor, 03940, Mexico City.", "en"),
        ("El informe de Batten y Pitman salió ayer.", "es"),
        ("El presidente gritó «¡Viva México!» tres veces.", "es"),
        ("El «hotel central» cerró, como el llamado “Bar Manolo”.", "es"),
        ("The town celebrates its annual fiesta in August, after the siesta.", "en"),
        ("The gang known as “Los Ramírez” came from Chihuahua.", "en"),
        ("El equipo de marketing encabeza el ranking.", "es"),
        ("El alcalde respondió: «Burmistrz otworzył wczoraj nowy most przez rzekę».", "es"),
        ("El lema decía «Ñañomoirũ hag̃ua tetã rayhu» en guaraní.", "es"),
        ("La cadena WHOLE FOODS, la marca BEST BUY y la liga ALL BLACKS crecen.", "es"),
        ("La marca FOOD LION, el banco PEOPLES UNITED y la empresa STAY FRESH crecen.", "es"),
        ("The party NUEVA ALIANZA and the group BUENA VIDA met on Sunday in the north.", "en"),
        ("The mayor answered: “Qeveria njoftoi dje masa të reja”.", "en"),
        ("Dijo «Burgemeester opende gisteren de nieuwe brug over de rivier».", "es"),
    ],
)
def test_names_and_unknown_languages_are_no_fragments(text: str, own: str) -> None:
    assert found(text, own) == []


def test_single_borrowed_words_have_a_kind_of_their_own() -> None:
    assert ("packaging", "en", "anglicism") in found("Renovaron el packaging de todos sus productos.", "es")
    kinds = found("They waited outside the ayuntamiento while the others were leaving the square.", "en")
    assert kinds == [("ayuntamiento", "es", "hispanism")]


@pytest.mark.parametrize(
    ("text", "own", "borrowed"),
    [
        ("El fenómeno del ghosting preocupa a los psicólogos.", "es", ["ghosting"]),
        ("La empresa busca un data scientist con experiencia.", "es", ["data scientist"]),
        ("Rodaron el making of de la película en tres días.", "es", ["making of"]),
        ("A quinceañera is a party for a girl of fifteen.", "en", ["quinceañera"]),
        ("The old curandero next door agreed with all of them.", "en", ["curandero"]),
        ("Vivieron del crowdfunding y del fracking durante años.", "es", ["crowdfunding", "fracking"]),
        ("Quesadillas, one of the quesadillas that she sold.", "en", []),
        ("Trabajó con marketing, béisbol y un bratwurst en la mano.", "es", []),
        ("The plaza, the rodeo and the mosquito are words like others.", "en", []),
        ("Socio-economic rights, and the socio-political and socio-economic order.", "en", []),
        ("It was “yo, free them all” or so, wrote rubito on the wall.", "en", []),
        ("ARGENTINA CRUISES past Chile in two sets, the paper wrote.", "en", []),
        ("ARGENTINA CRUISES", "en", []),
    ],
)
def test_words_that_look_borrowed_are_found_one_by_one(text: str, own: str, borrowed: list[str]) -> None:
    assert [said for said, _, _ in found(text, own)] == borrowed


def test_capitals_are_words_where_no_name_and_no_dateline_is() -> None:
    text = "SE VENDE ESTA CASA, the board by the road said for years."
    assert found(text, "en") == [("SE VENDE ESTA CASA", "es", "passage")]
    text = "El cartel de la esquina decía SHOES AND SHIRTS con letras rojas."
    assert found(text, "es") == [("SHOES AND SHIRTS", "en", "passage")]
    assert found("Los votos de PAN PRI PRD y MORENA se contaron ayer.", "es") == []


def test_whose_something_is_belongs_to_the_sentence_and_grammar_is_enough_for_a_heading() -> None:
    text = "Lucrecia Martel's La mujer sin cabeza closes the festival."
    assert [said for said, *_ in found(text, "en")] == ["La mujer sin cabeza"]
    assert found("Full of animals", "es", "heading") == [("Full of animals", "en", "passage")]


def test_a_sentence_of_its_own_is_a_passage() -> None:
    text = "Las inscripciones estarán abiertas hasta el viernes en la página del ayuntamiento."
    assert found(text, "en") == [(text[:-1], "es", "passage")]


def test_an_article_in_one_language_has_no_fragments() -> None:
    assert found(ENGLISH, "en") == []
    assert found(SPANISH, "es") == []


def test_what_only_looks_foreign_is_no_fragment() -> None:
    assert found("Plot the price on the y axis, the years on the x axis, and label both.", "en") == []
    assert found("As described by Moreau J. et al. in an earlier paper on the subject.", "en") == []


def test_an_article_in_a_language_without_evidence_has_furniture_only() -> None:
    text = "Saya sudah membaca buku itu dan akan menulis tentang hal itu di surat kabar minggu depan."
    blocks = [
        Block(position=0, role="paragraph", text=text, language="id", confidence=0.9),
        Block(position=1, role="furniture", text="Share this", language="en", confidence=0.9),
    ]
    assert [(f.block, f.kind) for f in find_fragments(blocks, "id")] == [(1, "furniture")]
