import type { Rewrite } from './bundle';
import { simulate } from './run';
import { Tally } from './tally';

/** One of the rules that keep effects from being lost or doubled, taken away. */
export interface Mutant {
  readonly without: string;
  readonly rewrites: readonly [Rewrite, ...Rewrite[]];
}

const runs = 'shared/requests/run';

export const mutants: readonly Mutant[] = [
  {
    without: 'the write-ahead of `sending`',
    rewrites: [
      {
        file: `${runs}/journal.ts`,
        from: 'await this.commit.commit(itemRowKey(this.item.row), columns);',
        to: '',
      },
    ],
  },
  {
    without: "the fence: the lease row's ETag",
    rewrites: [
      {
        file: 'shared/requests/ledger/lease.ts',
        from: "['update', fence[1], 'Merge', { etag: this.#etag }]",
        to: "['update', fence[1], 'Merge', { etag: '*' }]",
      },
      {
        file: 'shared/requests/ledger/lease.ts',
        from: "updateEntity(fence[1], 'Merge', { etag: this.#etag })",
        to: "updateEntity(fence[1], 'Merge', { etag: '*' })",
      },
    ],
  },
  {
    without: '`sendBy`: a call leaves however late it is',
    rewrites: [
      {
        file: `${runs}/connections.ts`,
        from: 'return writers(services, { tenantId, requestId: record.id, sendBy, callKey });',
        to: 'return writers(services, { tenantId, requestId: record.id, callKey });',
      },
    ],
  },
  {
    without: 'looking for what is done once: it is sent again',
    rewrites: [
      {
        file: `${runs}/effects/once.ts`,
        from: '(inDoubt ? await settle(run, effect) : undefined) ?? (await sendIt(run, effect, inDoubt));',
        to: 'await sendIt(run, effect, inDoubt);',
      },
    ],
  },
  {
    without: 'the stored id of a cart: each run makes its own',
    rewrites: [
      {
        file: `${runs}/effects/apply.ts`,
        from: "if (known?.state === 'done') {",
        to: "if (known?.state === 'done' && effect.key !== 'create-cart') {",
      },
    ],
  },
  {
    without: 'the commit point of a bulk: its row comes before its chunks',
    rewrites: [
      {
        file: 'shared/requests/accept.ts',
        from: 'await Promise.all([writeChunks(',
        to: 'await commit(tables, record); await Promise.all([writeChunks(',
      },
    ],
  },
];

/** The trial that finds a mutant out; undefined: none of so many did. */
export async function hunt({ rewrites }: Mutant, n: number, trials: number): Promise<Tally | undefined> {
  const tally = new Tally();
  await simulate({
    seed: 1,
    trials,
    rewrites,
    name: `mutant-${String(n + 1)}`,
    onReport: (report) => tally.add(report),
  });
  return tally.wentWrong ? tally : undefined;
}
