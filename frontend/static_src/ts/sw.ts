// The service worker: pages one has read stay readable, text first; alerts arrive.
//
// A page is fetched from the network for at most three seconds, then the kept copy is shown with its date. If it
// is not kept in this language, a copy in another one is shown with a sentence that says so; else the offline
// page of the right language. Pages about a person are never kept.

import { registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst, NetworkOnly } from "workbox-strategies";
import type { WorkboxPlugin } from "workbox-core";

declare const self: ServiceWorkerGlobalScope & { CORRIDOR: { languages: string[]; build: string; icon: string; files: string } };

const PAGES = "corridor-pages";
const PICTURES = "corridor-pictures";
const FILES = "corridor-files";
const OFFLINE = `corridor-offline-${self.CORRIDOR.build}`;
const KEPT_AT = "X-Corridor-Kept";
const TITLE = "X-Corridor-Title";
const PINNED = "X-Corridor-Pinned";
const MOST = { [PAGES]: 150, [PICTURES]: 60, [FILES]: 40 };
const TIMEOUT_SECONDS = 3;

const { languages } = self.CORRIDOR;
const WITHOUT_PREFIX = /^\/(cms|documents|media|admin|api|webhooks|styleguide|static|healthz|readyz)(\/|$)/;
const PERSONAL = /^\/[a-z-]+\/(desk|account|alerts|report|search|offline)(\/|$)/;
// Links from mails hold a token: capital letters, "=", ":" or the act itself.
const SECRET = /[A-Z=:]|\/(confirm|unsubscribe|withdraw|stop|manage|preferences)[a-z-]*(\/|$)/;

function mayKeep(url: URL): boolean {
  const { pathname, search, origin } = url;
  if (origin !== self.location.origin || search) return false;
  return !WITHOUT_PREFIX.test(pathname) && !PERSONAL.test(pathname) && !SECRET.test(decodeURI(pathname));
}

function isKeepable(response: Response): boolean {
  const control = response.headers.get("Cache-Control") ?? "";
  return (
    response.status === 200 &&
    !response.redirected &&
    /text\/html/.test(response.headers.get("Content-Type") ?? "") &&
    !/no-store|private/.test(control) &&
    !/cookie/i.test(response.headers.get("Vary") ?? "")
  );
}

function languageOf(pathname: string): string {
  const code = pathname.split("/")[1] ?? "";
  return languages.includes(code) ? code : (languages[0] ?? "en");
}

async function trim(name: keyof typeof MOST): Promise<void> {
  const cache = await caches.open(name);
  const entries = await cache.keys();
  let surplus = entries.length - MOST[name]!;
  for (const request of entries) {
    if (surplus <= 0) return;
    if ((await cache.match(request))?.headers.has(PINNED)) continue;
    await cache.delete(request);
    surplus--;
  }
}

/** A copy of the page that knows when it was kept and what it is called. */
async function stamped(response: Response, pinned: boolean): Promise<Response> {
  const html = await response.text();
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set(KEPT_AT, new Date().toISOString());
  headers.set(TITLE, encodeURIComponent((/<title>([^<]*)/.exec(html)?.[1] ?? "").replace(/ · Corridor$/, "").trim()));
  if (pinned) headers.set(PINNED, "1");
  return new Response(html, { status: 200, headers });
}

async function withHtml(response: Response, change: (html: string) => string): Promise<Response> {
  return new Response(change(await response.text()), { status: response.status, headers: response.headers });
}

/** Show the banner "You are reading a copy kept on this phone" with the date in the reader's format. */
function markKept(response: Response, language: string): Promise<Response> {
  const kept = response.headers.get(KEPT_AT) ?? "";
  const date = new Date(kept);
  const shown = isNaN(+date)
    ? ""
    : new Intl.DateTimeFormat(`${language === "en" ? "en-GB" : language}-u-nu-latn`, { dateStyle: "long" }).format(date);
  return withHtml(response, (html) =>
    html.replace(
      /data-saved-copy hidden>([^]*?)<time><\/time>/,
      (_all, words: string) => `data-saved-copy>${words}<time datetime="${kept}">${shown}</time>`,
    ),
  );
}

/** The same page kept in another language: the reader's own languages first. */
async function inAnotherLanguage(url: URL): Promise<Response | undefined> {
  const wanted = languageOf(url.pathname);
  const rest = url.pathname.slice(wanted.length + 1);
  if (!url.pathname.startsWith(`/${wanted}/`)) return undefined;
  const own = navigator.languages.map((tag) => tag.split("-")[0] ?? "");
  const order = [...new Set([...own.filter((code) => languages.includes(code)), ...languages])];
  const cache = await caches.open(PAGES);
  for (const code of order) {
    const found = code === wanted ? undefined : await cache.match(`/${code}${rest}`);
    if (!found) continue;
    const offline = await (await offlinePage(wanted))?.text();
    const sentence = /data-elsewhere>([^<]*)</.exec(offline ?? "")?.[1] ?? "";
    const direction = /<html[^>]*dir="(\w+)"/.exec(offline ?? "")?.[1] ?? "auto";
    return withHtml(await markKept(found, code), (html) =>
      html.replace(
        "data-saved-language hidden>",
        () => `data-saved-language lang="${wanted}" dir="${direction}"><p>${sentence}</p>`,
      ),
    );
  }
  return undefined;
}

async function offlinePage(language: string): Promise<Response | undefined> {
  const cache = await caches.open(OFFLINE);
  return (await cache.match(`/${language}/offline/`)) ?? cache.match(`/${languages[0]}/offline/`);
}

/** The offline page with the list of what is kept. */
async function offlineAnswer(language: string, isFallback: boolean): Promise<Response> {
  const page = await offlinePage(language);
  if (!page) return Response.error();
  const cache = await caches.open(PAGES);
  const items: string[] = [];
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    const title = decodeURIComponent((await cache.match(request))?.headers.get(TITLE) ?? "") || pathname;
    const item = `<li lang="${languageOf(pathname)}" dir="auto"><a href="${pathname}">${title}</a></li>`;
    if (languageOf(pathname) === language) items.unshift(item);
    else items.push(item);
  }
  return withHtml(page, (html) => {
    let out = html.replace("<ul data-saved-list>", () => `<ul data-saved-list>${items.join("")}`);
    if (items.length) out = out.replace("data-forget hidden", "data-forget").replace("data-none", "data-none hidden");
    if (isFallback) out = out.replace("data-no-connection hidden", "data-no-connection");
    return out;
  });
}

const fallback: WorkboxPlugin = {
  handlerDidError: async ({ request }) => {
    const url = new URL(request.url);
    const elsewhere = mayKeep(url) ? await inAnotherLanguage(url) : undefined;
    return elsewhere ?? offlineAnswer(languageOf(url.pathname), true);
  },
};

const keeping: WorkboxPlugin = {
  cacheWillUpdate: async ({ request, response }) => {
    if (!isKeepable(response)) {
      // A page that has gone, or has become personal, is not shown from an old copy either.
      if ([403, 404, 410].includes(response.status)) await (await caches.open(PAGES)).delete(request);
      return null;
    }
    const old = await (await caches.open(PAGES)).match(request);
    return stamped(response, old?.headers.has(PINNED) ?? false);
  },
  cacheDidUpdate: () => trim(PAGES),
  cachedResponseWillBeUsed: async ({ cachedResponse, request }) =>
    cachedResponse ? markKept(cachedResponse, languageOf(new URL(request.url).pathname)) : null,
};

const trimming = (name: keyof typeof MOST): WorkboxPlugin => ({ cacheDidUpdate: () => trim(name) });

const pages = new NetworkFirst({
  cacheName: PAGES,
  networkTimeoutSeconds: TIMEOUT_SECONDS,
  matchOptions: { ignoreVary: true },
  plugins: [keeping, fallback],
});
const personalPages = new NetworkOnly({ plugins: [fallback] });

const isOfflinePage = (url: URL): boolean => /^\/[a-z-]+\/offline\/$/.test(url.pathname);

registerRoute(
  ({ request, url }) => request.mode === "navigate" && isOfflinePage(url),
  async ({ url }) => offlineAnswer(languageOf(url.pathname), false),
);
registerRoute(
  ({ url }) => isOfflinePage(url),
  async ({ url }) => {
    await forget();
    return Response.redirect(url.pathname, 303);
  },
  "POST",
);
registerRoute(({ request, url }) => request.mode === "navigate" && mayKeep(url), pages);
registerRoute(({ request, url }) => request.mode === "navigate" && !WITHOUT_PREFIX.test(url.pathname), personalPages);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith(self.CORRIDOR.files),
  new CacheFirst({ cacheName: FILES, plugins: [trimming(FILES)] }),
);
registerRoute(
  ({ request, url, sameOrigin }) =>
    sameOrigin && request.destination === "image" && !savesData() && !/^\/(cms|admin)\//.test(url.pathname),
  new CacheFirst({ cacheName: PICTURES, plugins: [trimming(PICTURES)] }),
);

function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;
}

async function keep(address: string, images: string[], pin: boolean): Promise<boolean> {
  const url = new URL(address);
  url.hash = "";
  if (!mayKeep(url)) return false;
  try {
    const response = await fetch(url.href, { cache: "force-cache" });
    if (!isKeepable(response)) return false;
    await (await caches.open(PAGES)).put(url.href, await stamped(response, pin));
    await trim(PAGES);
  } catch {
    return false;
  }
  const pictures = await caches.open(PICTURES);
  await Promise.allSettled(
    images.filter((image) => new URL(image, url).origin === self.location.origin).map((image) => pictures.add(image)),
  );
  return true;
}

/** Delete every page, picture and file this worker keeps; the offline pages stay, they tell nothing. */
async function forget(): Promise<boolean> {
  await Promise.all([PAGES, PICTURES, FILES].map((name) => caches.delete(name)));
  return true;
}

self.addEventListener("install", (event) => {
  const fill = async (): Promise<void> => {
    const cache = await caches.open(OFFLINE);
    const add = async (address: string): Promise<void> => {
      const response = await fetch(address, { cache: "reload" });
      if (response.ok && !response.redirected) await cache.put(address, response);
    };
    await Promise.allSettled(languages.map((code) => add(`/${code}/offline/`)));
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const clean = async (): Promise<void> => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("corridor-offline-") && name !== OFFLINE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

self.addEventListener("message", (event) => {
  const message = event.data as { type?: string; url?: string; images?: string[]; pin?: boolean };
  let act: Promise<boolean> | undefined;
  if (message.type === "forget") act = forget();
  if (message.type === "keep" && message.url) act = keep(message.url, message.images ?? [], message.pin ?? false);
  if (act) event.waitUntil(act.then((done) => event.ports[0]?.postMessage(done)));
});

type Alert = { title?: string; body?: string; url?: string; lang?: string; dir?: NotificationDirection; tag?: string };

self.addEventListener("push", (event) => {
  let alert: Alert = {};
  try {
    alert = (event.data?.json() as Alert | null) ?? {};
  } catch {
    // A push that cannot be read must still show something: browsers take the permission away otherwise.
  }
  event.waitUntil(
    self.registration.showNotification(alert.title || "Corridor", {
      body: alert.body,
      lang: alert.lang,
      dir: alert.dir ?? "auto",
      tag: alert.tag,
      icon: self.CORRIDOR.icon,
      data: { url: alert.url ?? "/" },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL((event.notification.data as { url?: string } | null)?.url ?? "/", self.location.origin);
  const target = wanted.origin === self.location.origin ? wanted.href : self.location.origin;
  const open = async (): Promise<void> => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const here = windows.find((client) => client.url === target);
    await (here ? here.focus() : self.clients.openWindow(target));
  };
  event.waitUntil(open());
});
