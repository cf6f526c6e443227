// The evals view: running a suite, asking a failing case in the chat.

element.addEventListener("click", (event) => {
  const runner = event.target.closest("[data-suite]");
  if (runner) { trigger("play", { suite: runner.dataset.suite }); return; }
  const asker = event.target.closest("[data-ask]");
  if (asker) {
    newsdesk.show("chat");
    trigger("submit", { question: asker.dataset.ask });
  }
});
