import type { ConnectionName, WriteConnections } from '../../../connections/types';
import { UpstreamError, type ServiceName, type StewardError } from '../../../errors';
import type { Json } from '../../../json';
import { reached } from '../../../steps';
import { toProblem } from '../../problem';
import { isTransient, waitAfter } from '../back-off';
import type { AnyEffect, Journal } from '../journal';
import { Wait } from '../signals';

/** What is asked before something is sent. */
export interface Guard {
  /** Throws unless the effect may begin: cancelled, held, not granted any more, plan changed, changed since (undo). */
  readonly mayBegin: (effect: AnyEffect, before: Json) => Promise<void>;
  /** Why nothing may be sent any more, not even to settle what is in doubt. */
  readonly stopped: () => Promise<StewardError | undefined>;
}

/** What an effect needs of the run it belongs to. */
export interface EffectRun extends Guard {
  /** Takes a permit of the service's quota; throws Wait when one is reserved for later. */
  readonly permit: (service: ServiceName) => Promise<void>;
  /** The service has throttled us. */
  readonly throttled: (error: UpstreamError) => Promise<void>;
  readonly requestId: string;
  readonly journal: Journal;
  /** Connections whose calls may leave until `sendBy` (epoch ms); `key` names this try of this effect. */
  readonly writers: (sendBy: number, key: string) => Writers;
  /** Seals secrets of this item, by their names. */
  readonly sealer: () => Promise<(name: string, value: string) => string>;
}

type Writers = Pick<WriteConnections, ConnectionName>;

/** Longest time a call may take, from leaving to its answer. */
export const longestCallMs = 60_000;
/** Longest time after which a call that has left can still take effect: Exchange goes on with a cmdlet for 15 minutes. */
export const latestEffectMs = (service: ServiceName): number => (service === 'exchange' ? 15 * 60_000 : longestCallMs);
/** How long replicas of the directory may not show what was written. No figure is published; two minutes are seen. */
export const replicationMs = 120_000;

/** Writes `sending`, then sends. A call that came too late to leave is written anew. Throws UpstreamError. */
export async function send<T>(
  run: EffectRun,
  effect: AnyEffect,
  call: (to: Writers) => Promise<T>,
  before?: Json,
): Promise<T> {
  await run.permit(effect.service);
  for (let tries = 1; ; tries += 1) {
    const { sendBy, attempt } = await run.journal.sending(effect, before);
    try {
      const result = await call(run.writers(sendBy, `${effect.key}/${String(attempt)}`));
      reached('effect:answered', { requestId: run.requestId, effect: effect.key });
      return result;
    } catch (error) {
      const upstream = asUpstream(error, effect);
      if (upstream.outcome === 'throttled') await run.throttled(upstream);
      const late = upstream.outcome === 'notSent' && upstream.upstream.code === 'SEND_BY_PASSED';
      if (!late || tries >= 3) throw upstream;
    }
  }
}

/** A fault of our own inside `send` may have come after the call left: nobody knows. */
function asUpstream(error: unknown, effect: AnyEffect): UpstreamError {
  if (error instanceof UpstreamError) return error;
  return new UpstreamError('INTERNAL', 'An unexpected fault while the change was made.', 'unknown', {
    upstream: { service: effect.service },
    cause: error,
  });
}

/** What a failed `send` means; `inDoubt`: an earlier one may have taken effect, so this one settles nothing. Always throws. */
export function sendFailed({ journal }: EffectRun, effect: AnyEffect, error: UpstreamError, inDoubt: boolean): never {
  const problem = toProblem(error);
  const notYet = isNotYet(journal, effect, error);
  const again = notYet ? new Wait(Date.now() + notYetMs) : waitAfter(error, journal.item.tries);
  if (error.outcome === 'unknown' || error.outcome === 'throttled') {
    journal.doubtful(effect, problem);
    throw again;
  }
  if (isTransient(error) || notYet) {
    if (inDoubt) journal.doubtful(effect, problem);
    else journal.postponed(effect);
    throw again;
  }
  journal.failed(effect, problem);
  throw error;
}

/** How soon an object not yet visible is looked at again. */
export const notYetMs = 2_000;

/**
 * A 404 on an object that this item has just created: the replica that was asked has not seen it. The same goes for a
 * usage location that was accepted with the object and is not seen by licensing.
 */
export function isNotYet(journal: Journal, effect: AnyEffect, error: unknown): boolean {
  if (!(error instanceof UpstreamError) || effect.follows === undefined) return false;
  if (error.upstream.status !== 404 && error.code !== 'USAGE_LOCATION_INVALID') return false;
  const created = journal.known(effect.follows);
  return created?.state === 'done' && Date.now() - Date.parse(created.at) < replicationMs;
}
