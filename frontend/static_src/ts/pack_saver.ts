// The buttons of packs. The service worker does the work, so that reading on does not break a download off.

import { ask, tell } from "./worker";

/** What the worker says: counts, and the same in the reader's words. */
type Progress = {
  state: string;
  done: number;
  files: number;
  kept: string;
  words: { done: string; total: string; left: string; day: string };
};

// The worker says something every two seconds while it works; a longer silence is its end.
const SILENCE_MS = 7000;

function startPack(box: HTMLElement): void {
  const pack = box.dataset.pack ?? "";
  const language = document.documentElement.lang;
  const all = (name: string): NodeListOf<HTMLElement> => box.querySelectorAll<HTMLElement>(`[data-pack-${name}]`);
  const write = (name: string, text: string): void => all(name).forEach((place) => (place.textContent = text));
  let silence: ReturnType<typeof setTimeout> | undefined;
  let state = "";

  const show = (progress: Progress): void => {
    const held = box.contains(document.activeElement);
    state = progress.state;
    all("when").forEach((part) => (part.hidden = !part.dataset.packWhen!.split(" ").includes(state)));
    const { done, total, left, day } = progress.words;
    write("files", `${progress.done} / ${progress.files}`);
    write("bytes", `${done} / ${total}`);
    write("total", total);
    write("left", left);
    write("kept", day);
    all("kept").forEach((time) => time.setAttribute("datetime", progress.kept));
    const bar = box.querySelector("progress")!;
    bar.max = progress.files || 1;
    bar.value = progress.done;
    // A button that was pressed and has gone leaves the keyboard at the next one.
    if (held && !box.contains(document.activeElement)) box.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  };

  const heard = (word: unknown): void => {
    clearTimeout(silence);
    if (!word) return;
    show(word as Progress);
    if (state === "saving") silence = setTimeout(save, SILENCE_MS);
  };

  const save = (): void => void ask({ type: "save", pack, language }, heard);

  all("save").forEach((button) =>
    button.addEventListener("click", () => {
      // Without this, a phone that runs out of room may drop the pack; with it, only the reader does.
      void navigator.storage?.persist?.();
      save();
    }),
  );
  all("remove").forEach((button) =>
    button.addEventListener("click", () => void tell({ type: "remove", pack, language }).then(heard)),
  );
  addEventListener("online", () => {
    if (state === "stopped") save();
  });
  document.addEventListener("corridor:forgotten", look);

  function look(): void {
    void tell({ type: "look", pack, language, version: box.dataset.version ?? "" }).then((word) => {
      heard(word);
      // Somebody has started this before: listen, too.
      if (state === "saving") save();
    });
  }
  look();
}

function startForgetting(box: HTMLElement): void {
  const button = box.querySelector("button");
  const said = box.querySelector<HTMLElement>("[data-forgotten]");
  if (!button || !said) return;
  box.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      localStorage.clear();
      sessionStorage.clear();
    } catch {
      // Storage may be switched off.
    }
    await tell({ type: "forget" });
    button.disabled = false;
    said.hidden = false;
    document.dispatchEvent(new Event("corridor:forgotten"));
  });
}

export async function start(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.ready;
  document.querySelectorAll<HTMLElement>("[data-pack]").forEach(startPack);
  document.querySelectorAll<HTMLElement>("[data-forget]").forEach(startForgetting);
}
