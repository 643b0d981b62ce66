import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { storageStatus } from '../connections/storage/tables';
import type { Vault } from '../connections/key-vault/vault';
import { StewardError } from '../errors';
import { hasRequest } from './ledger/request-rows';
import type { LedgerTables } from './ledger/tables';
import type { Caller, IdempotencyKey } from './records';

const secretName = 'steward-fingerprint-key';
/** How long the first with a key is left to finish its accept before another takes it up. */
const acceptingMs = 10_000;

interface KeyRow extends Record<string, unknown> {
  readonly etag?: string;
  readonly requestId: string;
  readonly fingerprint: string;
  readonly since: string;
}

export type Reserved =
  /** Accept under this id: ours, or one whose accept was broken off. */
  { readonly is: 'ours'; readonly id: string } | { readonly is: 'replay'; readonly id: string };

/** Body fingerprints are keyed, so that a table of them tells nothing about short bodies. The key is read once. */
export function createFingerprint(vault: Pick<Vault, 'secret'>): (body: Uint8Array) => Promise<string> {
  let secret: Promise<string> | undefined;
  return async (body) => {
    secret ??= vault.secret(secretName);
    const reading = secret;
    try {
      return createHmac('sha256', await reading)
        .update(body)
        .digest('base64url');
    } catch (error) {
      if (secret === reading) secret = undefined;
      throw error;
    }
  };
}

/**
 * Writes (caller, key → id, fingerprint) before anything else of the request. Whoever finds the row without a request
 * row finishes that accept under its id. Throws KEY_REUSED or KEY_IN_USE.
 */
export async function reserveKey(
  tables: LedgerTables,
  caller: Caller,
  key: IdempotencyKey,
  fingerprint: string,
  newId: string,
): Promise<Reserved> {
  const { keys, ledger } = tables;
  const place = placeOf(caller, key, fingerprint);
  const row = { ...place, requestId: newId, fingerprint, since: new Date().toISOString() };
  try {
    await keys.createEntity(row);
    return { is: 'ours', id: newId };
  } catch (error) {
    const status = storageStatus(error);
    // Without an answer the row may be there: whether it is ours is read below.
    if (status !== 409 && status !== undefined && status < 500) throw error;
  }
  const found = await keys.getEntity<KeyRow>(place.partitionKey, place.rowKey);
  if (found.requestId === newId) return { is: 'ours', id: newId };
  if (!equal(found.fingerprint, fingerprint)) {
    throw new StewardError('KEY_REUSED', 'The Idempotency-Key was used for another body.');
  }
  if (await hasRequest(ledger, found.requestId)) return { is: 'replay', id: found.requestId };
  if (Date.now() - Date.parse(found.since) < acceptingMs) throw inUse();
  await takeOver(keys, found);
  return { is: 'ours', id: found.requestId };
}

/** Only one at a time finishes a broken accept. */
async function takeOver(keys: TableClient, found: KeyRow): Promise<void> {
  const { partitionKey, rowKey, etag } = found;
  try {
    await keys.updateEntity(
      { partitionKey: String(partitionKey), rowKey: String(rowKey), since: new Date().toISOString() },
      'Merge',
      { etag: etag ?? '*' },
    );
  } catch (error) {
    if (storageStatus(error) === 412) throw inUse();
    throw error;
  }
}

function placeOf(caller: Caller, key: IdempotencyKey, fingerprint: string): { partitionKey: string; rowKey: string } {
  const digest = (...texts: string[]) => createHash('sha256').update(texts.join('\n')).digest('hex');
  const body = key.perBody ? [fingerprint] : [];
  return { partitionKey: digest(caller.tenantId, caller.id), rowKey: digest(key.route, key.key, ...body) };
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function inUse(): StewardError {
  return new StewardError('KEY_IN_USE', 'The first request with this key is still being accepted.', {
    retryAfterMs: 2_000,
  });
}
