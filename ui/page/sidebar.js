// The list of conversations: opening, renaming, deleting, searching, beginning a new one.

const close = () => document.documentElement.classList.remove("drawer");

element.addEventListener("click", async (event) => {
  if (event.target.closest("[data-begin]")) {
    close();
    trigger("clear", {});
    document.querySelector("#question textarea")?.focus();
    return;
  }
  const opener = event.target.closest("[data-conversation]");
  if (opener) {
    close();
    trigger("select", { conversation: opener.dataset.conversation });
    return;
  }
  const renamer = event.target.closest("[data-rename]");
  if (renamer) {
    const title = await newsdesk.ask({
      title: "Rename the conversation", label: "Title", value: renamer.dataset.title, action: "Rename",
    });
    if (title !== null) trigger("edit", { conversation: renamer.dataset.rename, title });
    return;
  }
  const deleter = event.target.closest("[data-delete]");
  if (deleter) {
    const isSure = await newsdesk.ask({
      title: "Delete this conversation?", words: `“${deleter.dataset.title}” is erased with its answers and notes.`,
      action: "Delete", isGrave: true,
    });
    if (isSure) trigger("delete", { conversation: deleter.dataset.delete });
  }
});

const search = newsdesk.settled((words) => trigger("input", { words }));
element.querySelector(".search").addEventListener("input", (event) => search(event.target.value));
