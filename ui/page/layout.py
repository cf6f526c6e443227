"""Where things stand on the chat page, and which event goes to which handler."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from .archive import Archive
from .conversation import Talk
from .events import Desk
from .librarian import Librarian
from .measuring import Measuring
from .models import ModelChoice
from .rendering import render_talk
from .shell import ADDING, BAR, CONVERSATION, DOCUMENTS, EVALS, OPENING, SIDEBAR

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["ANSWERS_AT_ONCE", "lay_out_page"]

ANSWERS_AT_ONCE = 4
_MOST_WAITING = 200
_LONGEST_QUESTION = 2000
_OPENED = "() => [new URLSearchParams(location.search).get('c') || '']"
_SHOW_COMPARISON = "() => { document.getElementById('comparison').scrollIntoView({ block: 'nearest' }); }"
_QUIET = {"show_progress": "hidden", "api_visibility": "private"}


@dataclass(kw_only=True)
class _Parts:
    """The pieces of the page that events read and change."""

    bar: Any
    sidebar: Any
    talk: Any
    conversation: Any
    note: Any
    typed: Any
    ask: Any
    stop: Any
    model: Any
    publishers: Any
    since: Any
    until: Any
    adding: Any
    account: Any
    documents: Any
    evals_step: Any
    evals: Any
    comparing: Any
    comparison: Any
    pane: Any
    opened: Any


def lay_out_page(models: ModelChoice, archive: Archive, librarian: Librarian, measuring: Measuring) -> gr.Blocks:
    """The page, its events wired; nothing is served yet."""
    import gradio as gr

    with gr.Blocks(title="Newsdesk", analytics_enabled=False, fill_width=True) as page:
        parts = _place_parts(models)
        _wire_conversation(page, parts, Desk(models, archive), archive)
        _wire_views(parts, librarian, measuring)
    page.queue(max_size=_MOST_WAITING, default_concurrency_limit=ANSWERS_AT_ONCE)
    return page


def _place_parts(models: ModelChoice) -> _Parts:
    import gradio as gr

    found: dict[str, Any] = {"talk": gr.State(Talk()), "opened": gr.Textbox(visible=False)}
    found["bar"] = _html(BAR, "bar", "bar.js", value="")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="sidebar-column"):
            found["sidebar"] = _html(SIDEBAR, "sidebar", "sidebar.js", value="")
        with gr.Column(elem_id="talk"):
            found["conversation"] = _html(
                CONVERSATION, "conversation", "conversation.js", value=render_talk(Talk(), OPENING)
            )
            with gr.Column(elem_id="composer"):
                found["note"] = gr.HTML("", elem_id="note", apply_default_css=False)
                with gr.Row():
                    found["typed"] = gr.Textbox(
                        label="Your question",
                        show_label=False,
                        container=False,
                        placeholder="Ask about the reporting …",
                        lines=1,
                        max_lines=6,
                        max_length=_LONGEST_QUESTION,
                        autofocus=True,
                        elem_id="question",
                        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send"),
                    )
                    found["ask"] = gr.Button("Ask", variant="primary", elem_id="ask-button")
                    found["stop"] = gr.Button("Stop", visible=False, elem_id="stop-button")
                has_choice = len(models.names) > 1
                words = (
                    "Narrow by publisher or date, or choose a model" if has_choice else "Narrow by publisher or date"
                )
                with gr.Accordion(words, open=False, elem_id="filters"), gr.Row():
                    found["publishers"] = gr.Dropdown(
                        [], multiselect=True, label="Publishers", elem_id="publishers", scale=2
                    )
                    found["since"] = gr.Textbox(label="Published from", placeholder="YYYY-MM-DD", elem_id="since")
                    found["until"] = gr.Textbox(label="Published until", placeholder="YYYY-MM-DD", elem_id="until")
                    found["model"] = gr.Dropdown(
                        list(models.names), value=models.default, label="Model", elem_id="model", visible=has_choice
                    )
        with gr.Column(elem_id="library"):
            found["adding"] = _html(ADDING, "adding", "adding.js", value="")
            found["account"] = gr.HTML("", elem_id="account", apply_default_css=False)
            found["documents"] = _html(DOCUMENTS, "documents", "documents.js", value="")
        with gr.Column(elem_id="evals"):
            found["evals_step"] = gr.HTML("", elem_id="evals-step", apply_default_css=False)
            found["evals"] = _html(EVALS, "runs", "evals.js", value="")
            found["comparing"] = _html("${value}", "comparing", "comparing.js", value="")
            found["comparison"] = _html("${value}", "comparison", "evals.js", value="")
        with gr.Column(elem_id="source-column"):
            found["pane"] = _html("${value}", "source-pane", "source_pane.js", value="")
    return _Parts(**found)


def _wire_conversation(page: gr.Blocks, parts: _Parts, desk: Desk, archive: Archive) -> None:
    import gradio as gr

    page.load(
        desk.greet,
        inputs=[parts.opened],
        outputs=[parts.conversation, parts.talk, parts.sidebar, parts.publishers],
        js=_OPENED,
        **_QUIET,
    )
    asking = gr.on(
        [parts.typed.submit, parts.ask.click, parts.conversation.submit, parts.evals.submit, parts.comparison.submit],
        desk.ask,
        inputs=[parts.typed, parts.talk, parts.model, parts.publishers, parts.since, parts.until],
        outputs=[
            parts.conversation, parts.talk, parts.typed, parts.ask, parts.stop, parts.note, parts.sidebar,
        ],
        trigger_mode="multiple",  # "once" ignores what is asked just after Stop; the desk takes one at a time
        concurrency_limit=ANSWERS_AT_ONCE,
        **_QUIET,
    )  # fmt: skip
    parts.stop.click(
        desk.stop,
        inputs=[parts.talk],
        outputs=[parts.conversation, parts.talk, parts.ask, parts.stop, parts.sidebar],
        cancels=[asking],
        **_QUIET,
    )
    for opener in (parts.conversation, parts.pane, parts.documents):
        opener.select(
            desk.open_source, inputs=[parts.talk], outputs=[parts.pane], queue=False, trigger_mode="multiple", **_QUIET
        )
    shown = [parts.conversation, parts.talk, parts.sidebar]
    parts.sidebar.clear(desk.begin_anew, outputs=shown, queue=False, **_QUIET)
    parts.sidebar.delete(desk.erase, inputs=[parts.talk], outputs=shown, queue=False, **_QUIET)
    parts.sidebar.select(archive.reopen, inputs=[parts.talk], outputs=shown, queue=False, **_QUIET)
    parts.sidebar.edit(archive.rename, inputs=[parts.talk], outputs=[parts.sidebar], queue=False, **_QUIET)
    parts.sidebar.input(
        archive.search, inputs=[parts.talk], outputs=[parts.sidebar], queue=False, trigger_mode="always_last", **_QUIET
    )
    parts.conversation.like(
        archive.give_opinion, inputs=[parts.talk], outputs=[parts.conversation, parts.talk], queue=False, **_QUIET
    )


def _wire_views(parts: _Parts, librarian: Librarian, measuring: Measuring) -> None:
    added = [parts.account, parts.documents, parts.publishers]
    parts.documents.input(
        librarian.search, outputs=[parts.documents], queue=False, trigger_mode="always_last", **_QUIET
    )
    parts.documents.delete(librarian.remove, outputs=added, concurrency_id="writing", concurrency_limit=1, **_QUIET)
    parts.adding.upload(librarian.add, outputs=added, concurrency_id="writing", concurrency_limit=1, **_QUIET)
    parts.documents.retry(librarian.read_again, outputs=added, concurrency_id="writing", concurrency_limit=1, **_QUIET)
    parts.bar.expand(measuring.show, outputs=[parts.evals, parts.comparing], queue=False, **_QUIET)
    parts.evals.play(
        measuring.run,
        outputs=[parts.evals_step, parts.evals, parts.comparing],
        concurrency_id="measuring",
        concurrency_limit=1,
        **_QUIET,
    )
    parts.comparing.apply(
        measuring.compare,
        outputs=[parts.comparison],
        concurrency_id="comparing",  # of its own, for a suite that runs takes minutes
        concurrency_limit=1,
        **_QUIET,
    ).then(None, js=_SHOW_COMPARISON)


def _html(template: str, elem_id: str, script: str, value: Any) -> Any:
    import gradio as gr

    code = resources.files("ui.page").joinpath(script).read_text(encoding="utf-8")
    return gr.HTML(value, elem_id=elem_id, html_template=template, js_on_load=code, apply_default_css=False)
