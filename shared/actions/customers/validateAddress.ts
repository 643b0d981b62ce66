import { z } from 'zod';
import { defineAction } from '../action';
import { checkAddress, placeFields } from './address';

export const validateAddress = defineAction({
  name: 'customers.validateAddress',
  title: 'Validate address',
  summary: 'Tells what Microsoft makes of an address, before a customer is created with it.',
  kind: 'read',
  target: 'partner',
  connections: ['partnerCenter'],
  permissions: { partnerCenter: ['user_impersonation'] },
  gdapRoles: [],
  input: placeFields,
  output: z.strictObject({
    status: z.string(),
    accepted: z.boolean(),
    message: z.string().nullable(),
    suggestions: z.array(placeFields.partial()),
  }),
  secrets: [],
  undo: null,
  example: { addressLine1: '1 Microsoft Way', city: 'Redmond', state: 'WA', postalCode: '98052', country: 'US' },

  async run(input, { partnerCenter }) {
    const { suggestions, ...verdict } = await checkAddress(partnerCenter, input);
    return { ...verdict, suggestions: [...suggestions] };
  },
});
