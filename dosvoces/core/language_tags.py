"""Language tags as BCP 47 writes them."""


def base_language(tag: str) -> str:
    """The lower-case language of a BCP 47 *tag* without script and region: ``es`` for ``es-MX``."""
    return tag.partition("-")[0].lower()
