// The caches, and what to do when the phone is full.

declare const self: ServiceWorkerGlobalScope;

export const PAGES = "corridor-pages";
export const PICTURES = "corridor-pictures";
export const FILES = "corridor-files";
export const PACKS = "corridor-packs";
export const PACK_FILES = "corridor-pack-files";

export const KEPT_AT = "X-Corridor-Kept";
export const TITLE = "X-Corridor-Title";
export const BYTES = "X-Corridor-Bytes";
export const PINNED = "X-Corridor-Pinned";

const MOST: Record<string, number> = { [PAGES]: 150, [PICTURES]: 60, [FILES]: 40 };

/** A cache that is there; looking into what was never kept leaves no trace of it. */
export async function existing(name: string): Promise<Cache | undefined> {
  return (await caches.has(name)) ? caches.open(name) : undefined;
}

/** The names of what a cache holds, oldest first. */
export async function keysOf(name: string): Promise<readonly Request[]> {
  return (await (await existing(name))?.keys()) ?? [];
}

export async function take(name: string, key: string | Request): Promise<Response | undefined> {
  return (await existing(name))?.match(key, { ignoreVary: true });
}

/** Delete the oldest entries over the limit, or `atLeast` of them; never those kept by hand. */
export async function trim(name: string, atLeast = 0): Promise<number> {
  const cache = await existing(name);
  if (!cache) return 0;
  const entries = await cache.keys();
  const surplus = Math.max(entries.length - (MOST[name] ?? Infinity), atLeast);
  let deleted = 0;
  for (const request of entries) {
    if (deleted >= surplus) break;
    if ((await cache.match(request))?.headers.has(PINNED)) continue;
    await cache.delete(request);
    deleted++;
  }
  return deleted;
}

/** Put an answer into a cache. When the phone is full, pictures and the oldest pages make room.
 *
 * Throws what the browser throws when there is no room even so: nothing that was kept by hand is lost.
 */
export async function put(name: string, key: string, make: () => Response): Promise<void> {
  for (;;) {
    try {
      const cache = await caches.open(name);
      await cache.put(key, make());
      return;
    } catch (error) {
      const room = (await trim(PICTURES, 20)) + (await trim(PAGES, 10));
      if (!room) throw error;
    }
  }
}

export const isFull = (error: unknown): boolean => (error as Error | null)?.name === "QuotaExceededError";

/** Delete everything this worker keeps; the offline pages are part of the worker and tell nothing. */
export async function empty(): Promise<void> {
  for (const name of await caches.keys()) await caches.delete(name);
}

export function savesData(): boolean {
  return (self.navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;
}
