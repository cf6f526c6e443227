// Comparing two runs: the chosen files of one suite are sent; asking a case that changed happens in the chat.

element.addEventListener("submit", (event) => {
  const form = event.target.closest("form.choosing");
  if (!form) return;
  event.preventDefault();
  const chosen = new FormData(form);
  trigger("apply", { suite: form.dataset.compared, before: chosen.get("before"), after: chosen.get("after") });
});
