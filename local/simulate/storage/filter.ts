type Test = (row: Readonly<Record<string, unknown>>) => boolean;

const term = /^(\w+) (eq|ne|lt|le|gt|ge) '((?:[^']|'')*)'(?: and |$)/;

const compare: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  eq: (one, other) => one === other,
  ne: (one, other) => one !== other,
  lt: (one, other) => one < other,
  le: (one, other) => one <= other,
  gt: (one, other) => one > other,
  ge: (one, other) => one >= other,
};

export interface Filter {
  readonly test: Test;
  /** The only partition it looks at. */
  readonly partition: string | undefined;
}

const known = new Map<string, Filter>();
const mostKnown = 1_000;

/** The filters the product uses: comparisons with texts, all of which must hold. Anything else is refused aloud. */
export function parseFilter(text: string | undefined): Filter {
  if (text === undefined) return { test: () => true, partition: undefined };
  const seen = known.get(text);
  if (seen) return seen;
  const tests: Test[] = [];
  let partition: string | undefined;
  for (let rest = text; rest !== '';) {
    const match = term.exec(rest);
    const [whole = '', name = '', operator = '', quoted = ''] = match ?? [];
    const holds = compare[operator];
    if (!match || !holds) throw new Error(`The filter ${text} is not known here.`);
    const value = quoted.replaceAll("''", "'");
    if (name === 'PartitionKey' && operator === 'eq') partition = value;
    const property = name === 'PartitionKey' ? 'partitionKey' : name === 'RowKey' ? 'rowKey' : name;
    tests.push((row) => {
      const found = row[property];
      return typeof found === 'string' && holds(found, value);
    });
    rest = rest.slice(whole.length);
  }
  if (known.size > mostKnown) known.clear();
  const filter = { test: (row: Parameters<Test>[0]) => tests.every((holds) => holds(row)), partition };
  known.set(text, filter);
  return filter;
}
