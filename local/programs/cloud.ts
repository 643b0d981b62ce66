// `npm run cloud`: storage and the local cloud.
import { startBacking } from '../start/backing';
import { writeLocalSettings } from '../start/local-settings';
import { readOptions, refuseFiles } from '../start/options';
import { runProgram } from '../start/program';
import { readSettings } from '../start/settings';

runProgram(async (program) => {
  const { given, files } = readOptions(['settings']);
  refuseFiles(files);
  const settings = readSettings();
  const backing = await startBacking(settings);
  program.opened(backing);
  const { cloudUrl, connectionString, storageAddress } = backing;
  if (given.has('settings')) {
    const appUrl = `http://127.0.0.1:${String(settings.port || 7071)}`;
    process.stdout.write(`Wrote ${await writeLocalSettings({ appUrl, cloudUrl, connectionString })}\n`);
  }
  process.stdout.write(`Ready  cloud ${cloudUrl}  storage ${storageAddress}\n`);
  return undefined;
});
