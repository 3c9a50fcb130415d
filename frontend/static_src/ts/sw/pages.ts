// Pages one has read: kept text first, dropped when the site has dropped them.

import { markGone, titleOf } from "./html";
import { languageOf, mayKeepPath } from "./site";
import { BYTES, existing, isFull, KEPT_AT, keysOf, PAGES, PICTURES, PINNED, put, savesData, take, TITLE, trim } from "./store";
import { dropFromPacks } from "./packs";

const GONE = [403, 404, 410];

/** The address a page is kept under. With letters of its own it is the same page. */
export function plain(address: string | URL): URL {
  const url = new URL(address);
  url.hash = "";
  if (/^\?letters=?$/.test(url.search)) url.search = "";
  return url;
}

export function mayKeep(url: URL): boolean {
  return !url.search && mayKeepPath(url);
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

/** Headers for a page whose text has been read out of its answer. */
function headersOf(response: Response): Headers {
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return headers;
}

/** Keep a page that may be kept; a copy that knows when it was kept, what it is called and how big it is. */
async function store(address: string, response: Response, pin: boolean): Promise<void> {
  const html = await response.text();
  const headers = headersOf(response);
  headers.set(KEPT_AT, new Date().toISOString());
  headers.set(TITLE, encodeURIComponent(titleOf(html)));
  headers.set(BYTES, String(new Blob([html]).size));
  if (pin || (await take(PAGES, address))?.headers.has(PINNED)) headers.set(PINNED, "1");
  await put(PAGES, address, () => new Response(html, { status: 200, headers }));
  await trim(PAGES);
}

/** Keep what the network has answered for a page, if it may be kept. A phone without room still shows it. */
export async function arrived(url: URL, response: Response): Promise<void> {
  if (isKeepable(response)) await store(url.href, response, false).catch(() => undefined);
}

/** The answer of the network as it is shown. A page that has gone takes its copies with it and says so.
 *
 * Only when it is shown: a "gone" that comes too late to be read leaves the copy, and is told the next time.
 */
export async function shown(url: URL, response: Response): Promise<Response> {
  if (!GONE.includes(response.status)) return response;
  const wasKept = (await (await existing(PAGES))?.delete(url.href)) ?? false;
  const wasPacked = await dropFromPacks(url.pathname);
  if (!(wasKept || wasPacked) || response.status === 403) return response;
  const html = markGone(await response.text(), languageOf(url.pathname));
  return new Response(html, { status: response.status, headers: headersOf(response) });
}

/** Keep the page at an address by hand, its text before its pictures: "kept", "full", or "" when it cannot be. */
export async function keep(address: string, images: string[], pin: boolean): Promise<string> {
  const url = plain(address);
  if (!mayKeep(url)) return "";
  try {
    const response = await fetch(address, { cache: "force-cache" });
    if (!isKeepable(response)) return "";
    await store(url.href, response, pin);
  } catch (error) {
    return isFull(error) ? "full" : "";
  }
  if (!savesData()) {
    const own = images.filter((image) => new URL(image, url).origin === url.origin);
    const pictures = await caches.open(PICTURES);
    await Promise.all(own.map((image) => pictures.add(image).catch(() => undefined)));
    await trim(PICTURES);
  }
  return "kept";
}

export type KeptPage = { path: string; title: string; kept: string; bytes: number };

/** The pages that have been read, the newest first. */
export async function keptPages(): Promise<KeptPage[]> {
  const found: KeptPage[] = [];
  for (const request of await keysOf(PAGES)) {
    const headers = (await take(PAGES, request))?.headers;
    const path = new URL(request.url).pathname;
    found.unshift({
      path,
      title: decodeURIComponent(headers?.get(TITLE) ?? "") || path,
      kept: headers?.get(KEPT_AT) ?? "",
      bytes: Number(headers?.get(BYTES) ?? 0),
    });
  }
  return found;
}

export function keptPage(path: string): Promise<Response | undefined> {
  return take(PAGES, path);
}
