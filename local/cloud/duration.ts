// ISO 8601 durations such as P90D, PT60S, P1Y2M10DT2H30M, P2W.
const pattern =
  /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of a duration counted from a moment (months and years are as long as the calendar says); undefined when it is none. */
export function durationMs(text: string, from: Date): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const end = new Date(from);
  end.setUTCMonth(end.getUTCMonth() + years * 12 + months);
  const fixed = ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000 + seconds * 1000;
  return end.getTime() - from.getTime() + fixed;
}
