// `npm run bench`: figures of this machine, today. Never a test: what it prints says as much about the machine.
import { describeMachine } from '../bench/machine';
import { measurements } from '../bench/measurements';
import { runApp, type AppPart } from '../bench/parts/app';
import { runBacking } from '../bench/parts/backing';
import type { Row } from '../bench/row';
import { toTable } from '../bench/table';
import { RuntimeError } from '../runtime/runtime-error';
import { readOptions } from '../start/options';
import { runProgram } from '../start/program';

async function bench(): Promise<number> {
  const { files: names } = readOptions([]);
  const known = measurements.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RuntimeError(`${unknown} is not measured; there is ${known.join(', ')}.`);

  const startedAt = performance.now();
  console.log(`${describeMachine()}\n`);
  const rows: Row[] = [];
  for (const measurement of measurements) {
    const { name } = measurement;
    if (names.length > 0 && !names.includes(name)) continue;
    // A sign of life; the table itself can be piped into a file.
    process.stderr.write(`… ${name}\n`);
    rows.push(...(await measurement.measure()));
  }
  console.log(toTable(rows));
  console.log(`\nTook ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
  return 0;
}

// Started again by itself, as one of the parts it measures.
const [part, options = '{}'] = process.argv.slice(2);
if (process.connected && (part === 'backing' || part === 'app')) {
  // It keeps nothing, and is of no use to anybody else.
  process.on('disconnect', () => process.exit(0));
  void (part === 'backing' ? runBacking() : runApp(JSON.parse(options) as AppPart));
} else runProgram(bench);
