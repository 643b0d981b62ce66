import { randomBytes } from 'node:crypto';

const traceParentPattern = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

/** The W3C trace context of an invocation: a new span of the caller's trace, or of a new one. */
export function traceContext(traceParent: string | undefined, traceState: string | undefined) {
  const [, callersTrace, callersFlags] = traceParentPattern.exec(traceParent ?? '') ?? [];
  const trace = callersTrace ?? randomBytes(16).toString('hex');
  return {
    traceParent: `00-${trace}-${randomBytes(8).toString('hex')}-${callersFlags ?? '00'}`,
    traceState: callersTrace === undefined ? '' : (traceState ?? ''),
    attributes: {},
  };
}
