// The library's documents: searching, opening, reading again, removing.

const find = element.querySelector(".search");
const which = element.querySelector(".which select");
let pages = 1;
const list = () => trigger("input", { words: find.value, status: which.value, pages });
const search = newsdesk.settled(() => { pages = 1; list(); });
find.addEventListener("input", search);
which.addEventListener("change", () => { pages = 1; list(); });

let isListed = false;
newsdesk.onView((view) => {
  if (view === "library" && !isListed) { isListed = true; setTimeout(list); }
});

element.addEventListener("click", async (event) => {
  if (newsdesk.opensSource(event, trigger)) return;
  const more = event.target.closest("[data-pages]");
  if (more) { pages = Number(more.dataset.pages); list(); return; }
  const again = event.target.closest("[data-again]");
  if (again) { trigger("retry", { document: again.dataset.again }); return; }
  const remover = event.target.closest("[data-remove]");
  if (remover) {
    const isSure = await newsdesk.ask({
      title: "Remove this document?",
      words: `“${remover.dataset.title}” answers no question any more. Old citations to it still open, and it can be restored.`,
      action: "Remove", isGrave: true,
    });
    if (isSure) { which.value = "ready"; find.value = ""; trigger("delete", { document: remover.dataset.remove }); }
  }
});
