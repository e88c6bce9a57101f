"""English sentences whose subject Spanish does not say: "Is equal" for "Es igual", "he said that will go"."""

import re

from translations.drafts import Draft

#: Where a sentence or a quotation begins.
_BEGIN = r"(?:^|[.:] |[\"“‘])"
_VERB = r"(?:will|is|was|are|were|has|had|have|can|could|would|should|must|may|might)"
#: Behind a verb these are its subject: "Is he", "Has the team".
_NO_SUBJECT = (
    r"(?!(?:there|it|he|she|they|we|you|this|that|these|those|the|an?|his|her|their|our|your|my|no|all|most|one)\b"
    r"|any|some|every)"
)
_OPENING = re.compile(
    rf"{_BEGIN}(?P<verb>Is|Was|Has|Had|Will|Can|Could|Would|Should) {_NO_SUBJECT}[a-z]+\b(?![^.]{{0,200}}\?)"
)
_SAID = re.compile(
    r"\b(?:sa(?:id|ys?)|told|tells?|announce[sd]?|claim(?:s|ed)?|reveal(?:s|ed)?|den(?:y|ies|ied)|add(?:s|ed)?"
    r"|admit(?:s|ted)?|explain(?:s|ed)?|insist(?:s|ed)?|warn(?:s|ed)?|confirm(?:s|ed)?|assure[sd]?|argue[sd]?|acknowledge[sd]?|state[sd]"
    rf"|indicate[sd]?)(?: (?:yesterday|today|also|on [A-Z]\w+))? that (?:not )?{_VERB}\b"
)


def lacks_subject(text: str) -> bool:
    """Whether English *text* begins with its verb, or tells what somebody said without a subject."""
    return bool(_OPENING.search(text) or _SAID.search(text))


def restore_subject(draft: Draft) -> Draft:
    """*draft* of a weak engine in English with "It" before the "Is" or "Was" that begins a statement."""
    if not draft.is_weak or draft.target_language != "en":
        return draft
    edits = [
        (*match.span("verb"), f"It {match['verb'].lower()}")
        for match in _OPENING.finditer(draft.target)
        if match["verb"] in ("Is", "Was")
    ]
    return draft.edit(edits)
