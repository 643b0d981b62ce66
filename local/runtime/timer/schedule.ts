// NCRONTAB, the host's schedules: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
import { RuntimeError } from '../runtime-error';

export interface Schedule {
  /** The first occurrence after a moment (in UTC, as in Azure), both in milliseconds. */
  next: (after: number) => number;
}

interface Field {
  name: string;
  min: number;
  max: number;
  names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ') },
  { name: 'day of the week', min: 0, max: 6, names: 'sun mon tue wed thu fri sat'.split(' ') },
];

const dayMs = 86_400_000;
/** The longest wait there can be: 29 February on a certain day of the week, across a century without leap year. */
const longestWaitDays = 41 * 366;

/** Parses six fields, or five without the seconds. A form it does not know is an error, never a guess. */
export function parseSchedule(text: string): Schedule {
  const parts = text.trim().split(/\s+/);
  if (parts.length === 5) parts.unshift('0');
  if (parts.length !== 6) throw unknown(text, 'it needs six fields, from second to day of the week');
  const [seconds, minutes, hours, days, months, weekdays] = fields.map((field, index) =>
    values(parts[index] ?? '', field, text),
  ) as [number[], number[], number[], number[], number[], number[]];

  function next(after: number): number {
    const from = Math.floor(after / 1000) * 1000 + 1000;
    const firstDay = Math.floor(from / dayMs) * dayMs;
    for (let count = 0; count <= longestWaitDays; count++) {
      const day = new Date(firstDay + count * dayMs);
      // Unlike cron, day and day of the week must both fit.
      if (!months.includes(day.getUTCMonth() + 1) || !days.includes(day.getUTCDate())) continue;
      if (!weekdays.includes(day.getUTCDay())) continue;
      for (const hour of hours)
        for (const minute of minutes) {
          const at = day.getTime() + (hour * 60 + minute) * 60_000;
          if (at + 60_000 <= from) continue;
          const second = seconds.find((one) => at + one * 1000 >= from);
          if (second !== undefined) return at + second * 1000;
        }
    }
    throw unknown(text, 'it never occurs');
  }
  next(0);
  return { next };
}

function values(part: string, field: Field, text: string): number[] {
  const found = new Set<number>();
  for (const item of part.split(',')) {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d{1,2}))?$/.exec(item) ?? [];
    const bad = () => unknown(text, `"${item}" is no ${field.name}`);
    if (from === '*' && to !== undefined) throw bad();
    const first = from === '*' ? field.min : number(from, field);
    // A step without an end runs to the end.
    const last = to === undefined ? (from === '*' || step !== undefined ? field.max : first) : number(to, field);
    const every = Number(step ?? 1);
    if (first === undefined || last === undefined || first > last || every === 0) throw bad();
    for (let value = first; value <= last; value += every) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function number(text: string, { min, max, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + min;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

function unknown(text: string, reason: string): RuntimeError {
  return new RuntimeError(`The schedule "${text}" cannot be read: ${reason}.`);
}
