// ETags say which version was read and when: they do not live long.
// https://learn.microsoft.com/en-us/partner-center/developer/test-and-debug
import { isObject } from '../wire';
import type { Subscription } from './objects';

export function currentEtag({ id, version }: Subscription): string {
  return Buffer.from(JSON.stringify({ id, version, at: Date.now() })).toString('base64');
}

/** Whether the subscription is still as it was when the ETag was told, not long ago. */
export function isCurrent(etag: string, { id, version }: Subscription, lifeMs: number): boolean {
  const told = decoded(etag.replace(/^"(.*)"$/, '$1'));
  return (
    isObject(told) &&
    told['id'] === id &&
    told['version'] === version &&
    typeof told['at'] === 'number' &&
    told['at'] + lifeMs > Date.now()
  );
}

function decoded(etag: string): unknown {
  try {
    return JSON.parse(Buffer.from(etag, 'base64').toString()) as unknown;
  } catch {
    return undefined;
  }
}
