import { z } from 'zod';

/** One line of text, without spaces around it. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, { error: 'Must not be empty.', abort: true })
    .max(max, `At most ${String(max)} characters.`);

/** An id, or a name that stands for one. */
export const userKey = text(113).describe('Id or user principal name of the user');
export const groupKey = text(256).describe('Id or display name of the group');
export const skuKey = text(100).describe('Part number or id of the product, e.g. SPB');
