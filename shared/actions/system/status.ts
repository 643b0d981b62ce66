import { z } from 'zod';
import { defineAction } from '../action';

export const systemStatus = defineAction({
  name: 'system.status',
  title: 'Show pauses',
  summary: 'Lists the pauses that hold.',
  kind: 'read',
  target: 'partner',
  connections: ['pauses'],
  permissions: {},
  gdapRoles: [],
  input: z.strictObject({}),
  output: z.strictObject({
    pauses: z.array(z.strictObject({ customerId: z.string().nullable(), reason: z.string() })),
  }),
  secrets: [],
  undo: null,
  example: {},

  async run(_input, { pauses }) {
    return { pauses: [...(await pauses.list())] };
  },
});
