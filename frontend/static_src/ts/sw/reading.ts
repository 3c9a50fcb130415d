// Which of the ways to answer for a page is taken, and when.
//
//   network, 3 s → the copy kept in this language, the newer of page and pack, with its date
//           8 s → the same page in another language, with a sentence that says so
//          25 s → the offline page of the right language
//
// A network that fails at once, or answers with an error of its own, goes down the same stairs without waiting.

import { answer, escape, markElsewhere, markKept, switcherTo } from "./html";
import { isFinder, keptGuides, offlinePage } from "./offline";
import { type PackedPage, packedPage, shell } from "./packs";
import { arrived, keptPage, mayKeep, plain, shown } from "./pages";
import { isSearch, searchAnswer } from "./search";
import { belowLanguage, languageOf, mayKeepPath, otherLanguages, sheetOf } from "./site";
import { KEPT_AT } from "./store";

const OWN_SECONDS = 3;
const OTHER_SECONDS = 8;
const LAST_SECONDS = 25;

type Step = { after: number; find: () => Promise<Response | undefined> };

/** The kept page as it was, with the date on it. */
async function drawnPage(copy: Response, reader: string): Promise<Response> {
  const html = markKept(await copy.text(), copy.headers.get(KEPT_AT) ?? "", reader);
  return new Response(html, { status: 200, headers: copy.headers });
}

/** A piece of a pack inside the frame of the site, in the reader's language where the phone has that. */
async function drawnPiece({ file, html, kept, packLanguage }: PackedPage, reader: string): Promise<Response | undefined> {
  const own = await shell(reader);
  const frame = own ?? (await shell(packLanguage));
  if (!frame) return undefined;
  const spoken = own ? reader : packLanguage;
  const main =
    file.language === spoken ? html : `<div lang="${file.language}" dir="${sheetOf(file.language).dir}">${html}</div>`;
  const whole = frame
    .replace("<!--corridor:title-->", () => escape(file.title))
    .replace("<!--corridor:main-->", () => main);
  return answer(switcherTo(markKept(whole, kept, reader), file.path));
}

/** What this phone has of an address: the page as it was read or the piece of a pack, whichever is newer. */
async function copyOf(path: string, reader: string): Promise<Response | undefined> {
  const page = await keptPage(path);
  const piece = await packedPage(path);
  const isNewer = piece && piece.kept > (page?.headers.get(KEPT_AT) ?? "");
  const drawn = isNewer ? await drawnPiece(piece, reader) : undefined;
  return drawn ?? (page ? drawnPage(page, reader) : piece && drawnPiece(piece, reader));
}

async function copyElsewhere(path: string): Promise<Response | undefined> {
  const reader = languageOf(path);
  const rest = belowLanguage(path);
  if (rest === undefined) return undefined;
  for (const code of otherLanguages(reader)) {
    const copy = await copyOf(`/${code}${rest}`, reader);
    if (!copy) continue;
    const html = switcherTo(markElsewhere(await copy.text(), reader), path);
    return new Response(html, { status: 200, headers: copy.headers });
  }
  return undefined;
}

function steps(url: URL): Step[] {
  const path = url.pathname;
  const last = { after: LAST_SECONDS, find: () => offlinePage(path, true) };
  if (isSearch(url)) return [{ after: OTHER_SECONDS, find: () => searchAnswer(url) }, last];
  if (!mayKeepPath(url)) return [last];
  const own = (): Promise<Response | undefined> => copyOf(path, languageOf(path));
  const elsewhere = { after: OTHER_SECONDS, find: () => copyElsewhere(path) };
  if (isFinder(url)) {
    return [{ after: OWN_SECONDS, find: async () => (await keptGuides(path)) ?? own() }, elsewhere, last];
  }
  return [{ after: OWN_SECONDS, find: own }, elsewhere, last];
}

const LATE = Symbol("late");

/** Answer for a page that somebody goes to. Never rejects, never leaves the browser to show an error of its own. */
export async function read(url: URL, request: Request, event: ExtendableEvent): Promise<Response> {
  const page = plain(url);
  const network = fetch(request).catch(() => undefined);
  // The page is kept even when it comes too late to be shown.
  const copy = network.then((response) => (response && mayKeep(page) ? response.clone() : undefined));
  event.waitUntil(copy.then((response) => response && arrived(page, response)));
  const started = Date.now();
  let refused: Response | undefined;
  for (const { after, find } of steps(url)) {
    const wait = Math.max(0, after * 1000 - (Date.now() - started));
    const late = new Promise<typeof LATE>((resolve) => setTimeout(() => resolve(LATE), wait));
    const came = await Promise.race([network, late]);
    if (came !== LATE && came) {
      if (came.status < 500) return mayKeep(page) ? shown(page, came) : came;
      refused = came;
      if (after === LAST_SECONDS) break;
    }
    const found = await find().catch(() => undefined);
    if (found) return found;
  }
  return refused ?? Response.error();
}
