import { acceptsAlone, acceptsBesideWork } from './accepts';
import { bundle } from './bundle';
import { oneAction } from './one-action';
import type { Measurement } from './row';
import { tokenCalls } from './token-calls';

/** All that `npm run bench` measures, in this order. */
export const measurements: readonly Measurement[] = [oneAction, acceptsAlone, acceptsBesideWork, tokenCalls, bundle];
