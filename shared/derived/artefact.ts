/** A file, or a part of one, made from what the code declares. Committed; the checks fail when it is out of date. */
export interface Artefact {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly content: string;
  /** Only what stands between `<!-- name -->` and `<!-- /name -->` is made; the rest is written by hand. */
  readonly between?: string;
}

/** First line of pages that nobody edits. */
export function madeFrom(source: string): string {
  return `<!-- Made from ${source} by \`npm run gen\`; change it there. -->\n\n`;
}
