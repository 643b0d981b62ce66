import type { Finding, OnceEffect, UniqueEffect } from '../../../actions/action';
import type { ConnectionName } from '../../../connections/types';
import { StewardError, type UpstreamError } from '../../../errors';
import type { JsonObject } from '../../../json';
import { toProblem } from '../../problem';
import { backOffMs, isTransient, waitAfter } from '../back-off';
import { Attention, Wait } from '../signals';
import { latestEffectMs, type EffectRun } from './send';

export type Findable = UniqueEffect<ConnectionName, JsonObject> | OnceEffect<ConnectionName, JsonObject>;

/** Looks for what an effect made; any error means unsure, so it is looked for again. */
export async function find({ journal }: EffectRun, effect: Findable): Promise<Finding<JsonObject>> {
  try {
    return await effect.find();
  } catch (error) {
    if (!(error instanceof StewardError)) throw error;
    journal.doubtful(effect, toProblem(error));
    if (isTransient(error)) throw waitAfter(error, journal.item.tries);
    throw new Wait(Date.now() + backOffMs(journal.item.tries), toProblem(error));
  }
}

const secondLookMs = 10_000;

/**
 * Settles an effect that must not be sent again by looking only. Undefined: absent, which counts once the call can no
 * longer arrive and replicas have caught up, read twice; even then a read proves nothing.
 */
export async function settleByLooking(
  run: EffectRun,
  effect: Findable,
  windowMs: number,
): Promise<JsonObject | undefined> {
  const finding = await find(run, effect);
  if (finding.is === 'found') return finding.result;
  if (finding.is === 'taken') throw taken(run, effect);
  const record = run.journal.known(effect.key);
  const countsFrom = (record?.sendBy ?? 0) + latestEffectMs(effect.service) + windowMs;
  const now = Date.now();
  if (record && now < countsFrom) throw new Wait(Math.min(countsFrom, now + 30_000));
  if (record && record.absentAt === undefined) {
    run.journal.absent(record);
    throw new Wait(now + secondLookMs);
  }
  return undefined;
}

/** `conflict` is the service's own refusal, where it gave one. */
export function taken({ journal }: EffectRun, effect: Findable, conflict?: UpstreamError): StewardError {
  const error = new StewardError('ALREADY_EXISTS', `"${effect.summary}": an object with this name exists.`, {
    upstream: conflict?.upstream ?? { service: effect.service },
    cause: conflict,
  });
  journal.failed(effect, toProblem(error));
  return error;
}

/** Not found, and nothing proves that it was not made. */
export function unknown({ journal }: EffectRun, effect: Findable): Attention {
  const record = journal.known(effect.key);
  const upstream = record?.problem?.upstream;
  const problem = {
    code: 'OUTCOME_UNKNOWN' as const,
    detail: `It is not known whether "${effect.summary}" was done.`,
    ...(upstream === undefined ? {} : { upstream }),
  };
  journal.doubtful(effect, problem);
  return new Attention(problem);
}
