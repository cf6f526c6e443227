"""Answers made by hand, and hypothesis strategies for answers that hold any text at all."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from assistant.answers import (
    Answer,
    Citation,
    Disagreement,
    Nearest,
    Origin,
    Sentence,
    Stance,
    WithheldSentence,
)


def citation(marker: int = 1, **changes: object) -> Citation:
    values: dict[str, object] = {
        "marker": marker,
        "document_id": "0123456789abcdef",
        "version": "abcdef012345",
        "start": 10,
        "end": 35,
        "quote": "It can hold 40,000 people.",
        "title": "Inside the prison",
        "publisher": "Newsdesk briefing",
        "url": "https://example.org/cecot",
        "published": date(2026, 1, 20),
        "heading": "Size",
        "origins": (Origin(publisher="The Central Gazette"),),
        "before": "It opened in 2023. ",
        "after": " It stands near Tecoluca.",
    }
    return Citation(**(values | changes))  # type: ignore[arg-type]


def sentence(text: str = "It can hold 40,000 people.", **changes: object) -> Sentence:
    values: dict[str, object] = {
        "text": text,
        "verdict": "supported",
        "support": 1.0,
        "citations": (1,),
        "direct": "40,000",
        "attribution": "Newsdesk briefing, 20 January 2026",
    }
    return Sentence(**(values | changes))  # type: ignore[arg-type]


def answered(question: str = "How many people can it hold?", **changes: object) -> Answer:
    values: dict[str, object] = {
        "question": question,
        "standalone_question": question,
        "status": "answered",
        "reason": None,
        "text": "It can hold 40,000 people. [1]",
        "model": "quotes",
        "sentences": (sentence(),),
        "citations": (citation(),),
        "independent_sources": 1,
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


def abstained(question: str = "What is the moon made of?", **changes: object) -> Answer:
    values: dict[str, object] = {
        "question": question,
        "standalone_question": question,
        "status": "abstained",
        "reason": "Nothing in the library is about this question.",
        "text": "The library does not answer this.",
        "model": "quotes",
        "nearest": (
            Nearest(
                document_id="0123456789abcdef",
                version="abcdef012345",
                title="Inside the prison",
                publisher="Newsdesk briefing",
                published=date(2026, 1, 20),
                start=0,
                end=9,
                quote="The moon.",
            ),
        ),
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


_MARKUP = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onclick='x",
        "${x}",
        "{{x}}",
        "</mark>",
        "&lt;b&gt;",
    ]
)
texts = st.one_of(_MARKUP, st.text(max_size=40), st.tuples(st.text(max_size=10), _MARKUP).map("".join))
_days = st.one_of(st.none(), st.dates())
_maybe = st.one_of(st.none(), texts)
_verdicts = st.sampled_from(["supported", "contradicted", "unsupported"])


def _citations(count: int) -> st.SearchStrategy[tuple[Citation, ...]]:
    return st.tuples(
        *(
            st.builds(
                Citation,
                marker=st.just(marker),
                document_id=texts,
                version=texts,
                start=st.integers(0, 99),
                end=st.integers(100, 200),
                quote=texts,
                title=texts,
                publisher=_maybe,
                url=_maybe,
                published=_days,
                heading=_maybe,
                origins=st.lists(st.builds(Origin, publisher=_maybe, title=_maybe, url=_maybe), max_size=2).map(tuple),
                copies=st.lists(texts, max_size=2).map(tuple),
                before=texts,
                after=texts,
            )
            for marker in range(1, count + 1)
        )
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer: any text in every field, sentences that cite what is there and what is not."""
    count = draw(st.integers(0, 3))
    sentences = st.builds(
        Sentence,
        text=texts,
        verdict=_verdicts,
        support=st.floats(0, 1),
        citations=st.lists(st.integers(1, 4), max_size=3).map(tuple),
        direct=_maybe,
        attribution=_maybe,
    )
    stances = st.builds(Stance, value=texts, citation=st.integers(1, 4), publisher=_maybe, published=_days)
    nearest = st.builds(
        Nearest,
        document_id=texts,
        version=texts,
        title=texts,
        publisher=_maybe,
        published=_days,
        start=st.integers(0, 99),
        end=st.integers(100, 200),
        quote=texts,
    )
    return Answer(
        question=draw(texts),
        standalone_question=draw(texts),
        status=draw(st.sampled_from(["answered", "abstained"])),
        reason=draw(_maybe),
        text=draw(texts),
        model="quotes",
        sentences=tuple(draw(st.lists(sentences, max_size=3))),
        withheld=tuple(
            draw(
                st.lists(
                    st.builds(WithheldSentence, text=texts, verdict=_verdicts, support=st.floats(0, 1), why=texts),
                    max_size=2,
                )
            )
        ),
        citations=draw(_citations(count)),
        disagreements=tuple(
            draw(
                st.lists(
                    st.builds(Disagreement, topic=texts, stances=st.lists(stances, max_size=2).map(tuple)), max_size=1
                )
            )
        ),
        nearest=tuple(draw(st.lists(nearest, max_size=2))),
        independent_sources=draw(st.integers(0, 5)),
    )
