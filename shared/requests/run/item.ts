import { StewardError, toError } from '../../errors';
import type { JsonObject } from '../../json';
import { errorFields } from '../../log';
import { reached } from '../../steps';
import type { Columns } from '../ledger/columns';
import { itemColumns, itemRowKey, type Item } from '../ledger/item-row';
import type { PlanEntry } from '../records';
import { derivePassword } from '../secrets/password';
import { sealResult, unsealInput, useOf } from '../secrets/seal';
import type { ChunkRun } from './chunk-run';
import { readersOf, writersOf } from './connections';
import { conclude, hasChanged } from './conclude';
import { applyContext } from './context';
import { createGuard, halted } from './guard';
import { Journal } from './journal';
import { createPacing } from './pacing';
import { planContext } from './plan-context';
import { planHash } from './plan';
import { plain } from './plain';
import { Attention } from './signals';
import { stepsOf, undoWarnings, type ActionStep } from './steps';

/** Runs one item as far as it goes for now and writes down where it stands. Throws only when the ledger cannot be written. */
export async function runItem(chunk: ChunkRun, item: Item, input: JsonObject): Promise<void> {
  const { record, services, commit } = chunk;
  try {
    const steps = stepsOf(record, input, services.findAction);
    if (record.undoes !== null) item.warnings = undoWarnings(input);
    // What is in doubt is settled first, whatever was decided since.
    const halt = inDoubt(item) ? undefined : await halted(chunk);
    if (halt) throw halt;
    if (record.mode === 'plan') {
      item.plan = await planSteps(chunk, item, steps);
      item.state = 'planned';
    } else {
      if (record.plan !== null && item.plan === null) await adoptPlan(chunk, item, steps);
      await applySteps(chunk, item, steps);
      item.state = 'succeeded';
    }
    item.problem = null;
    item.nextAttemptAt = null;
  } catch (error) {
    if (commit.failure !== undefined) throw toError(commit.failure);
    conclude(item, error);
    services.log[item.state === 'waiting' ? 'info' : 'warn']('item.stopped', {
      requestId: record.id,
      tenantId: chunk.tenantId,
      action: record.action,
      attempt: item.tries,
      ...errorFields(error),
    });
  }
  // A password of something that was never made is no secret to hand over.
  if (!hasChanged(item)) item.secrets = [];
  item.updatedAt = new Date().toISOString();
  await commit.commit(itemRowKey(item.row), columnsOf(item));
  reached('item:finished', { requestId: record.id });
}

/** An output or plan too large for a row must not keep the outcome from being written. */
function columnsOf(item: Item): Columns {
  try {
    return itemColumns(item);
  } catch (error) {
    item.output = null;
    item.plan = null;
    conclude(item, error);
    return itemColumns(item);
  }
}

export function inDoubt(item: Item): boolean {
  return [...item.effects.values()].some(({ state }) => state === 'sending' || state === 'unknown');
}

async function planSteps(chunk: ChunkRun, item: Item, steps: readonly ActionStep[]): Promise<PlanEntry[]> {
  const plan: PlanEntry[] = [];
  for (const step of steps) {
    const { context, entries, warnings } = planContext(readersOf(chunk, item));
    await step.action.run((await parsed(chunk, item, step)) as never, context);
    plan.push(...entries.map((entry) => ({ ...entry, key: step.prefix + entry.key })));
    if (item.state !== 'planned') item.warnings = [...item.warnings, ...warnings];
  }
  return plan;
}

/** Apply only if the plan still has the hash that was approved; from then on each next effect is compared with it. */
async function adoptPlan(chunk: ChunkRun, item: Item, steps: readonly ActionStep[]): Promise<void> {
  const { warnings } = item;
  const plan = await planSteps(chunk, item, steps);
  item.warnings = warnings;
  const hash = planHash(chunk.record.action, [{ customerId: chunk.customerId, item: { plan } }]);
  if (hash !== (await chunk.approvedHash(item.row))) {
    const { planOf } = chunk.record;
    const now = planOf === undefined ? `The plan is now ${hash}.` : 'The row is no longer what was planned.';
    throw new StewardError('PLAN_CHANGED', now);
  }
  item.plan = plan;
  chunk.commit.queue(itemRowKey(item.row), itemColumns(item));
}

async function applySteps(chunk: ChunkRun, item: Item, steps: readonly ActionStep[]): Promise<void> {
  const { record, commit } = chunk;
  const journal = new Journal(item, record.id, commit);
  const asked = new Set<string>();
  for (const step of steps) {
    const applying = applyContext({
      ...readersOf(chunk, item),
      run: {
        requestId: record.id,
        journal,
        writers: writersOf(chunk, item),
        ...createGuard(chunk, item, step),
        ...createPacing(chunk, item),
        sealer: async () => {
          const key = await chunk.key();
          return (name, value) => sealResult(key, record.id, item.row, name, value);
        },
      },
      prefix: step.prefix,
      password: (name) => passwordOf(chunk, item, step.prefix + name),
    });
    let returned: unknown;
    try {
      returned = await step.action.run((await parsed(chunk, item, step)) as never, applying.context);
    } finally {
      await applying.settled();
    }
    for (const key of applying.asked) asked.add(key);
    if (record.undoes === null) item.output = step.action.output.parse(plain(returned)) as JsonObject;
  }
  const diverged = [...item.effects.values()].find(
    ({ key, state, settled }) => !asked.has(key) && settled !== true && state !== 'failed' && state !== 'planned',
  );
  if (diverged) {
    throw new Attention({ code: 'EFFECTS_DIVERGED', detail: `"${diverged.summary}" was not asked for again.` });
  }
}

async function parsed(chunk: ChunkRun, item: Item, step: ActionStep): Promise<unknown> {
  return step.action.input.parse(await unsealInput(step.input, () => chunk.key(), chunk.record.id, item.row));
}

async function passwordOf(chunk: ChunkRun, item: Item, name: string): Promise<string> {
  const password = derivePassword(await chunk.key(), useOf(chunk.record.id, item.row, name));
  if (!item.secrets.includes(name)) item.secrets = [...item.secrets, name];
  return password;
}
