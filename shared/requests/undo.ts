import type { UndoStep } from '../actions/action';
import { StewardError } from '../errors';
import type { JsonObject } from '../json';
import { accept } from './accept';
import { newRequestId } from './ids';
import { chunkSize } from './ledger/chunk-rows';
import { toItemRecord } from './ledger/item-row';
import { writeControl, type RequestRows } from './ledger/request-rows';
import { finalStates, type Caller, type ItemRecord, type RequestRecord } from './records';
import { conflict } from './refusals';
import { inDoubt } from './run/item';
import { undoActionName, type UndoInput } from './run/steps';
import type { Services } from './services';
import { itemsOf, needRequest, readView } from './view';

/** How long what was there before is kept for an undo: as long as Entra keeps deleted objects. */
export const undoLifeMs = 30 * 86_400_000;

/** Makes the linked request of the recorded undo actions, in reverse order, and returns its id. */
export async function undo(services: Services, rows: RequestRows, caller: Caller, force: boolean): Promise<string> {
  const { record } = rows;
  await checkState(services, rows);
  const inputs = (await settledItems(services, rows)).map(toUndoInput).filter(({ steps }) => steps.length > 0);
  if (inputs.length === 0) throw conflict('There is nothing that could be undone.');
  await checkGrants(services, record, caller, inputs);
  const now = Date.now();
  const id = newRequestId();
  const undoing: RequestRecord = {
    id,
    action: undoActionName,
    customerId: record.customerId,
    tenantId: record.tenantId,
    mode: 'apply',
    caller,
    createdAt: new Date(now).toISOString(),
    total: inputs.length,
    chunks: Math.ceil(inputs.length / chunkSize),
    plan: null,
    onFailure: record.onFailure,
    keyed: false,
    parent: null,
    undoes: record.id,
    force,
    undoUntil: new Date(now + undoLifeMs).toISOString(),
  };
  await accept(services, { record: undoing, action: null, inputs: inputs as unknown as readonly JsonObject[] });
  const { ledger } = await services.ledger();
  await writeControl(ledger, record.id, { undoneBy: id });
  return id;
}

async function checkState(services: Services, rows: RequestRows): Promise<void> {
  const { record, control } = rows;
  const { state } = await readView(services, rows);
  if (record.mode === 'plan' || !finalStates.has(state) || state === 'undone') {
    throw conflict(`A request that is ${state} cannot be undone.`);
  }
  if (Date.now() > Date.parse(record.undoUntil)) throw conflict(`It could be undone until ${record.undoUntil}.`);
  if (control.undoneBy === undefined) return;
  const earlier = await readView(services, await needRequest(services, control.undoneBy));
  if (!finalStates.has(earlier.state)) throw conflict(`It is being undone by ${control.undoneBy}.`);
}

async function settledItems(services: Services, rows: RequestRows): Promise<readonly ItemRecord[]> {
  const items = await itemsOf(services, rows);
  if (items.some(inDoubt)) throw new StewardError('UNSETTLED_EFFECTS', 'Some effects are in doubt.');
  return items.map(toItemRecord);
}

function toUndoInput({ effects }: ItemRecord): UndoInput {
  const changed = effects.filter(({ state, changed: really }) => state === 'done' && really === true).reverse();
  const undoable = new Set(changed.filter((effect) => effect.undo !== undefined).map(({ key }) => key));
  const steps = changed.flatMap(({ undo: step, after = null }): UndoStep[] =>
    step ? [{ expect: after, ...step }] : [],
  );
  const impossible = changed
    .filter((effect) => effect.undo === undefined && !undoable.has(effect.follows ?? ''))
    .map(({ summary }) => summary);
  return { steps, impossible };
}

async function checkGrants(
  services: Services,
  { customerId }: RequestRecord,
  caller: Caller,
  inputs: readonly UndoInput[],
): Promise<void> {
  const names = new Set(inputs.flatMap(({ steps }) => steps.map(({ action }) => action)));
  for (const name of names) {
    const action = services.findAction(name);
    if (!action) throw conflict(`The undo action ${name} does not exist any more.`);
    const decision = await services.grants.decide(caller, { action, customerId, mode: 'apply' });
    if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
  }
}
