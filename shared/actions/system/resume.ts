import { z } from 'zod';
import { defineAction } from '../action';
import { customer, whoseWork, wordsFor } from './whose';

export const resumeSystem = defineAction({
  name: 'system.resume',
  title: 'Resume work',
  summary: 'Ends a pause; what was stopped goes on within seconds.',
  kind: 'update',
  target: 'partner',
  connections: ['pauses', 'customers'],
  permissions: {},
  gdapRoles: [],
  input: z.strictObject({ customer }),
  output: z.strictObject({ paused: z.literal(false) }),
  secrets: [],
  undo: 'system.pause',
  example: { customer: 'contoso' },

  async run({ customer: named }, { pauses, customers, once, effect }) {
    const customerId = await once('customer', () => whoseWork(customers, named));
    const reason = await once('reason', async () => (await pauses.find(customerId))?.reason ?? '');
    await effect({
      key: 'resume',
      class: 'repeatable',
      service: 'steward',
      summary: `Resume ${wordsFor(customerId)}`,
      after: { paused: false },
      before: async () => ({ paused: (await pauses.find(customerId)) !== undefined }),
      send: (to) => to.pauses.remove(customerId),
      undo: () => ({ action: 'system.pause', input: { reason, ...(named === undefined ? {} : { customer: named }) } }),
    });
    return { paused: false as const };
  },
});
