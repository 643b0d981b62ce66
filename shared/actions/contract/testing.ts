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
  for (const name of ['customers', 'orders', 'pauses', 'circuits']) await world.clear(name);
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
  return (value as Body[]).map(({ tenant, kind, identity }) => withoutIds([tenant, kind, identity].join(' ')));
}

/** Ids are made up anew each time, but for those of seeded tenants. */
function withoutIds(text: string): string {
  return text.replaceAll(/(?!(\d)\1{7}-)[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '{id}');
}

/** A cart that was made once too often: nobody checks it out, and it expires. */
export function withoutOrphans(changes: readonly string[]): string[] {
  return changes.filter((change, index) => !change.includes(' cart.create ') || changes[index + 1] !== change);
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

export const isWrite = ({ method, path, cmdlet }: Call): boolean =>
  cmdlet === undefined
    ? !['GET', 'HEAD'].includes(method) && path !== '/validations/address'
    : !cmdlet.startsWith('Get-');

/** Services that hold what is the tenant's. */
export const tenantServices: readonly string[] = ['graph', 'exchange', 'partnerCenter'];

/** Calls the cloud received for what is the tenant's, save the envelopes of batches. */
export async function tenantCalls({ cloud }: TestWorld): Promise<Call[]> {
  const { value } = await cloud.control('calls');
  return (value as (Omit<Call, 'path'> & { readonly url: string })[])
    .map(({ url, ...call }) => ({ ...call, path: new URL(url, cloud.url).pathname.replace(/^\/v1(?:\.0)?(?=\/)/, '') }))
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
  const named = (keep: (scope: Scope) => boolean) =>
    scopes.filter(keep).map(({ service, name }) => resources[service] + name);
  // Partner Center is asked with the partner's own token, whoever the customer is.
  if (action.permissions.partnerCenter !== undefined) {
    const own = named(({ service }) => service === 'partnerCenter');
    await world.cloud.control('consents', { tenant: partner, scopes: own });
  }
  const tenant = tenantOf(action);
  const others = named(({ service }) => tenant === partner || service !== 'partnerCenter');
  await world.cloud.control('consents', { tenant, scopes: others, gdapRoles });
  await world.clear('circuits');
  world.restart();
}

/** What there is in the tenant and on record, without times and without what was deleted. */
export async function stateOf(world: TestWorld, action: AnyAction): Promise<unknown> {
  const {
    deletedItems: _deleted,
    partnerCenter,
    ...state
  } = await world.cloud.control(`state?tenant=${tenantOf(action)}`);
  const customers = await (await world.steward).customers.list();
  const pauses = await createPauses(createTables(world.storage)).list();
  return JSON.parse(
    JSON.stringify({ ...state, bought: boughtBy(partnerCenter), customers, pauses }, (key, value: unknown) => {
      return key.endsWith('DateTime') ? undefined : value;
    }),
  );
}

/** What the customer has of Partner Center at the end, however it came to that. */
function boughtBy(partnerCenter: unknown): unknown {
  const { agreements, subscriptions } = partnerCenter as {
    readonly agreements: readonly Body[];
    readonly subscriptions: readonly Body[];
  };
  const lasting = subscriptions.filter(({ status }) => status !== 'deleted');
  return { agreements, subscriptions: lasting.map(({ id, quantity, status }) => ({ id, quantity, status })) };
}

export interface FaultFree {
  readonly changes: readonly string[];
  /** Effects that were no change of their own. */
  readonly preparing: readonly string[];
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
  const { given, changes } = await watch(world, () => run(world, action));
  const calls = (await tenantCalls(world)).slice(before.length);
  await startAfresh(world);
  const preparing = given.item?.effects.filter(({ changed }) => changed === false).map(({ key }) => key) ?? [];
  return { changes, preparing, writes: calls.filter(isWrite) };
}

export function actionNamed(name: string): AnyAction {
  const action = findAction(name);
  if (!action) throw new Error(`There is no action ${name}.`);
  return action;
}
