// Pages that the worker draws: nothing in them comes from anywhere but this site.

import { belowLanguage, day, languages, sheetOf } from "./site";

export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

export function unescape(html: string): string {
  const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };
  return html.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal?: string, hex?: string, name?: string) => {
    if (name) return named[name] ?? all;
    const code = decimal ? parseInt(decimal, 10) : parseInt(hex!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/** The plain text of HTML. */
export function textOf(html: string): string {
  return unescape(html.replace(/<(script|style)[^]*?<\/\1>/g, " ").replace(/<[^>]*>/g, " "));
}

/** The title of a page without the name of the site. */
export function titleOf(html: string): string {
  return unescape(/<title>([^<]*)/.exec(html)?.[1] ?? "").replace(/ · Corridor$/, "").trim();
}

export function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A page of the worker's own. It may run our scripts and the one style it carries, nothing else. */
export async function answer(html: string, status = 200): Promise<Response> {
  const css = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? "";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(css));
  const hash = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const policy =
    `default-src 'none'; script-src 'self'; style-src 'self' 'sha256-${hash}'; img-src 'self' data:; ` +
    "media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
  return new Response(html, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy,
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

/** Show the banner "You are reading a copy kept on this phone", with its date, in the reader's language. */
export function markKept(html: string, kept: string, reader: string): string {
  const { kept: words, dir } = sheetOf(reader);
  return html.replace(
    /data-saved-copy hidden>[^]*?<time><\/time>/,
    () =>
      `data-saved-copy lang="${reader}" dir="${dir}"><p>${escape(words)} ` +
      `<time datetime="${escape(kept)}">${day(kept, reader)}</time>`,
  );
}

/** Say in the reader's language that the words below are in another one. */
export function markElsewhere(html: string, reader: string): string {
  const { elsewhere, dir } = sheetOf(reader);
  return html.replace(
    "data-saved-language hidden>",
    () => `data-saved-language lang="${reader}" dir="${dir}"><p>${escape(elsewhere)}</p>`,
  );
}

/** Say on the page "not found" that there was a copy, and that it has been deleted. */
export function markGone(html: string, reader: string): string {
  const { gone, dir } = sheetOf(reader);
  return html.replace(
    "<div class=\"notice notice--outdated\" data-saved-copy",
    (found) => `<div class="notice notice--warning" data-gone lang="${reader}" dir="${dir}"><p>${escape(gone)}</p></div>${found}`,
  );
}

/** Lead the language switcher of a drawn page to the address at hand. */
export function switcherTo(html: string, pathname: string): string {
  const rest = belowLanguage(pathname);
  if (rest === undefined) return html;
  return html.replace(/href="[^"]*"( hreflang="([a-z-]+)")/g, (all, attribute: string, code: string) =>
    languages.includes(code) ? `href="/${code}${escape(rest)}"${attribute}` : all,
  );
}
