import { randomUUID } from 'node:crypto';
import { UpstreamError, toError, type CallOutcome } from '../../errors';
import type { HttpAnswer, Send } from '../http/send';
import { bodyOf, fromBatchBody, toBatchBody, type GraphCall } from './batch-format';

interface Waiting {
  readonly call: GraphCall;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Calls that travel together, and the reads among them by what they ask. */
interface Group {
  readonly waiting: Waiting[];
  readonly reads: Map<string, Promise<HttpAnswer>>;
}

export interface GatherOptions {
  readonly graphUrl: string;
  readonly send: Send;
  /** At most 20. */
  readonly batchSize: number;
}

/**
 * Sends calls to Graph; those made at the same moment for the same tenant, token and version share one `$batch`, and the
 * same read asked for by several is asked once. The moment is one turn of the event loop, never a time window: a lone
 * call is not delayed and travels plain, and no answer is older than the question.
 */
export function createGather({ graphUrl, send, batchSize }: GatherOptions): (call: GraphCall) => Promise<HttpAnswer> {
  /** By token first: a token is long, but it is one text for all its calls, whose hash is known. */
  const groups = new Map<string, Map<string, Group>>();

  function flush({ waiting }: Group): void {
    const inTime = waiting.filter((one) => !isLate(one));
    for (let from = 0; from < inTime.length; from += batchSize) {
      const slice = inTime.slice(from, from + batchSize);
      const [only] = slice;
      if (slice.length === 1 && only) void sendAlone(only);
      else void sendTogether(slice);
    }
  }

  async function sendAlone({ call, resolve, reject }: Waiting): Promise<void> {
    try {
      const body = bodyOf(call);
      const answer = await send({
        service: 'graph',
        method: call.method,
        url: `${graphUrl}/${call.version}${call.path}`,
        headers: {
          ...call.headers,
          authorization: `Bearer ${call.token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
        ...(call.sendBy === undefined ? {} : { sendBy: call.sendBy }),
      });
      resolve(answer);
    } catch (error) {
      reject(toError(error));
    }
  }

  async function sendTogether(group: readonly Waiting[]): Promise<void> {
    const calls = group.map(({ call }) => call);
    const [first] = calls;
    if (!first) return;
    const sendBy = Math.min(...calls.map((call) => call.sendBy ?? Infinity));
    try {
      const answer = await send({
        service: 'graph',
        method: 'POST',
        url: `${graphUrl}/${first.version}/$batch`,
        headers: {
          authorization: `Bearer ${first.token}`,
          'content-type': 'application/json',
          'client-request-id': randomUUID(),
        },
        body: toBatchBody(calls),
        ...(sendBy === Infinity ? {} : { sendBy }),
      });
      settle(group, answer);
    } catch (error) {
      // The same outcome for each: none was sent, or nobody knows.
      for (const { reject } of group) reject(toError(error));
    }
  }

  function groupOf(call: GraphCall): Group {
    const { token, tenantId, version } = call;
    const ofToken = groups.get(token) ?? new Map<string, Group>();
    groups.set(token, ofToken);
    const key = `${tenantId} ${version}`;
    const known = ofToken.get(key);
    if (known) return known;
    const group: Group = { waiting: [], reads: new Map() };
    ofToken.set(key, group);
    setImmediate(() => {
      ofToken.delete(key);
      if (ofToken.size === 0) groups.delete(token);
      flush(group);
    });
    return group;
  }

  return (call) => {
    const { waiting, reads } = groupOf(call);
    const enqueue = (): Promise<HttpAnswer> =>
      new Promise((resolve, reject) => {
        waiting.push({ call, resolve, reject });
      });
    if (call.method !== 'GET') return enqueue();
    const same = reads.get(call.path) ?? enqueue();
    reads.set(call.path, same);
    return same;
  };
}

/** Fails a call alone whose time to leave has passed, so that it does not hold back its neighbours. */
function isLate({ call, reject }: Waiting): boolean {
  const late = call.sendBy !== undefined && Date.now() > call.sendBy;
  if (late) reject(failure('notSent', 'SEND_BY_PASSED', 'The call was not sent (SEND_BY_PASSED).'));
  return late;
}

function settle(group: readonly Waiting[], answer: HttpAnswer): void {
  const isBatch = answer.status >= 200 && answer.status < 300;
  const answers = isBatch ? fromBatchBody(answer.body) : undefined;
  group.forEach(({ resolve, reject }, index) => {
    // Refused as a whole: its status is that of each.
    const own = isBatch ? answers?.get(index) : answer;
    if (own) resolve(own);
    else reject(failure('unknown', 'BATCH_ITEM_MISSING', 'The batch brought no answer to this call.'));
  });
}

function failure(outcome: CallOutcome, code: string, message: string): UpstreamError {
  return new UpstreamError('UPSTREAM_UNAVAILABLE', message, outcome, { upstream: { service: 'graph', code } });
}
