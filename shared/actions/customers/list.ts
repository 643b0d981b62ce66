import { z } from 'zod';
import { defineAction } from '../action';
import { customerFields } from './fields';

export const listCustomers = defineAction({
  name: 'customers.list',
  title: 'List customers',
  summary: 'Lists the customers on record.',
  kind: 'read',
  target: 'partner',
  connections: ['customers'],
  permissions: {},
  gdapRoles: [],
  input: z.strictObject({}),
  output: z.strictObject({ value: z.array(customerFields) }),
  secrets: [],
  undo: null,
  example: {},

  async run(_input, { customers }) {
    const value = await customers.list();
    return { value: value.toSorted((a, b) => a.customerId.localeCompare(b.customerId, 'en')) };
  },
});
