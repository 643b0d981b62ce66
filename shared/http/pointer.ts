/** RFC 6901. Cut where a caller's own keys make it longer than anyone reads. */
export function toPointer(path: readonly PropertyKey[]): string {
  const pointer = path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return pointer.length > 300 ? `${pointer.slice(0, 300)}…` : pointer;
}
