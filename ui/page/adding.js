// Adding to the library: files are sent one by one, then taken in together; the server checks names and sizes again.

const MOST_BYTES = 50_000_000;
const KINDS = /\.(txt|text|md|markdown|html?|xhtml|pdf|docx|(jsonl|ndjson)(\.gz)?|eml)$/i;
const drop = element.querySelector(".drop");
const said = element.querySelector(".sending");
const addresses = element.querySelector("#addresses");
let isSending = false;

const nameOf = (file) => file.newsdeskPath || file.webkitRelativePath || file.name;
const batchName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

const send = async (files) => {
  if (isSending || !files.length) return;
  isSending = true;
  const batch = batchName();
  const refused = [];
  let done = 0;
  for (const file of files) {
    const name = nameOf(file);
    if (name.split("/").some((part) => part.startsWith("."))) continue;
    said.textContent = `Sending ${(done += 1)} of ${files.length} …`;
    const why = !KINDS.test(name) ? "it is not a kind of document that is read"
      : file.size > MOST_BYTES ? "it is too large; up to 50 MB are read" : await post(batch, name, file);
    if (why) refused.push(`${name.replace(/[\t\r\n]/g, " ")}\t${why}`);
  }
  said.textContent = "";
  isSending = false;
  trigger("upload", { batch, addresses: "", refused: refused.join("\n") });
};

// The reason why the file was turned away; empty when it was taken.
const post = async (batch, name, file) => {
  try {
    const query = new URLSearchParams({ batch, name });
    const response = await fetch(`/library/files?${query}`, { method: "POST", body: file });
    if (response.ok) return "";
    const told = await response.json().catch(() => ({}));
    return told.why || `the server answered ${response.status}`;
  } catch {
    return "it could not be sent; try again";
  }
};

// Every file inside a dropped folder, with its path there.
const filesOf = async (entry, path = "") => {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    if (path) file.newsdeskPath = path + file.name;
    return [file];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return found;
    for (const inner of entries) found.push(...await filesOf(inner, `${path}${entry.name}/`));
  }
};

for (const input of element.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => { send([...input.files]); input.value = ""; });
}
element.addEventListener("click", (event) => {
  const chooser = event.target.closest("[data-choose]");
  if (chooser) element.querySelector(`input.${chooser.dataset.choose}`).click();
});
element.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!addresses.value.trim()) { addresses.focus(); return; }
  trigger("upload", { batch: "", addresses: addresses.value, refused: "" });
  addresses.value = "";
});

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
drop.addEventListener("dragleave", (event) => {
  if (!drop.contains(event.relatedTarget)) drop.classList.remove("over");
});
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) { send([...event.dataTransfer.files]); return; }
  const files = [];
  for (const entry of entries) files.push(...await filesOf(entry).catch(() => []));
  send(files);
});
// A file that misses the box must not take the page away.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
