import type { ItemRecord } from '../../shared/requests/records';
import { finalStates } from '../../shared/requests/records';
import { passwordDigest } from '../cloud/graph/passwords';
import type { Effect } from '../cloud/effects';
import type { CustomerRecord } from '../../shared/connections/types';
import type { Job, JobRow, Wanted } from './jobs/job';
import type { Cloud } from './microsoft/cloud';
import type { Finding, Fault } from './verdict';

/** What is known of a request in the end. */
export interface Ended {
  readonly job: Job;
  readonly id: string;
  readonly items: readonly ItemRecord[];
  readonly secrets: readonly { readonly name: string; readonly value: string; readonly row: number }[];
}

/** States in which nothing may have been changed. */
const unchanged: ReadonlySet<string> = new Set(['failed', 'cancelled']);

/** Judges a trial by the log of what has changed at Microsoft, and by what the requests say of themselves. */
export class Judge {
  readonly findings: Finding[] = [];
  readonly #byRequest = new Map<string, Effect[]>();
  readonly #oldTenants: ReadonlySet<string>;

  constructor(
    private readonly cloud: Cloud,
    oldTenants: Iterable<string>,
  ) {
    this.#oldTenants = new Set(oldTenants);
    for (const effect of cloud.world.effects.after(0)) {
      const id = effect.correlationId ?? '';
      const list = this.#byRequest.get(id);
      if (list) list.push(effect);
      else this.#byRequest.set(id, [effect]);
    }
  }

  /** Effects of requests nobody has submitted; those without an id are other people's. */
  strangers(submitted: ReadonlySet<string>): void {
    for (const [id, effects] of this.#byRequest) {
      if (id === '' || submitted.has(id)) continue;
      this.#find('misplaced', id, `Nobody has submitted the request of ${effects.map(textOf).join(', ')}.`);
    }
  }

  judge({ job, id, items, secrets }: Ended, customers: readonly CustomerRecord[]): void {
    const left = new Set(this.#byRequest.get(id) ?? []);
    for (const [n, row] of job.rows.entries()) {
      const item = items.find((each) => each.row === n);
      const made = row.wanted.map((wanted) => [...left].filter((effect) => this.#is(effect, wanted)));
      for (const effect of made.flat()) left.delete(effect);
      if (item === undefined) this.#find('lost', id, `Row ${String(n)} is not there.`);
      else {
        this.#judgeRow(id, item, row, made);
        this.#judgeSecrets(id, item, row, secrets);
        this.#judgeRecord(id, item, row, customers);
      }
    }
    const harmless = new Set(job.rows.flatMap((row) => row.harmless ?? []));
    for (const effect of left)
      if (!harmless.has(effect.kind)) this.#find('misplaced', id, `Not asked for: ${textOf(effect)}.`);
  }

  #judgeRow(id: string, item: ItemRecord, row: JobRow, made: readonly (readonly Effect[])[]): void {
    const { state, problem } = item;
    const where = `Row ${String(item.row)}, ${state} (${problem?.code ?? 'no problem'})`;
    for (const effects of made) {
      const [first, ...others] = effects;
      if (first && others.length > 0)
        this.#find('doubled', id, `${where}: ${String(effects.length)} × ${textOf(first)}.`);
    }
    const count = made.filter((effects) => effects.length > 0).length;
    if (!finalStates.has(state)) this.#find('lost', id, `${where}: it has not come to an end.`);
    if (state === 'succeeded' && count < made.length) this.#find('lost', id, `${where}: ${missing(row, made)}.`);
    if (state !== 'succeeded' && finalStates.has(state) && problem === null)
      this.#find('lost', id, `${where}: no reason.`);
    if (unchanged.has(state) && count > 0)
      this.#find('untold', id, `${where}, yet ${made.flat().map(textOf).join(', ')}.`);
    const recorded = item.effects.filter(({ service }) => service !== 'steward');
    if (recorded.some((effect) => effect.state === 'unknown' || effect.state === 'sending')) return;
    const told = recorded.filter((effect) => effect.state === 'done' && effect.changed === true).length;
    if (told > count)
      this.#find('lost', id, `${where}: ${String(told)} effects are told of, ${String(count)} were made.`);
    if (told < count)
      this.#find('untold', id, `${where}: ${String(told)} effects are told of, ${String(count)} were made.`);
  }

  #judgeSecrets(id: string, item: ItemRecord, { password, wanted }: JobRow, secrets: Ended['secrets']): void {
    const own = secrets.filter(({ row }) => row === item.row);
    const handed = own.find(({ name }) => name === 'password')?.value;
    if (password) {
      const tenant = this.cloud.world.tenants.get(password.tenant);
      const user = tenant && this.cloud.world.directory(tenant).userByUpn(password.upn);
      const expected = password.given ?? handed;
      if (user && expected === undefined)
        this.#find('secret', id, `The password of ${password.upn} is not handed over.`);
      if (user && expected !== undefined && user['passwordSha256'] !== passwordDigest(expected))
        this.#find('secret', id, `${password.upn} has another password than the one handed over.`);
    }
    if (!wanted.some(({ kind }) => kind === 'customer.create') || item.state !== 'succeeded') return;
    const admin = own.find(({ name }) => name === 'adminPassword')?.value;
    const lost = item.warnings.some(({ code }) => code === 'SECRET_LOST');
    if (admin === undefined && !lost)
      this.#find('secret', id, 'The password of the administrator is neither told nor lost.');
    if (admin !== undefined && this.cloud.told.get(id)?.includes(admin) !== true)
      this.#find('secret', id, 'The password of the administrator is not the one that was told.');
  }

  #judgeRecord(id: string, item: ItemRecord, { recorded }: JobRow, customers: readonly CustomerRecord[]): void {
    if (!recorded || item.state !== 'succeeded') return;
    const found = customers.find(({ customerId }) => customerId === recorded.customerId);
    const tenantId = recorded.tenantId ?? item.output?.['tenantId'];
    if (!found) this.#find('lost', id, `${recorded.customerId} is not on record.`);
    else if (found.tenantId !== tenantId)
      this.#find('misplaced', id, `${recorded.customerId} is on record with another tenant.`);
  }

  #is(effect: Effect, { tenant, kind, identity }: Wanted): boolean {
    if (effect.kind !== kind || (identity !== undefined && effect.identity !== identity)) return false;
    return tenant === undefined ? !this.#oldTenants.has(effect.tenant) : effect.tenant === tenant;
  }

  #find(fault: Fault, requestId: string, text: string): void {
    this.findings.push({ fault, requestId, text });
  }
}

function textOf({ kind, identity, tenant }: Effect): string {
  return `${kind} ${identity} in ${tenant}`;
}

function missing({ wanted }: JobRow, made: readonly (readonly Effect[])[]): string {
  const lacking = wanted
    .filter((_, n) => made[n]?.length === 0)
    .map(({ kind, identity = '' }) => `${kind} ${identity}`);
  return `there is no ${lacking.join(', ')}`;
}
