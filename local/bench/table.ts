import { isMet, type Row } from './row';

const header = ['Measured', 'Median', 'Lowest – highest', 'Goal', '', 'Floor', 'Median / floor'];
const signs = { 'at most': '≤', 'at least': '≥', exactly: '=' } as const;

/** The rows as a Markdown table, the notes below it. */
export function toTable(rows: readonly Row[]): string {
  const lines = [header, ...rows.map(cellsOf)];
  const widths = header.map((_, column) => Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)));
  const [first = '', ...rest] = lines.map((line) => `| ${line.map((cell, n) => pad(cell, widths, n)).join(' | ')} |`);
  const rule = `|${widths.map((width, n) => (n === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  const notes = rows.flatMap(({ name, note }) => (note === undefined ? [] : [`- ${name}: ${note}`]));
  return [first, rule, ...rest, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function pad(cell: string, widths: readonly number[], column: number): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function cellsOf({ name, unit, median, lowest, highest, goal, floor }: Row): string[] {
  return [
    name,
    `${figure(median)} ${unit}`,
    `${figure(lowest)} – ${figure(highest)}`,
    goal ? `${signs[goal.is]} ${figure(goal.value)}` : '',
    goal ? (isMet(goal, median) ? 'met' : 'missed') : '',
    floor === undefined ? '' : figure(floor),
    floor === undefined || floor === 0 ? '' : (median / floor).toFixed(2),
  ];
}

/** As many digits as mean something. */
export function figure(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 });
}
