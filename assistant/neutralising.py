"""Documents are data: telling sentences that instruct a reader or an assistant from reporting, and making text inert.

An instruction is no evidence: it is not shown to a model, not quoted, and nothing may rest on it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vectorstore.sentences import split_sentences

__all__ = ["drop_instructions", "is_instruction", "is_question", "neutralise_text"]

_OWN_WORDS = r"(?:response|reply|replies|answer|answers|message|output|summary|completion)"
_TO_ASSISTANT = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.?!]{0,40}\b(?:instructions?|prompts?|rules?|guidelines|"
    r"directions|context|"
    r"training|everything (?:above|before)|all of the above|what (?:you|i) (?:were|was|have been) told)\b"
    r"|\byou (?:are|must|should|will|shall|have) (?:now |to )?(?:act|pretend|respond|reply|answer|output|ignore|"
    r"disregard|obey|comply|"
    r"an? (?:ai|assistant|chat ?bot|language model|llm)\b)"
    r"|\b(?:as an? (?:ai|artificial intelligence|chat ?bot|language model|llm)|you are an? (?:ai|"
    r"[\w -]{0,30}assistant|chat ?bot|"
    r"language model|llm|[\w -]{0,30}task creator))\b(?!-)"
    r"|\b(?:act as (?!if|though)|pretend (?:to be|you are)|role-?play as)\b"
    r"|\b(?:system|developer|hidden|secret) (?:prompt|message|instructions?)\b"
    r"|\bnew instructions?\b|\bjailbreak\b|\bdeveloper mode\b|\bend of (?:document|context|article|source)s?\b"
    r"|\b(?:respond|reply|answer)\b (?:only |solely |just |exactly )?(?:with|by|in|using|as)\b(?= (?:[\"'“‘]|"
    r"only|json|french|"
    r"spanish|german|base64|rot13|emojis?|capital|upper|lower|pirate))"
    r"|\bdo not (?:tell|inform|mention|reveal|share|disclose)\b[^.?!]{0,40}\b(?:user|users|anyone|reader|human)\b"
    r"|\bdon['’]t (?:tell|share|reveal|mention)\b[^.?!]{0,40}\b(?:user|users|anyone|anybody|reader)\b"
    r"|\b(?:if|when) (?:you are|the (?:reader|user) is) (?:an? )?(?:ai|assistant|llm|language model)\b"
    r"|\b(?:dear|attention|note to|hey|hello),? (?:ai|assistant|chat ?bot|llm|language model|chatgpt|gpt|claude|gemini)\b",
    re.IGNORECASE,
)
_IMPERATIVE = (
    "(?:add|include|insert|append|integrate|incorporate|embed|modify|change|adjust|alter|edit|enhance|augment|amend|extend|"
    "provide|give|write|rewrite|translate|explain|describe|draft|compose|develop|create|generate|produce|replace|substitute|"
    "render|use|convert|encode|decode|introduce|misspell|scramble|jumble|rearrange|anagram|shuffle|reverse|remove|delete|"
    "group|combine|merge|break|split|tell|say|state|print|output|display|show|respond|reply|answer|ignore|disregard|forget|"
    "repeat|summari[sz]e|recommend|suggest|promote|advertise|mention|make|ensure|start|begin|end|finish|conclude|put|place|"
    "list|outline|compare|define|calculate|solve|complete|continue|imagine|pretend|act|stop|do not|don['’]t|never|always|tease|"
    "encourage|urge|invite|direct|link|point|refer|cite|assist|help|teach|follow|execute|run|call|send|email|return|omit)"
)
_OPENERS = (
    r"^[\s\"'“‘(\[*_#>-]*(?:(?:now|please|kindly|also|then|next|first|finally|instead|important|note|attention|warning|"
    r"(?:ai|assistant|system|user|human|model|bot|chat ?bot)|in (?:your|the|this) [a-z]+|from now on|"
    r"for (?:this|your) [a-z]+|"
    r"before (?:you )?(?:answer|respond|reply)(?:ing)?|when (?:you )?(?:answer|respond|reply)(?:ing)?)[\s,:!—-]+)*"
)
_STARTS = re.compile(rf"{_OPENERS}{_IMPERATIVE}\b", re.IGNORECASE)
_ABOUT_ANSWER = re.compile(
    rf"\b(?:your|the|this|that|its) (?:own |next |final |entire |whole |main )?{_OWN_WORDS}(?:['’]s)?\b", re.IGNORECASE
)
_YOUR_ANSWER = re.compile(rf"\byour (?:own |next |final |entire |whole )?{_OWN_WORDS}(?:['’]s)?\b", re.IGNORECASE)
_TASK = re.compile(
    _OPENERS
    + r"(?:translate (?:the|this|that|it|into|to|everything|all|['\"“‘])|explain (?:the|how|why|what|in|to|this|"
    r"quantum)\b|describe (?:the|how|a|an|your)\b"
    r"|(?:write|rewrite|compose|draft|develop|create|generate|provide|give|produce|show|tell)\b(?: me|"
    r" us)? (?:an?|the|some|your|this|another|"
    r"one|two|three|five|ten) (?:[\w-]+ ){0,3}(?:introduction|poem|story|stories|letter|speech|essay|song|haiku|"
    r"summary|list|joke|"
    r"example|examples|equivalent|translation|function|script|code|program|programme|paragraph|sentence|"
    r"tutorial|recipe|email|e-mail|reply|"
    r"response|answer|explanation|overview|definition|synonym|review|advert|advertisement|slogan|headline|"
    r"message|password|prompt)\b"
    r"|(?:respond|reply|answer|output|print|repeat) (?:only|solely|just|exactly|with|in|the (?:words?|phrase|"
    r"text|following))\b"
    r"|break down (?:the|this)\b|summari[sz]e (?:the|this|it|everything)\b"
    r"|(?:replace|substitute|convert|swap|change|use) (?:all |the |every )?(?:[\w-]+ )?(?:letters?|vowels?|"
    r"consonants?|characters?|words?|numbers for)\b"
    r"|(?:misspell|scramble|jumble|anagram|rearrange|reverse|capitali[sz]e) (?:up )?(?:the |all |every |each |"
    r"random )?(?:[\w-]+ )?(?:letters?|words?|vowels?|sentences?)\b)",
    re.IGNORECASE,
)
_CALL_TO_ACTION = re.compile(
    _OPENERS
    + r"(?:click|tap|press) (?:here|this|the|on|below|now|any)\b|"
    + _OPENERS
    + r"(?:visit|go to|head to|see|check out|log ?in(?: to| at)?|sign (?:up|in)|register|subscribe|download|"
    r"install|buy|order|claim|"
    r"donate|share|enter|follow|join|call|text|email|contact|vote)\b[^.?!]*(?:\bhttps?:|\bwww\.|"
    r"\b[\w-]+\.(?:com|net|org|xyz|info|io)\b|"
    r"\bthis (?:tool|link|app|site|page|offer|file)\b|\bour (?:\w+ )?(?:newsletter|site|website|page|app|forum|"
    r"channel|community|podcast|store)\b|"
    r"\b(?:link|button) below\b|\bus (?:on|at)\b|\byour (?:prize|reward|password|details|account|email)\b)"
    r"|\bclick (?:here|the link|below) (?:to|for)\b",
    re.IGNORECASE,
)
_ASKED_OF_ASSISTANT = re.compile(
    r"^\W*(?:please[, ]+)?(?:can|could|would|will) you\b|^\W*how (?:do|can|would) (?:i|you say)\b|"
    r"^\W*what(?:['’]s| is) (?:the )?"
    r"(?:['\"“‘][^'\"”’]+['\"”’] in [A-Z]|difference between '|(?:\w+ )?(?:word|equivalent|translation) for)",
    re.IGNORECASE,
)
_PART = 240
"""As many characters of what stands behind a full stop are read: hostile text may be full of them."""
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s+(?=\S)")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?|(?<!\w)[‘'][^’']*[’'](?!\w)")
_SAYS = re.compile(
    r"\b(?:said|says|told|tells|wrote|writes|asked|asks|added|adds|urged|urges|ordered|tweeted|posted|shouted|"
    r"warned|warns|read|reads|"
    r"according to|replied|replies|insisted|called|announced|stated)\b",
    re.IGNORECASE,
)
_TOKENS = re.compile(
    r"<\|[^|<>\n]{0,40}\|>|<[｜|][^<>\n]{0,40}[｜|]>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|<(?:bos|eos|pad|unk)>",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?im)^([ \t>#*]*)(system|assistant|user|human|developer|ai|model|tool|instructions?|response|input)([ \t]*:)"
)
_FENCE = re.compile(r"`{3,}|~{3,}|={5,}|-{5,}")
_BRACKETS = re.compile(r"<(?=[/!?|a-zA-Z])")
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ue000-\uf8ff]|"
    r"[\U000e0000-\U000e007f]"
)


@lru_cache(maxsize=16_384)
def is_instruction(sentence: str) -> bool:
    """Whether a sentence instructs its reader, or the assistant that reads it, rather than reporting something.

    A reported instruction is reporting: `The judge told them: "Ignore the rules."` is none. A recipe's or a guide's
    imperatives are none either, unless they speak of the answer that is being written. A sentence into which an instruction
    was drawn, since the full stop before it was taken for an abbreviation's, is one as a whole.
    """
    text = _INVISIBLE.sub("", sentence).strip()
    return _instructs(text) or any(_instructs(part) for part in _parts_of(text))


def _parts_of(text: str) -> list[str]:
    """What stands behind each full stop of a sentence, outside quotation marks, where a sentence could begin."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    begins = [match.end() for match in _STOP.finditer(text)]
    return [text[at : at + _PART] for at in begins if not any(start < at < end for start, end in quoted)]


def _instructs(text: str) -> bool:
    if not text:
        return False
    outside = _QUOTED.sub(" ", text)
    is_reported = outside != text and _SAYS.search(outside) is not None and not _YOUR_ANSWER.search(outside)
    if is_reported:
        text = outside
    if _TO_ASSISTANT.search(text) or _TOKENS.search(text) or _CALL_TO_ACTION.search(text):
        return True
    if is_reported:
        return False
    if _TASK.match(text) or _ASKED_OF_ASSISTANT.match(text):
        return True
    if _STARTS.match(text) and _ABOUT_ANSWER.search(text):
        return True
    return bool(_YOUR_ANSWER.search(outside) and re.search(rf"\b{_IMPERATIVE}\b", outside, re.IGNORECASE))


def is_question(sentence: str) -> bool:
    """Whether a sentence asks; a question asserts nothing, so nothing rests on it."""
    return sentence.rstrip("\"'”’)]» ").endswith("?")


def neutralise_text(text: str) -> str:
    """Document text that can be put into a prompt: no chat tokens, role markers, fences, tags or invisible characters.

    The words stay readable; only what a model could take for structure is changed.
    """
    text = _INVISIBLE.sub("", text)
    text = _TOKENS.sub(" ", text)
    text = _ROLE.sub(r"\1\2 –", text)
    text = _FENCE.sub("…", text)
    return _BRACKETS.sub("‹", text)


def drop_instructions(text: str) -> str:
    """The text without its instructions; what stays keeps its order and its line breaks."""
    kept: list[str] = []
    reached = 0
    for start, end in split_sentences(text):
        gap = text[reached:start]
        reached = end
        if not is_instruction(text[start:end]):
            kept.append(("\n" if "\n" in gap and kept else " " if kept else "") + text[start:end])
    return "".join(kept)
