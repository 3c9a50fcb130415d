// What the site tells its worker, and what the worker knows of addresses and languages.

export type Sheet = {
  name: string;
  dir: string;
  page: string;
  /** "{d} {m} {y}" and the names of the months; "{n} kB". */
  day: string;
  months: string[];
  size: string;
} & Record<
  "kept" | "elsewhere" | "gone" | "offline" | "guides" | "search" | "nothing" | "others" | "delete",
  string
>;
type Site = { languages: string[]; icon: string; files: string; offline: Record<string, Sheet> };

declare const self: ServiceWorkerGlobalScope & { CORRIDOR: Site };

export const site = self.CORRIDOR;
export const { languages } = site;

const WITHOUT_PREFIX = /^\/(cms|documents|media|admin|api|webhooks|styleguide|static|packs|healthz|readyz)(\/|$)/;
const PERSONAL = /^\/[a-z-]+\/(desk|account|alerts|report|search|offline)(\/|$)/;
// Links from mails hold a token: capital letters, "=", ":" or the act itself. The thanks tell who has signed.
const SECRET = /[A-Z=:]|\/(confirm|unsubscribe|withdraw|stop|manage|preferences|thanks)[a-z-]*(\/|$)/;

export function isPage(url: URL): boolean {
  return url.origin === self.location.origin && !WITHOUT_PREFIX.test(url.pathname);
}

/** Whether a copy of the page at this address may stay on the phone; its query is not looked at. */
export function mayKeepPath(url: URL): boolean {
  return isPage(url) && !PERSONAL.test(url.pathname) && !SECRET.test(decoded(url.pathname));
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** The reader's own languages that this site has, as the phone says them. */
export function ownLanguages(): string[] {
  return navigator.languages.map((tag) => tag.split("-")[0] ?? "").filter((code) => languages.includes(code));
}

/** The language of an address; without one in it, the reader's first, then the site's. */
export function languageOf(pathname: string): string {
  const code = pathname.split("/")[1] ?? "";
  return languages.includes(code) ? code : (ownLanguages()[0] ?? languages[0] ?? "en");
}

/** `/guides/passport/` of `/ne/guides/passport/`; undefined where the address has no language. */
export function belowLanguage(pathname: string): string | undefined {
  const code = pathname.split("/")[1] ?? "";
  return languages.includes(code) ? pathname.slice(code.length + 1) : undefined;
}

/** Every language but this one, the reader's own first. */
export function otherLanguages(wanted: string): string[] {
  return [...new Set([...ownLanguages(), ...languages])].filter((code) => code !== wanted);
}

export function sheetOf(language: string): Sheet {
  return (site.offline[language] ?? site.offline[languages[0] ?? ""])!;
}

/** A day as the language writes it. Not by the browser: phones leave the months of small languages out. */
export function day(instant: string, language: string): string {
  const date = new Date(instant);
  if (isNaN(+date)) return "";
  const { day: pattern, months } = sheetOf(language);
  return pattern
    .replace("{d}", String(date.getDate()))
    .replace("{m}", months[date.getMonth()] ?? "")
    .replace("{y}", String(date.getFullYear()));
}

/** "12 kB": 1 kB is 1000 bytes, as phone contracts count. */
export function size(bytes: number, language: string): string {
  return sheetOf(language).size.replace("{n}", String(Math.max(1, Math.round(bytes / 1000))));
}
