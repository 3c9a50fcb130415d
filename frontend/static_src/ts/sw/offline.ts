// What is shown in place of a page that is neither here nor to be had: the offline page with what is kept.

import { answer, escape, switcherTo } from "./html";
import { lists, shell } from "./packs";
import { keptPages } from "./pages";
import { belowLanguage, day, languageOf, languages, sheetOf, size } from "./site";

// Set for the one page that is shown after everything has been deleted.
let emptyNow = false;
const CLEARING = "/offline/clear.js";
export const isClearing = (url: URL): boolean => url.pathname === CLEARING;

/** A worker cannot reach the page's own storage: the offline page does it, by this script. */
export function clearing(): Response {
  const code = "try{localStorage.clear();sessionStorage.clear()}catch(e){}";
  return new Response(code, { headers: { "Content-Type": "text/javascript; charset=utf-8" } });
}

export function clearNext(): void {
  emptyNow = true;
}

export type Link = { path: string; title: string; language: string; note?: string };

export function link({ path, title, language, note }: Link): string {
  const small = note ? `<small dir="auto">${escape(note)}</small>` : "";
  return `<li lang="${language}" dir="${sheetOf(language).dir}"><a href="${escape(path)}">${escape(title)}</a>${small}</li>`;
}

/** Links in the reader's language, then those in others under their own heading, each named by its language. */
export function inOrder(links: Link[], language: string): string {
  const { others, dir } = sheetOf(language);
  const own = links.filter((one) => one.language === language);
  const rest = links.filter((one) => one.language !== language);
  const list = (some: Link[]): string => `<ul class="links">${some.map(link).join("")}</ul>`;
  let html = own.length ? list(own) : "";
  if (rest.length) {
    const named = rest.map((one) => ({ ...one, note: sheetOf(one.language).name }));
    html += `<h2 lang="${language}" dir="${dir}">${escape(others)}</h2>${list(named)}`;
  }
  return html;
}

/** The offline page, as it is called up by hand or (`isFallback`) in place of another one. */
export async function offlinePage(pathname: string, isFallback: boolean): Promise<Response> {
  const language = languageOf(pathname);
  const { page, delete: word } = sheetOf(language);
  const pages = await keptPages();
  const note = (kept: string, bytes: number): string =>
    [bytes ? size(bytes, language) : "", day(kept, language)].filter(Boolean).join(" · ");
  const items = pages
    .map((one) => ({ ...one, language: languageOf(one.path), note: note(one.kept, one.bytes) }))
    .sort((a, b) => Number(b.language === language) - Number(a.language === language));
  const packs = (await lists()).map(
    ({ path, manifest, kept }) =>
      `<li lang="${escape(manifest.language)}" dir="${sheetOf(manifest.language).dir}"><a href="/${escape(manifest.language)}/guides/">` +
      `${escape(manifest.title)}</a><small dir="auto">${note(kept, manifest.bytes)}</small>` +
      `<form method="post" action="/${language}/offline/" lang="${language}"><button name="pack" value="${escape(path)}">${escape(word)}</button></form></li>`,
  );
  let html = page
    .replace("<ul data-saved-packs>", () => `<ul data-saved-packs>${packs.join("")}`)
    .replace("<ul data-saved-list>", () => `<ul data-saved-list>${items.map(link).join("")}`);
  if (items.length || packs.length) {
    html = html
      .replace("data-forget hidden", "data-forget")
      .replace("data-search hidden", "data-search")
      .replace("data-none", "data-none hidden");
  }
  if (isFallback) html = switcherTo(html.replace("data-no-connection hidden", "data-no-connection"), pathname);
  if (emptyNow) html = html.replace("</head>", `<script src="${CLEARING}"></script></head>`);
  emptyNow = false;
  return answer(html);
}

/** A page of the worker's own words, in the frame of a saved pack or else of the offline page. */
export async function framed(pathname: string, title: string, main: string): Promise<Response> {
  const language = languageOf(pathname);
  const frame = await shell(language);
  const html = frame
    ? frame.replace("<!--corridor:title-->", () => escape(title)).replace("<!--corridor:main-->", () => main)
    : sheetOf(language)
        .page.replace(/<title>[^<]*/, () => `<title>${escape(title)} · Corridor`)
        .replace(/<main>[^]*<\/main>/, () => `<main>${main}</main>`);
  return answer(switcherTo(html, pathname));
}

/** The finder without a connection: the guides that are on this phone. Undefined when there is none. */
export async function keptGuides(pathname: string): Promise<Response | undefined> {
  const language = languageOf(pathname);
  const isGuide = (path: string): boolean => /^\/guides\/[^/]+\//.test(belowLanguage(path) ?? "");
  const links = new Map<string, Link>();
  for (const { manifest } of await lists()) {
    for (const file of manifest.files) {
      // A guide that a pack has only in another language is found at the address of the pack's language.
      if (file.kind === "guide") links.set(file.path, { path: file.path, title: file.title, language: file.language });
    }
  }
  for (const page of await keptPages()) {
    if (isGuide(page.path) && !links.has(page.path)) links.set(page.path, { ...page, language: languageOf(page.path) });
  }
  if (!links.size) return undefined;
  const { guides, offline } = sheetOf(language);
  const own = [...links.values()].map((one) => ({ ...one, isOwn: languageOf(one.path) === language }));
  const seen = new Set(own.filter((one) => one.isOwn).map((one) => belowLanguage(one.path)));
  const shown = own.filter((one) => one.isOwn || !seen.has(belowLanguage(one.path)));
  const main = `<h1>${escape(guides)}</h1><div class="notice" data-saved-copy><p>${escape(offline)}</p></div>${inOrder(shown, language)}`;
  return framed(pathname, guides, main);
}

export const isFinder = (url: URL): boolean => languages.some((code) => url.pathname === `/${code}/guides/`);
