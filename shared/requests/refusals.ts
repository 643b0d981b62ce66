import { StewardError } from '../errors';

export function notFound(id: string): StewardError {
  return new StewardError('NOT_FOUND', `There is no request ${id}.`);
}

export function conflict(detail: string): StewardError {
  return new StewardError('STATE_CONFLICT', detail);
}
