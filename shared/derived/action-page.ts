import type { AnyAction } from '../actions/action';
import { actionDocument } from './action-document';
import { type Artefact, madeFrom } from './artefact';
import { type Field, fieldsOf } from './fields';
import { code, codes, table } from './markdown';

/** `docs/actions/{name}.md`: all a caller or a reviewer needs to know of an action. */
export function actionPage(action: AnyAction): Artefact {
  const { name, title, summary, secrets } = action;
  const { input, output } = actionDocument(action);
  const facts = [
    ['Kind', action.kind],
    ['Acts on', action.target === 'customer' ? "a customer's tenant" : 'the partner itself'],
    ['Undo', undoText(action)],
    ...permissionRows(action),
    ['GDAP roles', action.gdapRoles.length === 0 ? 'none' : action.gdapRoles.join(', ')],
    ...(secrets.length === 0 ? [] : [['Secrets', `${codes(secrets)}: never logged or shown, handed over once`]]),
  ];
  const order = { ...(action.target === 'customer' ? { customer: 'contoso' } : {}), input: action.example };
  const content = `${madeFrom('the action itself, in shared/actions/')}# ${name}: ${title}

${summary}

${table(['', ''], facts)}
## Input

${inputText(fieldsOf(input))}
## Output

${outputText(fieldsOf(output))}
## Example

${code(`POST /api/actions/${name}`)}

\`\`\`json
${JSON.stringify(order, null, 2)}
\`\`\`
`;
  return { path: `docs/actions/${name}.md`, content };
}

const services = { graph: 'Graph', exchange: 'Exchange', partnerCenter: 'Partner Center' } as const;

function permissionRows({ permissions }: AnyAction): string[][] {
  const rows = Object.entries(services).flatMap(([service, name]) => {
    const scopes = permissions[service as keyof typeof services];
    return scopes === undefined ? [] : [[`${name} permissions (delegated)`, codes(scopes, 'none')]];
  });
  return rows.length === 0 ? [['Permissions', 'none']] : rows;
}

/** How an action is taken back, in words. */
export function undoText({ kind, undo }: AnyAction): string {
  if (undo !== null) return code(undo);
  return kind === 'read' ? 'changes nothing' : 'cannot be undone';
}

function inputText(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, required, default: preset, description }) => [
    code(name),
    type,
    required ? 'required' : preset === undefined ? 'optional' : code(preset),
    description,
  ]);
  return rows.length === 0 ? 'Nothing.\n' : table(['Property', 'Type', 'Default', 'What it is'], rows);
}

function outputText(fields: readonly Field[]): string {
  const rows = fields.map(({ name, type, required }) => [code(name), required ? type : `${type}, or left out`]);
  return rows.length === 0 ? 'Nothing.\n' : table(['Property', 'Type'], rows);
}
