// What the contract tests share: the example of any action, run by the product against a fresh cloud.
import { beforeEach } from 'vitest';
import type { Body } from '../../../local/cloud/testing';
import { operator, worldForTests, type TestWorld } from '../../../local/testing/world';
import { createTables } from '../../connections/storage/tables';
import { createPauses } from '../../limits/pauses';
import type { AnyAction } from '../action';
import { catalogue, findAction } from '../catalogue';
import { preparations } from '../examples';

export const partner = operator.tenantId;
export const contoso = '22222222-2222-2222-2222-222222222222';

type Order = NonNullable<Parameters<TestWorld['submit']>[2]>;
export type View = Awaited<ReturnType<TestWorld['view']>>;

/** Actions as rows for `test.each`. */
export function rows(keep: (action: AnyAction) => boolean = () => true): [string, AnyAction][] {
  return catalogue.filter(keep).map((action) => [action.name, action]);
}

/** Writes into a customer's tenant, so that the cloud's log tells what it did. */
export const changesTenant = ({ kind, target }: AnyAction): boolean => kind !== 'read' && target === 'customer';

export const tenantOf = ({ target }: AnyAction): string => (target === 'partner' ? partner : contoso);

/** A world for a test file, whole as on the first day before each test. */
export function contractWorld(): () => TestWorld {
  const world = worldForTests();
  beforeEach(() => forgetOwn(world()));
  return world;
}

/** Everything as on the first day, within a test. */
export async function startAfresh(world: TestWorld): Promise<void> {
  await world.cloud.control('reset', {});
  await forgetOwn(world);
  world.restart();
}

/** What Steward itself keeps outlives a reset of the cloud; what the seed has is written again by the next process. */
async function forgetOwn(world: TestWorld): Promise<void> {
  for (const name of ['customers', 'pauses', 'circuits']) await world.clear(name);
}

/** Makes what the example needs. */
export async function prepare(world: TestWorld, action: AnyAction): Promise<void> {
  const { seed, calls = [] } = preparations[action.name] ?? {};
  if (seed) await world.cloud.control('seed', seed);
  for (const call of calls) {
    const { state } = await run(world, actionNamed(call.action), { input: call.input });
    if (state !== 'succeeded') throw new Error(`${call.action}, needed by ${action.name}, ended ${state}.`);
  }
}

/** Submits an action, by default with its example. */
export async function submit(
  world: TestWorld,
  action: AnyAction,
  { input = action.example, ...order }: Order = {},
): Promise<string> {
  const { requests } = await world.steward;
  const customer = action.target === 'customer' ? { customer: 'contoso' } : {};
  const { id } = await requests.submit(operator, {
    action: action.name,
    input,
    mode: 'apply',
    onFailure: 'status',
    ...customer,
    ...order,
  });
  return id;
}

export async function run(world: TestWorld, action: AnyAction, order: Order = {}): Promise<View> {
  return world.finish(await submit(world, action, order));
}

/** What `work` gave, and what it changed, wherever that was: tenant, kind and identity, in order. */
export async function watch<T>(world: TestWorld, work: () => Promise<T>): Promise<{ given: T; changes: string[] }> {
  const before = await allChanges(world);
  const given = await work();
  return { given, changes: (await allChanges(world)).slice(before.length) };
}

async function allChanges({ cloud }: TestWorld): Promise<string[]> {
  const { value } = await cloud.control('effects');
  return (value as Body[]).map(({ tenant, kind, identity }) => [tenant, kind, identity].join(' '));
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly service: string;
  readonly status: number | null;
  readonly at: string;
  /** Exchange's: its calls have one address. */
  readonly cmdlet?: string;
}

export const isWrite = ({ method, cmdlet }: Call): boolean =>
  cmdlet === undefined ? method !== 'GET' : !cmdlet.startsWith('Get-');

/** Services that hold what is the tenant's. */
export const tenantServices: readonly string[] = ['graph', 'exchange'];

/** Calls the cloud received for what is the tenant's, save the envelopes of batches. */
export async function tenantCalls({ cloud }: TestWorld): Promise<Call[]> {
  const { value } = await cloud.control('calls');
  return (value as (Omit<Call, 'path'> & { readonly url: string })[])
    .map(({ url, ...call }) => ({ ...call, path: new URL(url, cloud.url).pathname.replace(/^\/v1\.0/, '') }))
    .filter((call) => tenantServices.includes(call.service) && call.path !== '/$batch');
}

/** What a scope of a service is called in full. */
const resources = {
  graph: '',
  exchange: 'https://outlook.office365.com/',
  partnerCenter: 'https://api.partnercenter.microsoft.com/',
} as const;

export interface Scope {
  readonly service: keyof typeof resources;
  readonly name: string;
}

/** The scopes an action declares. */
export function scopesOf({ permissions }: AnyAction): Scope[] {
  return (Object.keys(resources) as Scope['service'][]).flatMap((service) =>
    (permissions[service] ?? []).map((name) => ({ service, name })),
  );
}

/** Sets exactly these permissions in the tenant the action acts in, and forgets the tokens that had others. */
export async function consent(
  world: TestWorld,
  action: AnyAction,
  scopes: readonly Scope[],
  gdapRoles: readonly string[],
): Promise<void> {
  const named = scopes.map(({ service, name }) => resources[service] + name);
  await world.cloud.control('consents', { tenant: tenantOf(action), scopes: named, gdapRoles });
  await world.clear('circuits');
  world.restart();
}

/** What there is in the tenant and on record, without times and without what was deleted. */
export async function stateOf(world: TestWorld, action: AnyAction): Promise<unknown> {
  const { deletedItems: _deleted, ...state } = await world.cloud.control(`state?tenant=${tenantOf(action)}`);
  const customers = await (await world.steward).customers.list();
  const pauses = await createPauses(createTables(world.storage)).list();
  return JSON.parse(
    JSON.stringify({ ...state, customers, pauses }, (key, value: unknown) => {
      return key.endsWith('DateTime') ? undefined : value;
    }),
  );
}

export interface FaultFree {
  readonly changes: readonly string[];
  /** Calls that wrote, in order. */
  readonly writes: readonly Call[];
}

const known = new Map<string, Promise<FaultFree>>();

/** What the example does when nothing goes wrong. Leaves the world as on the first day. */
export function faultFree(world: TestWorld, action: AnyAction): Promise<FaultFree> {
  const found = known.get(action.name) ?? runFaultFree(world, action);
  known.set(action.name, found);
  return found;
}

async function runFaultFree(world: TestWorld, action: AnyAction): Promise<FaultFree> {
  await prepare(world, action);
  const before = await tenantCalls(world);
  const { changes } = await watch(world, () => run(world, action));
  const calls = (await tenantCalls(world)).slice(before.length);
  await startAfresh(world);
  return { changes, writes: calls.filter(isWrite) };
}

export function actionNamed(name: string): AnyAction {
  const action = findAction(name);
  if (!action) throw new Error(`There is no action ${name}.`);
  return action;
}
