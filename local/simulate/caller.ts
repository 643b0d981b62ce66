import { errorCodes } from '../../shared/error-codes';
import { StewardError } from '../../shared/errors';
import { pointerBelow } from '../../shared/requests/check-input';
import {
  finalStates,
  type Caller as CallerIdentity,
  type IdempotencyKey,
  type Requests,
} from '../../shared/requests/records';
import { partnerTenantId } from '../cloud/tenants';
import type { Reply } from './app';
import type { Fleet } from './fleet';
import type { Job } from './jobs/job';
import type { Random } from './random';
import type { Timeline } from './timeline';

export const operator: CallerIdentity = {
  id: 'local-operator',
  kind: 'application',
  roles: ['Steward.Operator'],
  tenantId: partnerTenantId,
};

const longestPauseMs = 1_200_000;

/** A job and the request it has become. */
export interface Submitted {
  readonly job: Job;
  readonly id: string;
}

/** Whoever submits a job: asks again with the same key until it is answered, and sometimes changes its mind. */
export class Caller {
  constructor(
    private readonly timeline: Timeline,
    private readonly fleet: Fleet,
    private readonly random: Random,
    private readonly isCalm: () => boolean,
    /** What is not over by then is given up. */
    private readonly endsAt: number,
  ) {}

  /** Submits the job, and does with the request what comes to mind; resolves when it has done all it wanted. */
  async order(job: Job, n: number): Promise<Submitted> {
    const { random } = this;
    await this.#wait(random.spread(10, 30_000));
    const submit = this.#submission(job, n);
    // A caller that is in a hurry asks twice at once.
    const again = random.chance(0.1) ? this.#until(submit) : undefined;
    const id = await this.#until(submit);
    const other = await again;
    if (other !== undefined && other !== id) throw new Error(`One key gave two requests: ${id} and ${other}.`);
    if (random.chance(0.15)) await this.#meddle((requests) => requests.cancel(operator, id));
    if (random.chance(0.1)) {
      await this.#meddle((requests) => requests.hold(operator, id));
      await this.#meddle((requests) => requests.resume(operator, id), true);
    }
    await this.#follow(id);
    if (random.chance(0.2)) {
      await this.#meddle((requests) => requests.retry(operator, id));
      await this.#follow(id);
    }
    return { job, id };
  }

  /** Asks how it stands until it is over; what is held by mistake (a late answer) is resumed. */
  async #follow(id: string): Promise<void> {
    for (let pauseMs = 20_000; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      await this.#wait(pauseMs);
      if (this.timeline.now > this.endsAt) return;
      const { state } = await this.#until((requests) => requests.get(operator, id));
      if (finalStates.has(state)) return;
      if (state === 'held') await this.#until((requests) => requests.resume(operator, id)).catch(() => undefined);
    }
  }

  #submission({ action, bulk, rows }: Job, n: number): (requests: Requests) => Promise<string> {
    const key: IdempotencyKey = { key: `key-${String(n)}`, route: action, body: Buffer.from(JSON.stringify(rows)) };
    const common = { action, mode: 'apply', onFailure: 'status' } as const;
    const [first] = rows;
    const { customer } = first ?? {};
    const order = { ...common, ...(customer === undefined ? {} : { customer }), input: first?.input };
    const bulkRows = rows.map((row, at) => ({
      ...(row.customer === undefined ? {} : { customer: row.customer }),
      input: row.input,
      place: pointerBelow(`/inputs/${String(at)}`),
    }));
    return async (requests) => {
      const { id } = bulk
        ? await requests.submitBulk(operator, { ...common, rows: bulkRows }, key)
        : await requests.submit(operator, order, key);
      return id;
    };
  }

  /** Does something to the request after a while; where it is refused, that is that. */
  async #meddle(work: (requests: Requests) => Promise<void>, insist = false): Promise<void> {
    await this.#wait(this.random.spread(20, 120_000));
    const repeat = insist ? this.#until(work) : this.#ask(work);
    await repeat.catch(() => undefined);
  }

  /** Asks until there is an answer that says something. */
  async #until<T>(work: (requests: Requests) => Promise<T>): Promise<T> {
    for (let tries = 0; tries < 500; tries += 1) {
      const reply = await this.#ask(work);
      if (reply !== 'nothing') {
        if ('value' in reply) return reply.value;
        const { error } = reply;
        if (!(error instanceof StewardError) || !isPassing(error)) throw error;
      }
      await this.#wait(this.random.spread(200, 2_000 * (tries + 1)));
    }
    throw new Error('A caller is never answered.');
  }

  async #ask<T>(work: (requests: Requests) => Promise<T>): Promise<Reply<T>> {
    const app = this.fleet.some();
    if (!app) return 'nothing';
    const { random } = this;
    const reply = await app.ask(random.spread(1, 200), ({ requests }) => work(requests));
    return !this.isCalm() && random.chance(0.03) ? 'nothing' : reply;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.timeline.after(ms, undefined, resolve));
  }
}

/** The caller is told to come again, or not told whether it was done. */
function isPassing({ code }: StewardError): boolean {
  return errorCodes[code].retryable;
}
