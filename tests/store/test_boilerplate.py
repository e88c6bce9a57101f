"""What a site shows in place of its stories for a while replaces none, on SQLite and on PostgreSQL."""

import random
from typing import Any

import pytest
from test_store import make_article

from benchmarks.synthetic import make_sentence
from dosvoces.core.record import Article
from dosvoces.store import Store

WALL = (
    "En este momento realizamos tareas de mantenimiento en nuestra plataforma. Nuestro equipo trabaja para "
    "restablecer el servicio lo antes posible y esperamos estar de vuelta en unas horas. Lamentamos las "
    "molestias que esto pueda ocasionar. Código del incidente: {}."
)
SHORT = "Volvemos pronto, disculpe las molestias."


def story(name: str, **more: Any) -> Article:
    chance = random.Random(name)
    text = " ".join(make_sentence(chance)[0] for _ in range(20))
    return make_article(name, text, **{"headline": f"Sobre {name}", **more})


def wall(name: str, text: str = WALL, headline: str = "Sitio en mantenimiento", **more: Any) -> Article:
    return make_article(name, text.format(more.pop("code", 7)), headline=headline, **more)


def listed(store: Store) -> dict[str, str]:
    return {article.id: article.text for article in store.articles()}


@pytest.mark.parametrize("text", [WALL, SHORT])
def test_a_text_that_several_addresses_show_replaces_no_story(store: Store, text: str) -> None:
    stories = [story(name) for name in ("uno", "dos", "tres", "cuatro")]
    store.save_articles(stories)
    # The first cannot be told from an edit until the second comes.
    outcomes = [store.save_article(wall(each.id[7:], text)).outcome for each in stories]
    assert outcomes == ["changed", "boilerplate", "boilerplate", "boilerplate"]
    assert listed(store) == {each.id: each.text for each in stories}
    # The first has its own text back; when it is seen to be there, that is nothing new.
    assert [version.version for version in store.articles(versions="all")].count(3) == 1
    assert {store.save_article(each).outcome for each in stories} == {"unchanged"}
    assert all(store.cluster(each.id) == [each.id] for each in stories)


def test_it_is_known_whatever_number_or_headline_it_has(store: Store) -> None:
    stories = [story(name) for name in ("uno", "dos", "tres")]
    store.save_articles(stories)
    walls = [wall(each.id[7:], code=each.id, headline=each.headline) for each in stories]
    assert [saved.outcome for saved in store.save_articles(walls)] == ["changed", *["boilerplate"] * 2]
    # It is the first one's until that is seen to have its own back.
    store.save_article(stories[0])
    assert listed(store) == {each.id: each.text for each in stories}


def test_a_story_that_was_met_as_a_wall_becomes_one(store: Store) -> None:
    old, new = story("vieja"), story("nueva")
    store.save_article(old)
    assert store.save_article(wall("nueva")).outcome == "new"
    assert store.save_article(wall("vieja")).outcome == "boilerplate"
    assert store.save_article(new).outcome == "changed"
    assert listed(store) == {old.id: old.text, new.id: new.text}
    assert store.cluster(new.id) == [new.id]


def test_other_outlets_and_copies_of_a_story_are_none(store: Store) -> None:
    store.save_articles([story("uno"), story("ajena", outlet="otro"), story("copia", outlet="otro")])
    assert store.save_article(wall("ajena", outlet="otro")).outcome == "changed"
    assert store.save_article(wall("uno")).outcome == "changed"
    # One story at two addresses that is written anew at both.
    first, text = story("original"), story("otra").text
    copy = make_article("duplicado", first.text, headline=first.headline)
    assert [saved.outcome for saved in store.save_articles([first, copy])] == ["new", "duplicate"]
    for each in (first, copy):
        new = make_article(each.id[7:], text, headline="Algo muy distinto")
        assert store.save_article(new).outcome in ("changed", "duplicate")
    assert listed(store)[first.id] == text


def test_a_page_that_shows_another_story_each_day_goes_on_doing_so(store: Store) -> None:
    days = [story(f"dia-{number}", id="diario-hoy", headline=f"Hoy {number}") for number in range(3)]
    assert [store.save_article(day).outcome for day in days] == ["new", "changed", "changed"]
