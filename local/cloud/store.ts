// The cloud's state as named collections of JSON values. With a folder every change is appended to a journal in the
// same turn of the event loop, so a killed process loses at most the change it was just making; start and close fold
// the journal into a snapshot that replaces the old one atomically.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

type Line = readonly [collection: string, key: string, value?: unknown];

export class Collection<T> {
  constructor(
    private readonly name: string,
    private readonly items: Map<string, T>,
    private readonly changed: (line: Line) => void,
  ) {}

  get(key: string): T | undefined {
    return this.items.get(key);
  }

  has(key: string): boolean {
    return this.items.has(key);
  }

  /** Values are replaced, never changed in place: what is not set is not stored. */
  set(key: string, value: T): void {
    this.items.set(key, value);
    this.changed([this.name, key, value]);
  }

  delete(key: string): void {
    if (this.items.delete(key)) this.changed([this.name, key]);
  }

  entries(): IterableIterator<[string, T]> {
    return this.items.entries();
  }

  values(): IterableIterator<T> {
    return this.items.values();
  }

  get size(): number {
    return this.items.size;
  }
}

export class Store {
  private readonly collections = new Map<string, Map<string, unknown>>();
  private readonly journal: Journal | undefined;

  constructor(folder?: string) {
    if (folder === undefined) return;
    this.journal = new Journal(folder);
    for (const line of this.journal.read()) this.apply(line);
    this.journal.compact(this.lines());
  }

  /** The type is the caller's word: a collection is read back only by the code that wrote it. */
  collection<T>(name: string): Collection<T> {
    return new Collection<T>(name, this.items(name) as Map<string, T>, (line) => this.journal?.append(line));
  }

  /** Drops every collection whose name the filter does not keep. Collections handed out before stay usable. */
  clear(keep: (name: string) => boolean): void {
    for (const [name, items] of this.collections) {
      if (!keep(name)) items.clear();
    }
    this.journal?.compact(this.lines());
  }

  close(): void {
    this.journal?.compact(this.lines());
    this.journal?.close();
  }

  private items(name: string): Map<string, unknown> {
    const known = this.collections.get(name);
    if (known) return known;
    const items = new Map<string, unknown>();
    this.collections.set(name, items);
    return items;
  }

  private apply([name, key, ...value]: Line): void {
    if (value.length === 0) this.items(name).delete(key);
    else this.items(name).set(key, value[0]);
  }

  private *lines(): Generator<Line> {
    for (const [name, items] of this.collections) {
      for (const [key, value] of items) yield [name, key, value];
    }
  }
}

class Journal {
  private readonly snapshotPath: string;
  private readonly journalPath: string;
  private file: number | undefined;
  private pending: string[] = [];

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.snapshotPath = join(folder, 'cloud.jsonl');
    this.journalPath = join(folder, 'cloud.journal.jsonl');
  }

  *read(): Generator<Line> {
    for (const path of [this.snapshotPath, this.journalPath]) {
      if (!existsSync(path)) continue;
      const lines = readFileSync(path, 'utf8').split('\n');
      // What follows the last line end was cut short with its process; it was never answered for.
      lines.pop();
      for (const [index, line] of lines.entries()) {
        try {
          yield JSON.parse(line) as Line;
        } catch (error) {
          throw new Error(`${path}: line ${String(index + 1)} is damaged.`, { cause: error });
        }
      }
    }
  }

  append(line: Line): void {
    if (this.pending.length === 0)
      queueMicrotask(() => {
        this.flush();
      });
    this.pending.push(JSON.stringify(line));
  }

  compact(lines: Iterable<Line>): void {
    this.pending = [];
    const text = Array.from(lines, (line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(`${this.snapshotPath}.new`, text);
    renameSync(`${this.snapshotPath}.new`, this.snapshotPath);
    this.close();
    rmSync(this.journalPath, { force: true });
    this.file = openSync(this.journalPath, 'a');
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  private flush(): void {
    const lines = this.pending;
    this.pending = [];
    if (this.file !== undefined && lines.length > 0) writeSync(this.file, `${lines.join('\n')}\n`);
  }
}
