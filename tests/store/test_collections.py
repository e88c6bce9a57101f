"""What is picked for collections, and who has them."""

from itertools import islice

from benchmarks.synthetic import make_stories
from dosvoces.store import Selection, Store
from dosvoces.store.collections import MOST_TAGS, Collections, Place, clean_tags


def fill(store: Store) -> list[str]:
    made = list(islice(make_stories(3, seed=8), 3))
    store.save_articles(article for article, _ in made)
    store.save_translations([translation for _, translation in made])
    return [article.id for article, _ in made]


def test_each_person_has_collections_of_their_own_and_everybody_those_of_nobody(store: Store) -> None:
    kept = Collections(store)
    mine, _, nobodys = (kept.create(owner, f"Of {owner}") for owner in ("Ada", "Bob", ""))
    assert {each.key for each in kept.owned("Ada")} == {mine.key, nobodys.key}
    assert kept.find(mine.key) == mine
    kept.change(mine.key, name="Tesis\n", note="Uno.\nDos.\0", shared=True)
    found = kept.find(mine.key)
    assert found and (found.name, found.note, found.shared) == ("Tesis", "Uno.\nDos.", True)
    assert kept.owned("Ada")[0].key == mine.key, "changed last"
    kept.delete(mine.key)
    assert kept.find(mine.key) is None


def test_picks_keep_their_tags_and_notes(store: Store) -> None:
    first, second, _ = fill(store)
    kept = Collections(store)
    key, other = kept.create("Ada", "A").key, kept.create("Bob", "B").key
    sentence = Place(first, 1, "s2")
    assert kept.add(key, [sentence, Place(second, 1), sentence], ["verbo, 50 %_"], "Raro.") == 2
    # What is no place of the store is no pick.
    unknown = [Place("nothing", 1), Place(first, 7), Place(first, 1, "<b>"), Place(first, -1), Place("\0", 1)]
    assert kept.add(key, unknown) == 0
    assert kept.add(key, [sentence], ["dos"]) == 0
    one, two = kept.picks(key)
    assert (one.place, one.tags, one.note) == (sentence, ("verbo, 50 %_", "dos"), "Raro.")
    assert kept.tags(key) == {"verbo, 50 %_": 2, "dos": 1}
    assert kept.picks(key, tag="dos") == [one]
    assert kept.picks(key, tag="_") == []
    # Nobody changes what is in another collection.
    kept.change_pick(other, one.id, tags=(), note="Ajeno")
    kept.remove_pick(other, two.id)
    assert kept.picks(key) == [one, two]
    kept.change_pick(key, one.id, tags=("tres",), note="")
    kept.remove_pick(key, two.id)
    assert [(pick.tags, pick.note) for pick in kept.picks(key)] == [(("tres",), "")]
    assert [each.key for each in kept.holding("Ada", first, 1)["s2"]] == [key]
    assert kept.holding("Bob", first, 1) == {}
    found = kept.find(key)
    assert found and found.picks == 1


def test_records_of_a_collection_have_what_was_picked_of_each_story(store: Store) -> None:
    first, second, _ = fill(store)
    kept = Collections(store)
    key = kept.create("", "A").key
    kept.add(key, [Place(first, 1, "s3"), Place(first, 1, "s2"), Place(second, 1), Place(second, 1, "s1")])
    chosen = Selection(collection=key, translated_only=False, include_reserved=True)
    records = {entry.record.article.id: entry.record for entry in store.entries(chosen)}
    assert sorted(records) == sorted([first, second])
    assert [segment.id for segment in records[first].segments] == [f"{first}:1:en:1", f"{first}:1:en:2"]
    assert len(records[second].segments) > 3
    assert set(store.outlets(chosen)) == {record.article.outlet for record in records.values()}


def test_tags_are_read_as_people_write_them() -> None:
    assert clean_tags(" uno,dos; dos\n tres  cuatro ,,") == ("uno", "dos", "tres cuatro")
    assert len(clean_tags(",".join(map(str, range(1000))))) == MOST_TAGS
