import { z } from 'zod';
import { defineAction } from '../action';
import { customer, whoseWork, wordsFor } from './whose';

export const pauseSystem = defineAction({
  name: 'system.pause',
  title: 'Pause all work',
  summary:
    'Emergency stop: within seconds no further change is made, also by what is running. Requests go on being accepted.',
  kind: 'update',
  target: 'partner',
  connections: ['pauses', 'customers'],
  permissions: {},
  gdapRoles: [],
  input: z.strictObject({ customer, reason: z.string().min(1).max(500).describe('Shown to whoever asks why') }),
  output: z.strictObject({ paused: z.literal(true) }),
  secrets: [],
  undo: 'system.resume',
  example: { customer: 'contoso', reason: 'Suspicious requests' },

  async run({ customer: named, reason }, { pauses, customers, once, effect }) {
    const customerId = await once('customer', () => whoseWork(customers, named));
    await effect({
      key: 'pause',
      class: 'repeatable',
      service: 'steward',
      summary: `Pause ${wordsFor(customerId)}`,
      after: { paused: true },
      before: async () => ({ paused: (await pauses.find(customerId)) !== undefined }),
      send: (to) => to.pauses.set({ customerId, reason }),
      undo: () => ({ action: 'system.resume', input: named === undefined ? {} : { customer: named } }),
    });
    return { paused: true as const };
  },
});
