// The service worker: pages one has read stay readable, packs are kept, alerts arrive.
//
// sw/reading.ts says which answer a page gets; sw/pages.ts and sw/packs.ts keep; sw/offline.ts and sw/search.ts
// show what is kept. Pages about a person are never kept. The address a reader asked for stays her address: no
// answer leads elsewhere, so history and address bar never say more than she typed.

import { registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import type { WorkboxPlugin } from "workbox-core";
import { showAlerts } from "./sw/alerts";
import { clearing, clearNext, isClearing, offlinePage } from "./sw/offline";
import { haltAll, isPackPath, look, type Progress, remove, save } from "./sw/packs";
import { keep } from "./sw/pages";
import { read } from "./sw/reading";
import { belowLanguage, day, isPage, site, size } from "./sw/site";
import { empty, FILES, PICTURES, savesData, trim } from "./sw/store";
import type { Message } from "./messages";

declare const self: ServiceWorkerGlobalScope;

const isOfflinePage = (url: URL): boolean => belowLanguage(url.pathname) === "/offline/";

async function forget(): Promise<boolean> {
  await haltAll();
  await empty();
  return true;
}

registerRoute(
  ({ request, url }) => request.mode === "navigate" && isOfflinePage(url),
  ({ url }) => offlinePage(url.pathname, false),
);
registerRoute(
  ({ url }) => isOfflinePage(url),
  async ({ url, request }) => {
    const pack = (await request.formData().catch(() => null))?.get("pack");
    if (typeof pack === "string" && isPackPath(pack)) await remove(pack);
    else {
      await forget();
      clearNext();
    }
    return Response.redirect(url.pathname, 303);
  },
  "POST",
);
registerRoute(({ url }) => isClearing(url), async () => clearing());
registerRoute(
  ({ request, url }) => request.mode === "navigate" && isPage(url),
  ({ url, request, event }) => read(url, request, event),
);

const trimming = (name: string): WorkboxPlugin => ({ cacheDidUpdate: () => trim(name).then(() => undefined) });

registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(site.files),
  new CacheFirst({ cacheName: FILES, plugins: [trimming(FILES)] }),
);
registerRoute(
  ({ request, url, sameOrigin }) =>
    sameOrigin && request.destination === "image" && !savesData() && !/^\/(cms|admin)\//.test(url.pathname),
  new CacheFirst({ cacheName: PICTURES, plugins: [trimming(PICTURES)] }),
);

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** Sizes and date as the page shows them: the worker formats, so that the page needs no code for it. */
function inWords(progress: Progress, language: string): Progress & { words: Record<string, string> } {
  const { bytes, total, kept } = progress;
  const words = {
    done: size(bytes, language),
    total: size(total, language),
    left: size(total - bytes, language),
    day: day(kept, language),
  };
  return { ...progress, words };
}

self.addEventListener("message", (event) => {
  const message = event.data as Message;
  const port = event.ports[0];
  const say = (word: unknown): void => port?.postMessage(word);
  const act = async (): Promise<void> => {
    if (message.type === "forget") say(await forget());
    if (message.type === "keep") say(await keep(message.url, message.images, message.pin));
    if (!("pack" in message) || !isPackPath(message.pack)) return;
    const tell = (progress: Progress): void => say(inWords(progress, message.language));
    if (message.type === "look") tell(await look(message.pack, message.version));
    if (message.type === "save") await save(message.pack, tell);
    if (message.type === "remove") {
      await remove(message.pack);
      tell(await look(message.pack, ""));
    }
  };
  event.waitUntil(act().catch(() => say(null)));
});

showAlerts();
