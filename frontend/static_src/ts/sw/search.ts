// Search without a connection, in what is kept on this phone. Every word must be there, wherever in a word it
// stands: scripts without spaces have no other way, and prefixes such as the Arabic article need it too.

import { normal } from "../normal";
import { escape, textOf } from "./html";
import { framed, inOrder, type Link } from "./offline";
import { contentOf, lists } from "./packs";
import { keptPage, keptPages } from "./pages";
import { belowLanguage, languageOf, sheetOf } from "./site";

type Found = Link & { points: number };
const MOST = 30;

export const isSearch = (url: URL): boolean => belowLanguage(url.pathname) === "/search/";

/** How well a text answers: 0 when a word is missing; words at the beginning of a word, and in the title, count more. */
function points(words: string[], title: string, text: string): number {
  let sum = 0;
  for (const word of words) {
    const inTitle = title.includes(word);
    if (!inTitle && !text.includes(word)) return 0;
    const begins = ` ${inTitle ? title : text}`.includes(` ${word}`);
    sum += 1 + (inTitle ? 4 : 0) + (begins ? 2 : 0);
  }
  return sum;
}

async function find(query: string, language: string): Promise<Found[]> {
  const words = normal(query).split(/\s+/).filter(Boolean);
  const found = new Map<string, Found>();
  const weigh = (link: Link, html: string): void => {
    const sum = points(words, normal(link.title), normal(textOf(html)));
    if (sum) found.set(link.path, { ...link, points: sum });
  };
  if (!words.length) return [];
  const seen = new Set<string>();
  for (const { manifest } of await lists()) {
    for (const { path, digest, kind, title, language: spoken } of manifest.files) {
      if (kind === "shell" || seen.has(path)) continue;
      const html = await contentOf(digest);
      if (html === undefined) continue;
      seen.add(path);
      weigh({ path, title, language: spoken }, html);
    }
  }
  for (const { path, title } of await keptPages()) {
    if (seen.has(path)) continue;
    const html = await (await keptPage(path))?.text();
    if (html === undefined) continue;
    weigh({ path, title, language: languageOf(path) }, /<main[^>]*>([^]*)<\/main>/.exec(html)?.[1] ?? "");
  }
  const rank = (one: Found): number => one.points + (one.language === language ? 1000 : 0);
  return [...found.values()].sort((a, b) => rank(b) - rank(a)).slice(0, MOST);
}

/** The page of results for an address such as `/ne/search/?q=…`. */
export async function searchAnswer(url: URL): Promise<Response> {
  const language = languageOf(url.pathname);
  const { search, offline, nothing } = sheetOf(language);
  // A longer question is a mistake, or meant to slow the phone down.
  const query = (url.searchParams.get("q") ?? "").slice(0, 200);
  const found = await find(query, language);
  const form =
    `<form action="/${language}/search/" role="search" class="row"><input type="search" name="q" aria-label="${escape(search)}" ` +
    `value="${escape(query)}" dir="auto" required> <button class="button">${escape(search)}</button></form>`;
  const empty = query.trim() && !found.length ? `<p>${escape(nothing)}</p>` : "";
  const main =
    `<h1>${escape(search)}</h1><div class="notice" data-saved-copy><p>${escape(offline)}</p></div>` +
    form + empty + inOrder(found, language);
  // The words that were searched for stay out of the title, and so out of the list of pages visited.
  return framed(url.pathname, search, main);
}
