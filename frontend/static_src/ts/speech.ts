// The phone reads the page aloud, sentence by sentence, where nobody has recorded it. Only voices that live on
// the phone are used: the others send what one reads to somebody's server.

const READ = "h1, h2, h3, p, li, dd, td, th, caption, figcaption, .steps__title";

function voiceFor(language: string): SpeechSynthesisVoice | undefined {
  const voices = speechSynthesis.getVoices().filter((voice) => voice.localService);
  const tag = (voice: SpeechSynthesisVoice): string => voice.lang.toLowerCase().replace("_", "-");
  return voices.find((voice) => tag(voice) === language || tag(voice).startsWith(`${language}-`));
}

/** The texts of the page in its own language, none twice. */
function texts(article: Element, language: string): string[] {
  return Array.from(article.querySelectorAll<HTMLElement>(READ))
    .filter((one) => !one.closest("[data-silent], [hidden]") && !one.querySelector(READ))
    .filter((one) => (one.closest<HTMLElement>("[lang]")?.lang ?? language) === language)
    .map((one) => one.innerText.trim())
    .filter(Boolean);
}

function sentences(text: string, language: string): string[] {
  if (!("Segmenter" in Intl)) return [text];
  return Array.from(new Intl.Segmenter(language, { granularity: "sentence" }).segment(text), (part) => part.segment);
}

function startOne(box: HTMLElement): void {
  const article = box.closest("[data-read-aloud]");
  const on = box.querySelector<HTMLButtonElement>("[data-speak-on]");
  const off = box.querySelector<HTMLButtonElement>("[data-speak-off]");
  const language = document.documentElement.lang;
  if (!article || !on || !off) return;

  const show = (speaking: boolean): void => {
    on.hidden = speaking;
    off.hidden = !speaking;
    (speaking ? off : on).focus();
  };
  const offer = (): void => {
    box.hidden = voiceFor(language) === undefined;
  };
  on.addEventListener("click", () => {
    const voice = voiceFor(language);
    if (!voice) return;
    speechSynthesis.cancel();
    const all = texts(article, language).flatMap((text) => sentences(text, language));
    all.forEach((sentence, place) => {
      const said = new SpeechSynthesisUtterance(sentence);
      said.voice = voice;
      said.lang = voice.lang;
      said.rate = 0.9;
      if (place === all.length - 1) said.onend = () => show(false);
      speechSynthesis.speak(said);
    });
    show(true);
  });
  off.addEventListener("click", () => {
    speechSynthesis.cancel();
    show(false);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  offer();
}

export function start(): void {
  document.querySelectorAll<HTMLElement>("[data-speak]").forEach(startOne);
}
