// `npm start`: everything in one process, and a job that shows it at work.
import { join, resolve } from 'node:path';
import { startApp } from '../start/app';
import { startBacking } from '../start/backing';
import { AppClient } from '../start/job/client';
import { createDisplay } from '../start/job/display';
import { nextCommands } from '../start/job/hints';
import { readJob } from '../start/job/read';
import { runJob } from '../start/job/run';
import { takeOverConsole } from '../start/logging';
import { readOptions } from '../start/options';
import { runProgram } from '../start/program';
import { root } from '../start/root';
import { readSettings } from '../start/settings';
import { rebuildOnChange } from '../start/watch';
import { RuntimeError } from '../runtime/runtime-error';

const sample = join(root, 'samples', 'first-day.json');

function jobFile(given: ReadonlySet<string>, files: readonly string[]): string | undefined {
  const [file, another] = files;
  if (another !== undefined) throw new RuntimeError(`${another}: one file at a time.`);
  if (!given.has('no-sample')) return file === undefined ? sample : resolve(file);
  if (file !== undefined) throw new RuntimeError('Give a file or --no-sample, not both.');
  return undefined;
}

runProgram(async (program) => {
  const { given, files } = readOptions(['exit', 'no-sample', 'watch']);
  const file = jobFile(given, files);
  const steps = file === undefined ? [] : await readJob(file);
  const settings = readSettings();
  const display = createDisplay();
  const logging = takeOverConsole((text) => display.aside(() => process.stderr.write(text)));
  // A job shows itself; what is logged meanwhile is of interest when it goes wrong.
  if (steps.length > 0) logging.hold();

  const backing = await startBacking(settings);
  program.opened(backing);
  const options = { ...backing, port: settings.port, logger: logging.logger };
  let app = await startApp(options);
  program.opened({ close: () => app.close() });
  display.line(`Ready  app ${app.url}  cloud ${backing.cloudUrl}  storage ${backing.storageAddress}`);

  if (steps.length > 0) {
    program.interruptedCode = 130;
    const client = new AppClient(app.url, backing.cloudUrl);
    const job = await runJob(steps, client, display);
    logging.release(!job.succeeded);
    if (given.has('exit')) return job.succeeded ? 0 : 1;
    program.interruptedCode = 0;
    display.line('\nTo go on with:');
    for (const command of await nextCommands(client, job)) display.line(`  ${command}`);
    display.line('\nCtrl-C ends it.');
  }
  if (given.has('exit')) return 0;
  if (given.has('watch')) {
    const port = Number(new URL(app.url).port);
    rebuildOnChange(program.stopping, async () => {
      await app.close();
      app = await startApp({ ...options, port });
      display.line(`Ready again  app ${app.url}`);
    });
  }
  return undefined;
});
