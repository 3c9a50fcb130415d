// Every page works without this file. It adds: reading without a connection, a quicker way out, alerts.

import { watchExit } from "./exit";
import { watchConnection } from "./connection";
import { watchPasskeys } from "./passkeys";
import { startWorker } from "./worker";

watchExit();
watchConnection();
watchPasskeys();
void startWorker();

if (document.querySelector("[data-push]")) {
  void import("./push").then((push) => push.start());
}
if (document.querySelector("[data-save-offline], [data-share]")) {
  void import("./keep").then((keep) => keep.start());
}
