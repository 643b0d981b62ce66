import { StewardError } from '../errors';
import type { Problem } from './records';

/** What is recorded and shown of an error. Of an unexpected one nothing but that it happened. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof StewardError)) {
    return { code: 'INTERNAL', detail: 'An unexpected fault; the log has the request id.' };
  }
  const { code, message, errors, upstream } = error;
  return {
    code,
    detail: message,
    ...(errors === undefined ? {} : { errors }),
    ...(upstream === undefined ? {} : { upstream }),
  };
}
