// Enhancement only: every page works without it for reading. Drops files with progress,
// watches a sending, keeps forms from being sent twice, locks after 10 idle minutes.
"use strict";

const zone = document.querySelector("[data-drop]");
if (zone) {
  const form = zone.closest("form");
  const picker = form.querySelector("input[type=file]");
  const status = document.querySelector("[data-drop-status]");
  const bar = document.querySelector("[data-drop-progress]");
  const over = (on) => (e) => { e.preventDefault(); zone.classList.toggle("over", on); };
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, over(true));
  for (const name of ["dragleave", "drop"]) document.addEventListener(name, over(false));
  document.addEventListener("drop", async (e) => upload(await gather(e.dataTransfer)));
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => upload([...input.files].map((f) => [f.webkitRelativePath || f.name, f])));
  }

  // gather walks dropped folders too.
  async function gather(data) {
    const entries = [...data.items].map((i) => i.webkitGetAsEntry && i.webkitGetAsEntry()).filter(Boolean);
    if (!entries.length) return [...data.files].map((f) => [f.name, f]);
    const out = [];
    for (const e of entries) await walk(e, "", out);
    return out;
  }
  async function walk(entry, folder, out) {
    if (entry.isFile) {
      out.push([folder + entry.name, await new Promise((ok, no) => entry.file(ok, no))]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const batch = await new Promise((ok, no) => reader.readEntries(ok, no));
      if (!batch.length) return;
      for (const e of batch) await walk(e, folder + entry.name + "/", out);
    }
  }
  function upload(list) {
    if (!list.length) return;
    const body = new FormData();
    for (const [name, file] of list) { body.append("path", name); body.append("files", file, file.name); }
    const req = new XMLHttpRequest();
    req.open("POST", form.action);
    req.setRequestHeader("Accept", "application/json");
    bar.hidden = false;
    req.upload.onprogress = (e) => {
      bar.max = e.total; bar.value = e.loaded;
      status.textContent = e.loaded < e.total ? `${list.length}ファイルを読み込んでいます…` : `${list.length}ファイルを振り分けて確かめています…`;
    };
    req.onload = () => {
      const answer = parse(req.responseText);
      if (answer && answer.location) { location.href = answer.location; return; }
      fail((answer && answer.message) || "読み込めませんでした。もう一度入れてください。");
    };
    req.onerror = () => fail("つながりませんでした。ファイルはこのパソコンに残っています。もう一度入れてください。");
    req.send(body);
  }
  function fail(text) { bar.hidden = true; status.textContent = text; status.setAttribute("role", "alert"); picker.value = ""; }
  function parse(text) { try { return JSON.parse(text); } catch { return null; } }
}

// A sending that goes on in the background: ask how far it is, then show the result.
const watch = document.querySelector("[data-watch]");
if (watch) {
  const ask = async () => {
    let s;
    try {
      const res = await fetch(watch.dataset.watch, { headers: { Accept: "application/json" } });
      if (res.status === 401) { location.reload(); return; }
      if (!res.ok) throw new Error(String(res.status));
      s = await res.json();
    } catch { setTimeout(ask, 1500); return; } // the sending goes on; ask again
    const bar = watch.querySelector("progress");
    if (bar) { bar.max = s.all; bar.value = s.done; }
    const text = watch.querySelector("[data-watch-text]");
    if (text) text.textContent = `${s.done} / ${s.all} 事業所`;
    if (s.sending) setTimeout(ask, 700); else location.reload();
  };
  setTimeout(ask, 500);
}

// Filters apply as they are changed.
for (const form of document.querySelectorAll("form[data-auto]")) {
  for (const el of form.querySelectorAll("select, input[type=checkbox]")) el.addEventListener("change", () => form.requestSubmit());
}

// A form is sent once.
document.addEventListener("submit", (e) => {
  if (e.defaultPrevented) return;
  const form = e.target;
  if (form.dataset.sent) { e.preventDefault(); return; }
  if (form.method === "post") { form.dataset.sent = "1"; setTimeout(() => delete form.dataset.sent, 4000); }
});

for (const el of document.querySelectorAll("[data-print]")) el.addEventListener("click", () => print());

// Passkeys: the PC's own lock or a security key.
for (const b of document.querySelectorAll("[data-passkey]")) {
  b.addEventListener("click", async () => {
    const form = b.closest("form");
    const status = form.querySelector("[data-passkey-status]");
    try {
      const res = await fetch(b.dataset.options, { method: "POST", headers: { Accept: "application/json" } });
      const options = await res.json();
      if (!res.ok) throw new Error(options.message);
      const made = b.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options.publicKey) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey) });
      form.elements.answer.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch (e) {
      status.textContent = e.name === "NotAllowedError" ? "取り消されたか、時間が切れました。もう一度押してください。" : (e.message || "パスキーを使えませんでした。番号で確かめてください。");
    }
  });
}

// Lock a shared PC after 10 idle minutes. What was dropped is a draft on the desk already.
const lock = document.querySelector("form[data-lock]");
if (lock) {
  let timer;
  const again = () => { clearTimeout(timer); timer = setTimeout(() => lock.submit(), 10 * 60 * 1000); };
  for (const name of ["keydown", "pointerdown", "scroll"]) addEventListener(name, again, { passive: true });
  again();
}
