"""What finding editions keeps of articles, on SQLite and on PostgreSQL."""

from benchmarks.editions import make_article
from dosvoces.store import Store
from translations.counterparts import link_store


def test_only_new_articles_are_compared(store: Store) -> None:
    store.save_articles(make_article(number) for number in range(40))
    assert link_store(store).pairs == 2
    again = link_store(store)
    assert (again.pairs, again.aligned) == (2, 0)
    store.save_articles(make_article(number) for number in range(40, 42))
    new = link_store(store)
    assert (new.pairs, new.aligned) == (3, 1)
