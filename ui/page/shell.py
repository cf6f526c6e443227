"""The fixed HTML around what changes: bar, sidebar, library and evals. Templates of gr.HTML, without any data of ours.

`value` is put in as a JavaScript value, never as part of the template's own code: {{value}} would be run as code.
"""

from __future__ import annotations

__all__ = ["ADDING", "BAR", "CONVERSATION", "DOCUMENTS", "EVALS", "OPENING", "SIDEBAR"]

BAR = """<header class="masthead"><h1>Newsdesk<span>Answers you can check</span></h1>
<nav aria-label="Views">
<button type="button" data-view="chat" aria-current="page">Chat</button>
<button type="button" data-view="library">Library</button>
<button type="button" data-view="evals">Evals</button></nav>
<div class="corner"><button type="button" class="quiet" data-drawer aria-expanded="false" aria-controls="sidebar">
History</button><form method="post" action="/sign-out" hidden><button class="quiet">Sign out</button></form></div>
</header>"""

SIDEBAR = """<nav class="conversations" aria-label="Conversations">
<button type="button" class="quiet begin" data-begin>New conversation</button>
<input type="search" class="search" placeholder="Search conversations" aria-label="Search conversations">
<div class="list">${value}</div></nav>"""

CONVERSATION = """<div class="exports" data-conversation="${value.id}">${value.exports}</div>
<div class="turns" role="log" aria-label="Conversation">${value.turns.join("")}</div>"""

ADDING = """<section class="adding" aria-labelledby="adding-title"><h2 id="adding-title">Add to the library</h2>
<div class="ways"><div class="drop"><p>Drop files or folders here, or</p>
<p class="choose"><button type="button" class="quiet" data-choose="files">Choose files</button>
<button type="button" class="quiet" data-choose="folder">Choose a folder</button></p>
<p class="place">Text, Markdown, HTML, PDF, DOCX, JSON Lines or EML; up to 50 MB each.</p>
<input type="file" class="files" multiple hidden aria-label="Files"
accept=".txt,.text,.md,.markdown,.html,.htm,.xhtml,.pdf,.docx,.jsonl,.ndjson,.gz,.eml">
<input type="file" class="folder" webkitdirectory hidden aria-label="Folder"></div>
<form class="named"><label for="addresses">Addresses, or folders and files of this machine, one a line</label>
<textarea id="addresses" rows="3" spellcheck="false" placeholder="https://example.org/story.html"></textarea>
<button class="quiet">Add these</button></form></div>
<p class="sending" role="status" aria-live="polite"></p></section>"""

DOCUMENTS = """<section aria-labelledby="documents-title"><div class="finding"><h2 id="documents-title">Documents</h2>
<input type="search" class="search" placeholder="Search by title, publisher or date" aria-label="Search documents">
<label class="which">Show <select><option value="ready">in the library</option>
<option value="removed">withdrawn</option></select></label></div><div class="list">${value}</div></section>"""

EVALS = """<div class="list">${value}</div><p class="cases"><a href="/opinions/cases.jsonl" download>
The answers that you called right or not right, as cases for the evals (JSON Lines)</a></p>"""

OPENING = '<p class="working" role="status">Opening the library …</p>'
