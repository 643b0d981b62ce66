import type { Setting } from '../config';
import { type Artefact, madeFrom } from './artefact';
import { code, table } from './markdown';

const types: Readonly<Record<Setting['type'], string>> = {
  url: 'address',
  guid: 'GUID',
  text: 'text',
  integer: 'whole number',
  connectionString: 'connection string',
  switch: 'on or off',
};

/** `docs/settings.md`: what can be set, for whoever runs the app. */
export function settingsPage(settings: readonly Setting[]): Artefact {
  const rows = settings.map(({ name, type, default: preset, required, secret, description }) => [
    code(name),
    secret ? `${types[type]}, secret` : types[type],
    required ? 'required' : preset === undefined ? '-' : code(preset),
    description,
  ]);
  const content = `${madeFrom('shared/config.ts')}# Settings

The app reads these application settings when it starts. A missing or wrong one ends the start with a line that names it.
An empty text counts as left out. Addresses start with \`https://\`; \`http://\` is allowed on the local machine only.
[local.settings.sample.json](../local.settings.sample.json) holds all of them for a start under Microsoft's own host.

${table(['Setting', 'Type', 'Default', 'What it is'], rows)}
The Functions host has settings of its own, such as \`AzureWebJobsStorage\` and \`FUNCTIONS_WORKER_RUNTIME\`
([list](https://learn.microsoft.com/azure/azure-functions/functions-app-settings)).
`;
  return { path: 'docs/settings.md', content };
}
