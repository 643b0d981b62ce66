import type { AnyAction } from '../actions/action';
import { undoText } from './action-page';
import { type Artefact, madeFrom } from './artefact';
import { table } from './markdown';

/** `docs/actions/README.md`: the catalogue, with links to the pages. */
export function actionsIndex(catalogue: readonly AnyAction[]): Artefact {
  const rows = catalogue.map((action) => [
    `[${action.name}](${action.name}.md)`,
    action.title,
    action.kind,
    action.target === 'customer' ? "customer's tenant" : 'partner',
    undoText(action),
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
  const rows = catalogue.map((action) => [
    `[${action.name}](docs/actions/${action.name}.md)`,
    action.summary,
    undoText(action),
  ]);
  return { path: 'README.md', between: 'actions', content: table(['Action', 'What it does', 'Undone by'], rows) };
}
