/**
 * The form in which texts and queries are compared: the twin of cms/search/normal.py, which says why each
 * letter is folded. Both are tested with tests/search/normal.json.
 *
 * Left out here: Burmese in the old Zawgyi encoding is turned into Unicode on the server alone. The cases that
 * need it are marked in the shared file.
 */

const DROPPED = new RegExp(
  "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f" +
    "\u00ad\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff" +
    "\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u0674\u06d6-\u06ed" +
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7" +
    "\u0903\u093c\u0983\u09bc\u0a03\u0a3c\u0a83\u0abc\u0b03\u0b3c" +
    "\u0e47-\u0e4c\u0e4e\u0ec8-\u0ecc]",
  "g",
);

const ALIKE: [string, string][] = [
  ["ςøłđıðŋħŧɓɗɖƙɛɔəʃ", "σoldidnhtbddkeoes"],
  [
    "\u0638\u0649\u06cc\u06d2\u06d0\u06ce\u06a9\u06aa\u06c1\u06be\u06d5\u0629\u06c3\u0671\u06ba",
    "\u0636\u064a\u064a\u064a\u064a\u064a\u0643\u0643\u0647\u0647\u0647\u0647\u0647\u0627\u0646",
  ],
  ["\u0935\u0945\u0949\u090d\u0911", "\u092c\u0947\u093e\u090f\u0906"],
  ["\u09af\u09ce\u0a70", "\u099c\u09a4\u0a02"],
  [
    "\u0ba3\u0ba8\u0bb1\u0bb3\u0bb4\u0b88\u0b8a\u0b8f\u0b93\u0bc0\u0bc2\u0bc7\u0bb6\u0bb7\u0bb8",
    "\u0ba9\u0ba9\u0bb0\u0bb2\u0bb2\u0b87\u0b89\u0b8e\u0b92\u0bbf\u0bc1\u0bc6\u0b9a\u0b9a\u0b9a",
  ],
  [
    "\u0dab\u0dc5\u0dc1\u0dc2\u0d9b\u0d9d\u0d9f\u0da1\u0da3\u0da8\u0daa\u0dac\u0dae\u0db0\u0db3\u0db5\u0db7\u0db9",
    "\u0db1\u0dbd\u0dc3\u0dc3\u0d9a\u0d9c\u0d9c\u0da0\u0da2\u0da7\u0da9\u0da9\u0dad\u0daf\u0daf\u0db4\u0db6\u0db6",
  ],
  ["\u0d88\u0d8a\u0d8c\u0d92\u0d95\u0dd1\u0dd3\u0dd6", "\u0d87\u0d89\u0d8b\u0d91\u0d94\u0dd0\u0dd2\u0dd4"],
  ["\u102b", "\u102c"],
];

const INDIC_BLOCKS = [0x0900, 0x0980, 0x0a00, 0x0a80, 0x0b00];
const INDIC_ALIKE: [number, number][] = [
  [0x01, 0x02],
  [0x08, 0x07],
  [0x0a, 0x09],
  [0x23, 0x28],
  [0x36, 0x38],
  [0x37, 0x38],
  [0x40, 0x3f],
  [0x42, 0x41],
];
const ETHIOPIC_ROWS: [number, number][] = [
  [0x1210, 0x1200],
  [0x1280, 0x1200],
  [0x12b8, 0x1200],
  [0x1220, 0x1230],
  [0x12d0, 0x12a0],
  [0x1340, 0x1338],
];
const ZEROS =
  "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u17e0\u1810";
/** First consonant of a row and its nasal. */
const ROWS: [number, number][] = [
  [0x15, 0x19],
  [0x1a, 0x1e],
  [0x1f, 0x28],
  [0x24, 0x28],
  [0x2a, 0x2e],
];

const letter = (code: number): string => String.fromCharCode(code);

const LETTERS = new Map<string, string>([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["þ", "th"],
]);
for (const [many, few] of ALIKE) {
  for (let place = 0; place < many.length; place++) LETTERS.set(many.charAt(place), few.charAt(place));
}
for (const block of INDIC_BLOCKS) {
  for (const [one, other] of INDIC_ALIKE) LETTERS.set(letter(block + one), letter(block + other));
}
for (const [row, kept] of ETHIOPIC_ROWS) {
  for (let form = 0; form < 7; form++) LETTERS.set(letter(row + form), letter(kept + form));
}
for (const zero of ZEROS) {
  for (let digit = 0; digit < 10; digit++) LETTERS.set(letter(zero.charCodeAt(0) + digit), String(digit));
}

const NASALS: [RegExp, string][] = INDIC_BLOCKS.flatMap((block) =>
  ROWS.map(([row, nasal]): [RegExp, string] => [
    new RegExp(
      `${letter(block + nasal)}${letter(block + 0x4d)}(?=[${letter(block + row)}-${letter(block + row + 3)}])`,
      "g",
    ),
    letter(block + 2),
  ]),
);

/** The words of a text in the form they are compared in: lower case, folded, one space between two. */
export function normal(text: string): string {
  let folded = text.normalize("NFKC").toLowerCase().normalize("NFD").replace(DROPPED, "");
  folded = Array.from(folded, (each) => LETTERS.get(each) ?? each).join("");
  folded = folded
    .replace(/\u0dd9\u0dca*(\u0dcf?)\u0dca*/g, "\u0dd9$1")
    .normalize("NFC")
    .replace(/\u17d2\u178a/g, "\u17d2\u178f");
  for (const [nasal, anusvara] of NASALS) folded = folded.replace(nasal, anusvara);
  return folded
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim()
    .replace(/[\u094d\u09cd]+(?= |$)/g, "")
    .replace(/ +/g, " ")
    .trim();
}
