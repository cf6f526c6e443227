// What the parts of the page share: which view is shown, asking a person first, and opening a source. No part of the
// page's state lives here.

window.newsdesk = (() => {
  const views = ["chat", "library", "evals"];
  const listeners = [];

  const show = (view) => {
    const wanted = views.includes(view) ? view : "chat";
    document.documentElement.dataset.view = wanted;
    document.documentElement.classList.remove("drawer");
    const hash = wanted === "chat" ? "" : `#${wanted}`;
    if (location.hash !== hash) history.replaceState(null, "", location.pathname + location.search + hash);
    listeners.forEach((listener) => listener(wanted));
  };
  const view = () => document.documentElement.dataset.view || "chat";
  const onView = (listener) => { listeners.push(listener); listener(view()); };
  document.documentElement.dataset.view = views.includes(location.hash.slice(1)) ? location.hash.slice(1) : "chat";

  // A dialog whose words are always text. Resolves with what was typed, true without a field, null when given up.
  const ask = ({ title, words, action, label, value = "", isLong = false, isGrave = false }) => new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "nd-dialog";
    const form = document.createElement("form");
    form.method = "dialog";
    const add = (tag, text, parent = form) => {
      const made = document.createElement(tag);
      if (text) made.textContent = text;
      parent.append(made);
      return made;
    };
    add("h2", title).id = "nd-dialog-title";
    dialog.setAttribute("aria-labelledby", "nd-dialog-title");
    if (words) add("p", words);
    let field = null;
    if (label) {
      const caption = add("label", label);
      field = add(isLong ? "textarea" : "input");
      field.id = caption.htmlFor = "nd-dialog-field";
      field.value = value;
      field.maxLength = isLong ? 2000 : 120;
      if (isLong) field.rows = 4;
    }
    const row = add("p");
    row.className = "choices";
    const keep = add("button", "Cancel", row);
    keep.type = "button";
    keep.addEventListener("click", () => dialog.close(""));
    const go = add("button", action, row);
    go.className = isGrave ? "grave" : "primary";
    go.value = "go";
    dialog.append(form);
    document.body.append(dialog);
    const opener = document.activeElement;
    dialog.addEventListener("close", () => {
      const isGo = dialog.returnValue === "go";
      dialog.remove();
      opener?.focus?.();
      resolve(isGo ? (field ? field.value : true) : null);
    });
    dialog.showModal();
    (field ?? keep).focus();
    if (field && !isLong) field.select();
  });

  // Waits until nothing came for a while, as a search does while someone types.
  const settled = (action, wait = 220) => {
    let timer = 0;
    return (...given) => { clearTimeout(timer); timer = setTimeout(() => action(...given), wait); };
  };

  // Whether a press opens a source, and if so opens it; the pane gives the focus back to what was pressed.
  const opensSource = (event, trigger) => {
    const opener = event.target.closest("[data-open]");
    if (!opener) return false;
    document.newsdeskOpener = opener;
    const { document: id, version, start, end } = opener.dataset;
    trigger("select", { document: id, version, start: Number(start), end: Number(end) });
    return true;
  };

  return { show, view, onView, ask, settled, opensSource };
})();
