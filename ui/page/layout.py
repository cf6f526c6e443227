"""Where things stand on the chat page, and which event goes to which handler."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from .events import Desk

if TYPE_CHECKING:
    import gradio as gr

    from assistant import Assistant

__all__ = ["ANSWERS_AT_ONCE", "lay_out_page"]

ANSWERS_AT_ONCE = 4
_MOST_WAITING = 200
_LONGEST_QUESTION = 2000

# `value` is put in as a JavaScript value, never as part of the template's own code: {{value}} would be run as code.
_CONVERSATION = '<div class="turns" role="log" aria-label="Conversation">${value.join("")}</div>'
_PANE = "${value}"
_MASTHEAD = '<header id="masthead"><h1>Newsdesk<span>Answers you can check</span></h1></header>'


def lay_out_page(assistant: Assistant) -> gr.Blocks:
    """The page, its events wired; nothing is served yet."""
    import gradio as gr

    desk = Desk(assistant)
    with gr.Blocks(title="Newsdesk", analytics_enabled=False, fill_width=True) as page:
        turns = gr.State(())
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                gr.HTML(_MASTHEAD, apply_default_css=False)
                conversation = gr.HTML(
                    [],
                    elem_id="conversation",
                    html_template=_CONVERSATION,
                    js_on_load=_script("conversation.js"),
                    apply_default_css=False,
                )
                with gr.Column(elem_id="composer"):
                    note = gr.HTML("", elem_id="note", apply_default_css=False)
                    with gr.Row():
                        typed = gr.Textbox(
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
                        ask = gr.Button("Ask", variant="primary", elem_id="ask-button")
                        stop = gr.Button("Stop", visible=False, elem_id="stop-button")
                    with gr.Accordion("Narrow by publisher or date", open=False, elem_id="filters"), gr.Row():
                        publishers = gr.Dropdown(
                            [], multiselect=True, label="Publishers", elem_id="publishers", scale=2
                        )
                        since = gr.Textbox(label="Published from", placeholder="YYYY-MM-DD", elem_id="since")
                        until = gr.Textbox(label="Published until", placeholder="YYYY-MM-DD", elem_id="until")
            with gr.Column(elem_id="source-column"):
                pane = gr.HTML(
                    "",
                    elem_id="source-pane",
                    html_template=_PANE,
                    js_on_load=_script("source_pane.js"),
                    apply_default_css=False,
                )

        page.load(desk.greet, outputs=[conversation, publishers], show_progress="hidden", api_visibility="private")
        asking = gr.on(
            [typed.submit, ask.click, conversation.submit],
            desk.ask,
            inputs=[typed, turns, publishers, since, until],
            outputs=[conversation, turns, typed, ask, stop, note],
            show_progress="hidden",
            trigger_mode="multiple",  # "once" ignores what is asked just after Stop; the desk takes one at a time
            concurrency_limit=ANSWERS_AT_ONCE,
            api_visibility="private",
        )
        stop.click(
            desk.stop,
            inputs=[turns],
            outputs=[conversation, turns, ask, stop],
            cancels=[asking],
            show_progress="hidden",
            api_visibility="private",
        )
        for opener in (conversation, pane):
            opener.select(
                desk.open_source,
                inputs=[turns],
                outputs=[pane],
                show_progress="hidden",
                queue=False,
                trigger_mode="multiple",
                api_visibility="private",
            )
    page.queue(max_size=_MOST_WAITING, default_concurrency_limit=ANSWERS_AT_ONCE)
    return page


def _script(name: str) -> str:
    return resources.files("ui.page").joinpath(name).read_text(encoding="utf-8")
