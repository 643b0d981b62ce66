/** The middle of some repeats, and how far they lie apart. */
export interface Summary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

export function summarize(samples: readonly number[]): Summary {
  return { median: percentile(samples, 50), lowest: Math.min(...samples), highest: Math.max(...samples) };
}

/** Between the two samples around it where there is none in its place. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new RangeError('There are no samples.');
  return below + (above - below) * (place - Math.floor(place));
}
