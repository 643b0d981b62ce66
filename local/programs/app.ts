// `npm run app`: the app against storage and the local cloud of another process; several may share the work.
import { connectionString } from '../runtime/storage/connection-string';
import { startApp } from '../start/app';
import { followClock } from '../start/follow-clock';
import { takeOverConsole } from '../start/logging';
import { readOptions, refuseFiles } from '../start/options';
import { runProgram } from '../start/program';
import { readSettings } from '../start/settings';

runProgram(async (program) => {
  refuseFiles(readOptions([]).files);
  const { port, cloudPort, storagePort } = readSettings();
  const { logger } = takeOverConsole();
  const cloudUrl = `http://127.0.0.1:${String(cloudPort)}`;
  await followClock(cloudUrl, program.stopping);
  const app = await startApp({
    port,
    cloudUrl,
    connectionString: connectionString({ blob: storagePort, queue: storagePort + 1, table: storagePort + 2 }),
    logger,
  });
  program.opened(app);
  process.stdout.write(`Ready  app ${app.url}  cloud ${cloudUrl}\n`);
  return undefined;
});
