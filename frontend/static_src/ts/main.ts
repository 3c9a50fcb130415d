// Every page works without this file. It adds: reading without a connection, a quicker way out, alerts, keys,
// the phone's voice, letters it lacks.

import { watchExit } from "./exit";
import { watchConnection } from "./connection";
import { watchHiding } from "./hide";
import { watchLetters } from "./letters";
import { watchPasskeys } from "./passkeys";
import { forgetTicks } from "./ticks";
import { startWorker } from "./worker";

watchHiding();
watchLetters();
watchExit();
forgetTicks();
watchConnection();
watchPasskeys();
void startWorker();

if (document.querySelector("[data-push]")) {
  void import("./push").then((push) => push.start());
}
if (document.querySelector("[data-save-offline], [data-share]")) {
  void import("./keep").then((keep) => keep.start());
}
if (document.querySelector("[data-pack], [data-forget]")) {
  void import("./pack_saver").then((packs) => packs.start());
}
if (document.querySelector("[data-results]")) {
  void import("./search").then((search) => search.start());
}
if ("speechSynthesis" in window && document.querySelector("[data-speak]")) {
  void import("./speech").then((speech) => speech.start());
}
if (!matchMedia("(any-pointer: fine)").matches) {
  // Phones without keys never press one, and never load this. While it loads, the first press must not scroll too.
  const begin = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.defaultPrevented || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    removeEventListener("keydown", begin);
    void import("./keys").then((keys) => {
      keys.move(event);
      addEventListener("keydown", (next) => next.defaultPrevented || keys.move(next));
    });
  };
  addEventListener("keydown", begin);
}
