/** Parses JSON from outside; `__proto__` keys are left out, so that no later copy of the object can change a prototype. */
export function parseJson(text: string): unknown {
  // Looking at every key costs time: only where the key can be there, plain or escaped.
  if (!text.includes('__proto__') && !text.includes('\\u00')) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
}

/** The same as an object; undefined when it is not JSON or not an object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseJson(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
