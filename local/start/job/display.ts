/** Where a job is shown: lines that stay and, on a terminal, one line that moves below them. */
export interface Display {
  line(text?: string): void;
  /** Shows what goes on until `rest`; asked again several times a second. Nothing where output is no terminal. */
  work(describe: () => string): void;
  rest(): void;
  /** Writes something that is no part of the job, such as a log line, without disturbing it. */
  aside(write: () => void): void;
  paint(colour: Colour, text: string): string;
}

export type Colour = 'green' | 'red' | 'yellow' | 'dim' | 'bold';

const codes: Record<Colour, number> = { green: 32, red: 31, yellow: 33, dim: 2, bold: 1 };
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 80;

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

export function createDisplay(output: Output = process.stdout, env = process.env): Display {
  const moves = output.isTTY && env['TERM'] !== 'dumb';
  const coloured = moves && !env['NO_COLOR'];
  let describe: (() => string) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let frame = 0;

  const erase = () => describe && output.write('\r\x1b[2K');
  const draw = () => {
    if (describe === undefined) return;
    const text = `${frames[frame % frames.length] ?? ''} ${describe()}`;
    // A line that wrapped could not be erased.
    output.write(`\r\x1b[2K${text.slice(0, (output.columns || 80) - 1)}`);
  };
  const aside = (write: () => void) => {
    erase();
    write();
    draw();
  };
  return {
    line: (text = '') => aside(() => output.write(`${text}\n`)),
    aside,
    work(now) {
      if (!moves) return;
      erase();
      describe = now;
      draw();
      timer ??= setInterval(() => {
        frame += 1;
        draw();
      }, frameMs).unref();
    },
    rest() {
      erase();
      describe = undefined;
      clearInterval(timer);
      timer = undefined;
    },
    paint: (colour, text) => (coloured ? `\x1b[${String(codes[colour])}m${text}\x1b[0m` : text),
  };
}

/** How far something is, as a bar. */
export function bar(done: number, total: number, width = 20): string {
  const full = Math.round((done / total) * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${String(done)}/${String(total)}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
