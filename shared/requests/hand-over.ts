import { StewardError } from '../errors';
import { eraseWrappedKey, readWrappedKey } from './ledger/chunk-rows';
import { addExpiry } from './ledger/lists';
import { noteHandOver, writeControl, type RequestRows } from './ledger/request-rows';
import { finalStates, type Caller, type Requests } from './records';
import { conflict } from './refusals';
import { DataKey } from './secrets/data-key';
import { derivePassword } from './secrets/password';
import { unsealResult, useOf } from './secrets/seal';
import type { Services } from './services';
import { rowsOf } from './rows';
import { readView } from './view';

/** How long the caller that was first may ask again. */
const repeatMs = 10 * 60_000;

type Secrets = Awaited<ReturnType<Requests['secrets']>>;

/** Hands over one-time secrets; the same caller may repeat for ten minutes, then the key they come from is destroyed. */
export async function handOver(services: Services, rows: RequestRows, caller: Caller): Promise<Secrets> {
  const { record, control } = rows;
  if (control.keyDestroyedAt !== undefined) throw gone('they have expired or their hand-over has ended');
  const { state } = await readView(services, rows);
  if (!finalStates.has(state)) throw conflict(`A request that is ${state} has no secrets yet.`);
  if (!record.keyed) return [];
  const { ledger, open } = await services.ledger();
  const wrapped = await readWrappedKey(ledger, record.id);
  if (wrapped === undefined) throw gone('their key has been destroyed');
  const key = DataKey.from(await services.vault.unwrap(wrapped));
  const at = new Date().toISOString();
  const first = await noteHandOver(ledger, record.id, { to: caller.id, at });
  if (first.to !== caller.id) throw gone('they were handed to another caller');
  if (Date.now() - Date.parse(first.at) > repeatMs) {
    await destroyKey(services, record.id);
    throw gone('they were handed over more than ten minutes ago');
  }
  if (first.at === at) await addExpiry(open, record.id, Date.now() + repeatMs);
  return (await rowsOf(services, rows)).flatMap(({ item: { row, secrets, sealed } }) =>
    secrets.map((name) => {
      const text = sealed.get(name);
      const value =
        text === undefined
          ? derivePassword(key, useOf(record.id, row, name))
          : unsealResult(key, record.id, row, name, text);
      return { name, row, value };
    }),
  );
}

/** Destroys the key: nothing that was sealed or derived with it can be had any more. */
export async function destroyKey(services: Services, requestId: string): Promise<void> {
  const { ledger } = await services.ledger();
  await eraseWrappedKey(ledger, requestId);
  await writeControl(ledger, requestId, { keyDestroyedAt: new Date().toISOString() });
}

function gone(reason: string): StewardError {
  return new StewardError('SECRETS_GONE', `The secrets are gone: ${reason}.`);
}
