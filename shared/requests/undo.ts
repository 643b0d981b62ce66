import type { UndoStep } from '../actions/action';
import { StewardError } from '../errors';
import type { JsonObject } from '../json';
import { accept } from './accept';
import { toChunks } from './chunking';
import { newRequestId, timeOf } from './ids';
import { readRequest, reserveUndo, type RequestRows } from './ledger/request-rows';
import { newRecord } from './new-record';
import { finalStates, type Caller, type ItemRecord } from './records';
import { conflict } from './refusals';
import { rowsOf, toRecord, type Row } from './rows';
import { inDoubt } from './run/item';
import { undoActionName, type UndoInput } from './run/steps';
import type { Services } from './services';
import { readView } from './view';

/** Makes the linked request of the recorded undo actions, in reverse order, and returns its id. */
export async function undo(services: Services, rows: RequestRows, caller: Caller, force: boolean): Promise<string> {
  const { record } = rows;
  await checkState(services, rows);
  const undoing = (await settledRows(services, rows))
    .map((row) => ({ ...row, undo: toUndoInput(toRecord(row)) }))
    .filter((row) => row.undo.steps.length > 0);
  if (undoing.length === 0) throw conflict('There is nothing that could be undone.');
  await checkGrants(services, caller, undoing);
  const chunks = toChunks(
    undoing.map(({ customerId, tenantId, undo: input }, row) => {
      return { customerId, tenantId, row, input: input as unknown as JsonObject };
    }),
  );
  const id = newRequestId();
  const linked = newRecord(id, {
    action: undoActionName,
    customerId: record.customerId,
    tenantId: record.tenantId,
    ...(record.customers ? { customers: record.customers } : {}),
    ...(record.bulk ? { bulk: true } : {}),
    mode: 'apply',
    caller,
    total: undoing.length,
    chunks: chunks.length,
    plan: null,
    onFailure: record.onFailure,
    keyed: false,
    undoes: record.id,
    force,
  });
  const { ledger } = await services.ledger();
  // First, so that no second one comes to be while this is accepted, or after an accept that was broken off.
  const earlier = await reserveUndo(ledger, record.id, id, (other) => isOver(services, other));
  if (earlier !== undefined) throw conflict(`It is being undone by ${earlier}.`);
  await accept(services, { record: linked, action: null, chunks });
  return id;
}

async function checkState(services: Services, rows: RequestRows): Promise<void> {
  const { record } = rows;
  const { state } = await readView(services, rows);
  if (record.mode === 'plan' || !finalStates.has(state) || state === 'undone') {
    throw conflict(`A request that is ${state} cannot be undone.`);
  }
  if (Date.now() > Date.parse(record.undoUntil)) throw conflict(`It could be undone until ${record.undoUntil}.`);
}

/** Whether an earlier undo has come to its end, or was never accepted. */
async function isOver(services: Services, undoId: string): Promise<boolean> {
  const { ledger } = await services.ledger();
  const rows = await readRequest(ledger, undoId);
  if (!rows) return Date.now() - timeOf(undoId) > acceptingMs;
  return finalStates.has((await readView(services, rows)).state);
}

/** Longer than an accept takes. */
const acceptingMs = 60_000;

async function settledRows(services: Services, rows: RequestRows): Promise<readonly Row[]> {
  const all = await rowsOf(services, rows);
  if (all.some(({ item }) => inDoubt(item))) throw new StewardError('UNSETTLED_EFFECTS', 'Some effects are in doubt.');
  return all;
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
  caller: Caller,
  rows: readonly { readonly customerId: string | null; readonly undo: UndoInput }[],
): Promise<void> {
  const asks = new Map(
    rows.flatMap(({ customerId, undo: { steps } }) =>
      steps.map(({ action }) => [JSON.stringify([action, customerId]), { name: action, customerId }] as const),
    ),
  );
  for (const { name, customerId } of asks.values()) {
    const action = services.findAction(name);
    if (!action) throw conflict(`The undo action ${name} does not exist any more.`);
    const decision = await services.grants.decide(caller, { action, customerId, mode: 'apply' });
    if (!decision.allowed) throw new StewardError('NOT_GRANTED', decision.reason);
  }
}
