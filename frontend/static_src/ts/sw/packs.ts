// Packs: everything for one corridor in one language. A pack is a list of files that are named by what they hold.
//
// The list in use stands in the cache under its address; one whose files are still on their way stands beside it,
// with "?next". A file is checked against its name before it is kept, and again before it is shown. What has
// arrived stays, whatever happens: saving again asks for the rest alone.

import { hex } from "./html";
import { existing, isFull, KEPT_AT, keysOf, PACKS, PACK_FILES, put, take } from "./store";

export type PackFile = {
  digest: string;
  kind: "shell" | "guide" | "contacts" | "fees";
  path: string;
  title: string;
  language: string;
  bytes: number;
};
export type Manifest = {
  format: number;
  language: string;
  dir: string;
  title: string;
  version: string;
  bytes: number;
  files: PackFile[];
};
/** What a page shows of a pack. Files and bytes count what is on the phone, of all there are. */
export type Progress = {
  state: "new" | "saving" | "stopped" | "full" | "kept" | "update" | "gone";
  done: number;
  files: number;
  bytes: number;
  total: number;
  kept: string;
};
export type Listed = { path: string; manifest: Manifest; kept: string; isNext: boolean };
type Say = (progress: Progress) => void;
type Saving = { said: Set<Say>; last: Progress; stop: AbortController; ended: Promise<void> };

const AT_ONCE = 3;
const FILE_SECONDS = 30;
const HEARTBEAT_MS = 2000;
const NEXT = "?next";
const HTML = { "Content-Type": "text/html; charset=utf-8" };
const saving = new Map<string, Saving>();

const addressOf = (digest: string): string => `/packs/files/${digest}`;
export const isPackPath = (path: string): boolean => /^\/[a-z-]+\/packs\/[\w-]+\.json$/.test(path);

/** Every list on the phone; those on their way first, as they are newer. */
export async function lists(): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const request of await keysOf(PACKS)) {
    const response = await take(PACKS, request);
    if (!response) continue;
    const { pathname, search } = new URL(request.url);
    const listed = {
      path: pathname,
      manifest: (await response.json()) as Manifest,
      kept: response.headers.get(KEPT_AT) ?? "",
      isNext: search === NEXT,
    };
    if (listed.isNext) found.unshift(listed);
    else found.push(listed);
  }
  return found;
}

async function list(path: string): Promise<{ current?: Listed; next?: Listed }> {
  const all = (await lists()).filter((listed) => listed.path === path);
  return { current: all.find((listed) => !listed.isNext), next: all.find((listed) => listed.isNext) };
}

function putList(path: string, manifest: Manifest, kept: string): Promise<void> {
  const headers = { "Content-Type": "application/json", [KEPT_AT]: kept };
  return put(PACKS, path, () => new Response(JSON.stringify(manifest), { headers }));
}

async function isWhole(bytes: ArrayBuffer, digest: string): Promise<boolean> {
  return hex(await crypto.subtle.digest("SHA-256", bytes)).startsWith(digest);
}

/** The HTML of a file; undefined when it is not here, or broken, and then it is deleted. */
export async function contentOf(digest: string): Promise<string | undefined> {
  const bytes = await (await take(PACK_FILES, addressOf(digest)))?.arrayBuffer();
  if (!bytes) return undefined;
  if (await isWhole(bytes, digest)) return new TextDecoder().decode(bytes);
  await (await existing(PACK_FILES))?.delete(addressOf(digest));
  return undefined;
}

async function count(manifest: Manifest): Promise<{ missing: PackFile[]; progress: Progress }> {
  const here = new Set((await keysOf(PACK_FILES)).map((request) => new URL(request.url).pathname));
  const missing = manifest.files.filter((file) => !here.has(addressOf(file.digest)));
  const files = manifest.files.length;
  const total = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const bytes = total - missing.reduce((sum, file) => sum + file.bytes, 0);
  return { missing, progress: { state: "stopped", done: files - missing.length, files, bytes, total, kept: "" } };
}

/** Delete the files that no list names. */
async function sweep(): Promise<void> {
  const named = new Set((await lists()).flatMap(({ manifest }) => manifest.files.map(({ digest }) => addressOf(digest))));
  const cache = await existing(PACK_FILES);
  for (const request of (await cache?.keys()) ?? []) {
    if (!named.has(new URL(request.url).pathname)) await cache!.delete(request);
  }
}

/** The list as the site has it now; null when the site has no such pack any more. */
async function fetchList(path: string): Promise<Manifest | null> {
  const response = await fetch(path, { cache: "no-cache" });
  if (response.status === 404 || response.status === 410) return null;
  const manifest = (await response.json()) as Manifest;
  if (!response.ok || manifest.format !== 1) throw new TypeError("not a pack");
  return manifest;
}

/** Fetch a file and keep it if it is what its name says. A broken one is asked for once more, past all caches;
 * so is one that a moment without connection has lost. */
async function fetchFile(file: PackFile, stopped: AbortSignal): Promise<boolean> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const patience = new AbortController();
    const giveUp = (): void => patience.abort();
    const timer = setTimeout(giveUp, FILE_SECONDS * 1000);
    stopped.addEventListener("abort", giveUp);
    try {
      const cache = attempt ? "reload" : "default";
      const response = await fetch(addressOf(file.digest), { cache, signal: patience.signal });
      if (!response.ok) return false;
      const bytes = await response.arrayBuffer();
      if (stopped.aborted) return false;
      if (!(await isWhole(bytes, file.digest))) continue;
      await put(PACK_FILES, addressOf(file.digest), () => new Response(bytes, { headers: HTML }));
      return true;
    } catch (error) {
      if (attempt || isFull(error) || patience.signal.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    } finally {
      clearTimeout(timer);
      stopped.removeEventListener("abort", giveUp);
    }
  }
  return false;
}

/** Fetch what is missing, a few files at once, and say so after each. True when all of it is here. */
async function fetchMissing(manifest: Manifest, run: Saving, tell: Say): Promise<boolean> {
  const { missing, progress } = await count(manifest);
  tell({ ...progress, state: "saving" });
  let whole = true;
  const worker = async (): Promise<void> => {
    try {
      for (let file = missing.shift(); file && !run.stop.signal.aborted; file = missing.shift()) {
        if (await fetchFile(file, run.stop.signal)) {
          progress.done++;
          progress.bytes += file.bytes;
          tell({ ...progress, state: "saving" });
        } else whole = false;
      }
    } finally {
      // Without a connection, or without room, the others need not try the rest.
      missing.length = 0;
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  const failed = ended.find((one): one is PromiseRejectedResult => one.status === "rejected");
  if (failed) throw failed.reason;
  return whole && !run.stop.signal.aborted;
}

async function run(path: string, self: Saving, tell: Say): Promise<void> {
  const started = await list(path);
  try {
    // A second list is asked for when a file has gone since the first was made.
    for (let attempt = 0; attempt < 2; attempt++) {
      const manifest = await fetchList(path);
      if (self.stop.signal.aborted) return;
      if (!manifest) {
        tell({ ...self.last, state: "gone" });
        return;
      }
      const now = new Date().toISOString();
      await putList(path + NEXT, manifest, now);
      if (await fetchMissing(manifest, self, tell)) {
        await adopt(path, manifest, now);
        tell((await look(path, manifest.version, false)) ?? self.last);
        return;
      }
      if (self.stop.signal.aborted) return;
    }
    tell({ ...self.last, state: "stopped" });
  } catch (error) {
    const listed = (await list(path)).next ?? started.next ?? started.current;
    const left = listed ? (await count(listed.manifest)).progress : self.last;
    if (!self.stop.signal.aborted) tell({ ...left, state: isFull(error) ? "full" : "stopped" });
  }
}

async function adopt(path: string, manifest: Manifest, now: string): Promise<void> {
  await putList(path, manifest, now);
  await (await caches.open(PACKS)).delete(path + NEXT);
  await sweep();
}

/** Save a pack, or go on saving it, or update it: whatever is missing is fetched. Ends when it is here or stopped.
 *
 * A second call for a pack that is on its way listens to the first.
 */
export async function save(path: string, said: Say): Promise<void> {
  const known = saving.get(path);
  if (known) {
    known.said.add(said);
    said(known.last);
    return known.ended;
  }
  const last: Progress = { state: "saving", done: 0, files: 0, bytes: 0, total: 0, kept: "" };
  const self: Saving = { said: new Set([said]), last, stop: new AbortController(), ended: Promise.resolve() };
  const tell: Say = (progress) => {
    self.last = progress;
    self.said.forEach((listener) => listener(progress));
  };
  saving.set(path, self);
  // The page takes silence for the end of this worker.
  const heart = setInterval(() => tell(self.last), HEARTBEAT_MS);
  self.ended = run(path, self, tell).finally(() => {
    clearInterval(heart);
    saving.delete(path);
  });
  return self.ended;
}

/** How a pack stands on this phone. The site is asked only when the page names another version than is kept. */
export async function look(path: string, version: string, mayAsk = true): Promise<Progress> {
  const running = saving.get(path);
  if (running && mayAsk) return running.last;
  const { current, next } = await list(path);
  if (next) return { ...(await count(next.manifest)).progress, kept: current?.kept ?? "" };
  if (!current) return { state: "new", done: 0, files: 0, bytes: 0, total: 0, kept: "" };
  const here = await count(current.manifest);
  const progress = { ...here.progress, kept: current.kept };
  if (here.missing.length) return progress;
  if (!mayAsk || version === current.manifest.version) return { ...progress, state: "kept" };
  const newer = await fetchList(path).catch(() => undefined);
  if (newer === null) return { ...progress, state: "gone" };
  if (!newer || newer.version === current.manifest.version) return { ...progress, state: "kept" };
  const change = await count(newer);
  if (change.missing.length) return { ...change.progress, state: "update", kept: current.kept };
  const now = new Date().toISOString();
  await adopt(path, newer, now);
  return { ...change.progress, state: "kept", kept: now };
}

async function halt(path: string): Promise<void> {
  const running = saving.get(path);
  running?.stop.abort();
  await running?.ended;
}

/** Delete one pack; files that another one shares stay. */
export async function remove(path: string): Promise<void> {
  await halt(path);
  const cache = await existing(PACKS);
  await cache?.delete(path);
  await cache?.delete(path + NEXT);
  await sweep();
}

export async function haltAll(): Promise<void> {
  await Promise.all([...saving.keys()].map(halt));
}

/** The page at this address has gone: packs show it no more. True when one had it. */
export async function dropFromPacks(path: string): Promise<boolean> {
  let dropped = false;
  for (const { path: key, manifest, kept, isNext } of await lists()) {
    const files = manifest.files.filter((file) => file.path !== path);
    if (files.length === manifest.files.length) continue;
    await putList(isNext ? key + NEXT : key, { ...manifest, files }, kept);
    dropped = true;
  }
  if (dropped) await sweep();
  return dropped;
}

export type PackedPage = { file: PackFile; html: string; kept: string; packLanguage: string };

/** The piece of a pack for an address, from the newest list whose file is here.
 *
 * Every pack has the help and the fees of its own corridor at the same address: they are shown one after another.
 */
export async function packedPage(path: string): Promise<PackedPage | undefined> {
  let found: PackedPage | undefined;
  const seen = new Set<string>();
  for (const { path: pack, manifest, kept } of await lists()) {
    const file = manifest.files.find((one) => one.path === path && one.kind !== "shell");
    if (!file || seen.has(pack) || seen.has(file.digest)) continue;
    const html = await contentOf(file.digest);
    if (html === undefined) continue;
    seen.add(pack).add(file.digest);
    if (!found) found = { file, html, kept, packLanguage: manifest.language };
    else found = { ...found, html: `${found.html}<hr>${html}`, kept: kept < found.kept ? kept : found.kept };
    if (file.kind === "guide") break;
  }
  return found;
}

/** The frame of the site's pages in a language, with its marks for title and content. */
export async function shell(language: string): Promise<string | undefined> {
  for (const { manifest } of await lists()) {
    if (manifest.language !== language) continue;
    const file = manifest.files.find((one) => one.kind === "shell");
    const html = file && (await contentOf(file.digest));
    if (html !== undefined) return html;
  }
  return undefined;
}
