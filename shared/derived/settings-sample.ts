import type { Setting } from '../config';
import type { Artefact } from './artefact';

/**
 * `local.settings.sample.json`: every setting with its default, an empty text where it may be left out, and what is to
 * be put in where it may not. https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
 */
export function settingsSample(settings: readonly Setting[]): Artefact {
  const own = settings.map(({ name, type, default: preset, required }) => [
    name,
    preset ?? (required ? `<${type}>` : ''),
  ]);
  const file = {
    IsEncrypted: false,
    Values: {
      FUNCTIONS_WORKER_RUNTIME: 'node',
      AzureWebJobsStorage: 'UseDevelopmentStorage=true',
      ...(Object.fromEntries(own) as Record<string, string>),
    },
  };
  return { path: 'local.settings.sample.json', content: `${JSON.stringify(file, null, 2)}\n` };
}
