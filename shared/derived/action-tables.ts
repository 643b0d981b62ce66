import type { AnyAction } from '../actions/action';
import { type Artefact, madeFrom } from './artefact';
import { code, table } from './markdown';

/** `docs/actions/README.md`: the catalogue, with links to the pages. */
export function actionsIndex(catalogue: readonly AnyAction[]): Artefact {
  const rows = catalogue.map(({ name, title, kind, target, undo }) => [
    `[${name}](${name}.md)`,
    title,
    kind,
    target === 'customer' ? "customer's tenant" : 'partner',
    undo === null ? 'cannot be undone' : code(undo),
  ]);
  const content = `${madeFrom('shared/actions/catalogue.ts')}# Actions

${table(['Action', 'Does', 'Kind', 'Acts on', 'Undo'], rows)}
The running app tells the same by \`GET /api/actions\`, and the JSON Schema of an action's input by
\`GET /api/schemas/{action}\`.
`;
  return { path: 'docs/actions/README.md', content };
}

/** The list of actions in the project's README. */
export function readmeActions(catalogue: readonly AnyAction[]): Artefact {
  const rows = catalogue.map(({ name, summary, undo }) => [
    `[${name}](docs/actions/${name}.md)`,
    summary,
    undo === null ? '-' : code(undo),
  ]);
  return { path: 'README.md', between: 'actions', content: table(['Action', 'What it does', 'Undone by'], rows) };
}
