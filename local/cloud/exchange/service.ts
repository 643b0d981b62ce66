import { randomUUID } from 'node:crypto';
import { exchangeResource } from '../entra/resources';
import { type RoleName, roleIds } from '../entra/roles';
import { readToken } from '../graph/access';
import type { GraphToken } from '../graph/route';
import { Router } from '../router';
import type { Service } from '../service';
import { type Answer, type Call, isObject, json, MalformedBody, Refusal } from '../wire';
import type { World } from '../world';
import type { Cmdlet } from './cmdlet';
import { badRequest, forbidden, notImplemented, notInRole, unauthorized } from './errors';
import { mailboxCmdlets } from './mailbox-cmdlets';
import { answerRows } from './pages';
import { permissionCmdlets } from './permission-cmdlets';
import { tenantCmdlets } from './tenant-cmdlets';

export const cmdlets: readonly Cmdlet[] = [...mailboxCmdlets, ...permissionCmdlets, ...tenantCmdlets];

interface ExchangeRoute {
  readonly method: string;
  readonly path: string;
  /** Any of these scopes suffices. */
  readonly scopes: readonly string[];
}

const routes: readonly ExchangeRoute[] = [
  // What Microsoft's PowerShell module calls.
  { method: 'POST', path: '/adminapi/beta/{tenant}/InvokeCommand', scopes: ['Exchange.Manage'] },
  { method: 'POST', path: '/adminapi/v1.0/{tenant}/InvokeCommand', scopes: ['Exchange.Manage'] },
  // https://learn.microsoft.com/exchange/reference/admin-api-endpoints-reference
  { method: 'POST', path: '/adminapi/v2.0/{tenant}/{endpoint}', scopes: ['Exchange.ManageV2'] },
];

/** Exchange Online's administration over HTTPS: cmdlets as calls. */
export function exchange(world: World): Service {
  const router = new Router(routes);

  const invoke = (call: Call): Answer | undefined => {
    const match = router.match(call.method, call.path);
    if (!match) return undefined;
    const token = authenticate(world, call, match.params['tenant'] ?? '');
    const tenant = world.tenants.get(token.tenantId) ?? unauthorized('The tenant is not known.');
    if (!match.route.scopes.some((scope) => token.scopes.includes(scope))) forbidden();
    checkHeaders(call);
    const { name, parameters } = readInput(call);
    const cmdlet = find(name, match.params['endpoint']);
    if (!holds(token, cmdlet.roles)) notInRole(cmdlet.name);
    const unknown = Object.keys(parameters).find((parameter) => !cmdlet.parameters.includes(parameter));
    if (unknown !== undefined) notImplemented(`${cmdlet.name} -${unknown}`);
    const warnings: string[] = [];
    const rows = cmdlet.run({
      call,
      token,
      tenant,
      world,
      directory: world.directory(tenant),
      mailboxes: world.mailboxes(tenant),
      parameters,
      warn: (text) => warnings.push(text),
    });
    return answerRows(call, parameters['ResultSize'], rows, warnings);
  };

  return {
    name: 'exchange',
    caller: (call) => {
      const token = readToken(world.signingKey, call);
      const cmdlet = cmdletOf(call);
      return {
        tenant: token?.tenantId,
        scopes: token?.scopes ?? [],
        ...(cmdlet === undefined ? {} : { cmdlet }),
      };
    },
    answer: (call) => {
      const answer = orRefusal(() => invoke(call));
      const headers = { 'request-id': randomUUID(), ...answer?.headers };
      return answer && { ...answer, headers };
    },
  };
}

function orRefusal(answer: () => Answer | undefined): Answer | undefined {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    if (error instanceof MalformedBody)
      return { status: 400, body: { error: { code: 'BadRequest', message: 'The request body is not valid JSON.' } } };
    throw error;
  }
}

/** The checked token, of the tenant in the address: its id or one of its domains. */
function authenticate(world: World, call: Call, key: string): GraphToken {
  const token = readToken(world.signingKey, call) ?? unauthorized('The token is missing or malformed.');
  if (token.exp * 1000 <= Date.now()) unauthorized('The token has expired.');
  if (token.aud !== exchangeResource) unauthorized('The audience claim value is invalid.');
  if (world.tenants.find(key)?.id !== token.tenantId) unauthorized('The token is not of this tenant.');
  return token;
}

function holds(token: GraphToken, roles: readonly RoleName[]): boolean {
  return roles.some((role) => token.roles.includes(roleIds[role]));
}

function checkHeaders({ headers }: Call): void {
  // Calls are routed by this; see "X-AnchorMailbox routing hint" on
  // https://learn.microsoft.com/exchange/reference/admin-api-get-started
  if (!/^(?:APP|UPN|AAD-UPN|SMTP|MBX|OID):.+@.+/i.test(headers['x-anchormailbox'] ?? ''))
    badRequest('The header X-AnchorMailbox is missing or no routing hint.');
  const format = headers['x-responseformat'] ?? 'json';
  if (format.toLowerCase() !== 'json') notImplemented(`the response format ${format}`);
}

function readInput(call: Call): { name: string; parameters: Record<string, unknown> } {
  const body = json(call);
  const input = isObject(body) ? body['CmdletInput'] : undefined;
  const { CmdletName: name, Parameters: parameters = {} } = isObject(input) ? input : {};
  if (typeof name !== 'string' || !isObject(parameters)) return badRequest('CmdletInput is missing or not valid.');
  return { name, parameters };
}

/** The name in the body, for the log and for faults. */
function cmdletOf(call: Call): string | undefined {
  try {
    return readInput(call).name;
  } catch {
    return undefined;
  }
}

function find(name: string, endpoint: string | undefined): Cmdlet {
  const cmdlet = cmdlets.find((each) => each.name.toLowerCase() === name.toLowerCase());
  const serves = endpoint === undefined || cmdlet?.endpoint?.toLowerCase() === endpoint.toLowerCase();
  if (cmdlet && serves) return cmdlet;
  return notImplemented(endpoint === undefined ? `the cmdlet ${name}` : `${name} of ${endpoint}`);
}
