export type Cell = string | number | null;

/** RFC 4180. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

/** What a spreadsheet would run, also behind marks: one that was there before must not be taken for ours. */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A text that a spreadsheet would run as a formula is marked as text. https://owasp.org/www-community/attacks/CSV_Injection */
function toCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text without the mark that `toCsv` gave it. */
export function unmarked(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}

/** Whether an Accept header prefers CSV to JSON. https://www.rfc-editor.org/rfc/rfc9110#name-accept */
export function prefersCsv(accept: string | null): boolean {
  const weight = (type: string): number => {
    const entry = (accept ?? '')
      .toLowerCase()
      .split(',')
      .map((one) => one.trim().split(/\s*;\s*/));
    const found = entry.find(([name]) => name === type);
    if (!found) return 0;
    const q = found.find((parameter) => parameter.startsWith('q='));
    return q === undefined ? 1 : Number(q.slice(2)) || 0;
  };
  return weight('text/csv') > weight('application/json');
}
