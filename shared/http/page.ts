/** A list as all lists are; with `after` there is more, behind `nextLink`, which carries the filters on. */
export function page<T>(
  value: readonly T[],
  address: string,
  { after, ...filters }: Readonly<Record<string, string | undefined>> & { readonly after: string | undefined },
): { readonly value: readonly T[]; readonly nextLink?: string } {
  if (after === undefined) return { value };
  const given = Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return { value, nextLink: `${address}?${new URLSearchParams([...given, ['after', after]]).toString()}` };
}
