/** Runs `work` for every entry, so many at the same time; stops at the first fault. */
export async function eachOf<T>(
  entries: readonly T[],
  atOnce: number,
  work: (entry: T, index: number) => Promise<unknown>,
): Promise<void> {
  const left = entries.entries();
  const worker = async (): Promise<void> => {
    for (const [index, entry] of left) await work(entry, index);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, entries.length) }, worker));
}
