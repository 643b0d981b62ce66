/** Free text from outside: one line, and no longer than a person reads. */
export function oneLine(text: string | undefined): string {
  return (text ?? '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}
