import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appEnvironment, type Addresses } from './app-environment';
import { root } from './root';

/**
 * The settings Microsoft's own host needs to run the app against the local cloud.
 * https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
 */
export function localSettings(addresses: Addresses) {
  return {
    IsEncrypted: false,
    // The host starts the app in its own folder, so the seed's path needs no machine in it.
    Values: {
      FUNCTIONS_WORKER_RUNTIME: 'node',
      ...appEnvironment(addresses),
      STEWARD_SEED_FILE: 'local/seed.json',
    },
    Host: { LocalHttpPort: Number(new URL(addresses.appUrl).port) },
  };
}

/** Writes them where that host looks for them; gives the path. */
export async function writeLocalSettings(addresses: Addresses): Promise<string> {
  const path = join(root, 'local.settings.json');
  await writeFile(path, `${JSON.stringify(localSettings(addresses), null, 2)}\n`);
  return path;
}
