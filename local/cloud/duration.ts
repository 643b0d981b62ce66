// ISO 8601 durations such as P90D, PT60S, P1Y2M10DT2H30M, P2W.
const pattern =
  /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of a duration counted from a moment (months and years are as long as the calendar says); undefined when it is none. */
export function durationMs(text: string, from: Date): number | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const end = new Date(from);
  end.setUTCMonth(end.getUTCMonth() + part(1) * 12 + part(2));
  const fixed = ((part(3) * 7 + part(4)) * 24 + part(5)) * 3_600_000 + part(6) * 60_000 + part(7) * 1000;
  return end.getTime() - from.getTime() + fixed;
}
