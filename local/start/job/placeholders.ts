/** What placeholders may name: `run`, and the outputs of earlier steps by the steps' names. */
export type Known = ReadonlyMap<string, unknown>;

/**
 * Fills `{{run}}` and `{{step.property}}` in all texts of a value. A text that is one placeholder and nothing else
 * becomes the value itself; what names nothing known stays as it is.
 */
export function fill(value: unknown, known: Known): unknown {
  if (typeof value === 'string') return fillText(value, known);
  if (Array.isArray(value)) return value.map((one) => fill(one, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fill(one, known)]));
}

function fillText(text: string, known: Known): unknown {
  const whole = /^\{\{([\w.-]+)\}\}$/.exec(text);
  if (whole !== null) return lookUp(whole[1] ?? '', known) ?? text;
  return text.replace(/\{\{([\w.-]+)\}\}/g, (placeholder, path: string) => {
    const found = lookUp(path, known);
    return typeof found === 'string' || typeof found === 'number' ? String(found) : placeholder;
  });
}

function lookUp(path: string, known: Known): unknown {
  const [name = '', ...properties] = path.split('.');
  return properties.reduce<unknown>((value, property) => {
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, property);
    return has ? (value as Record<string, unknown>)[property] : undefined;
  }, known.get(name));
}
