import type { AnyAction } from '../actions/action';
import { type Artefact, madeFrom } from './artefact';
import { type Field, fieldsOf } from './fields';
import { code, codes, table } from './markdown';

/** `docs/actions/{name}.md`: all a caller or a reviewer needs to know of an action. */
export function actionPage(action: AnyAction): Artefact {
  const { name, title, summary, secrets, undo } = action;
  const facts = [
    ['Kind', action.kind],
    ['Acts on', action.target === 'customer' ? "a customer's tenant" : 'the partner itself'],
    ['Undo', undo === null ? 'cannot be undone' : code(undo)],
    ['Graph permissions (delegated)', codes(action.permissions.graph ?? [], 'none')],
    ['GDAP roles', action.gdapRoles.length === 0 ? 'none' : action.gdapRoles.join(', ')],
    ...(secrets.length === 0 ? [] : [['Secrets', `${codes(secrets)}: never logged or shown, handed over once`]]),
  ];
  const order = { ...(action.target === 'customer' ? { customer: 'contoso' } : {}), input: action.example };
  const content = `${madeFrom('the action itself, in shared/actions/')}# ${name}: ${title}

${summary}

${table(['', ''], facts)}
## Input

${fieldsText(fieldsOf(action.input, 'input'))}
## Output

${fieldsText(fieldsOf(action.output, 'output'))}
## Example

${code(`POST /api/actions/${name}`)}

\`\`\`json
${JSON.stringify(order, null, 2)}
\`\`\`
`;
  return { path: `docs/actions/${name}.md`, content };
}

function fieldsText(fields: readonly Field[]): string {
  if (fields.length === 0) return 'Nothing.\n';
  const rows = fields.map((field) => [
    code(field.name),
    field.type,
    field.required ? 'required' : field.default === undefined ? 'optional' : code(field.default),
    field.description,
  ]);
  return table(['Property', 'Type', 'Default', ''], rows);
}
