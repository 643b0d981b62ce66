import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** The trace a piece of work belongs to. https://www.w3.org/TR/trace-context/ */
export interface Trace {
  readonly traceId: string;
  readonly flags: string;
}

const traces = new AsyncLocalStorage<Trace>();
const traceParentPattern = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-|$)/;

/** Runs work in the trace of a `traceparent`, or in a new one when there is none that can be read. */
export function withTrace<T>(traceParent: string | null | undefined, work: () => T): T {
  const [, traceId, , flags] = traceParentPattern.exec(traceParent ?? '') ?? [];
  const known = traceId !== undefined && flags !== undefined && !/^0+$/.test(traceId);
  return traces.run(known ? { traceId, flags } : { traceId: randomBytes(16).toString('hex'), flags: '00' }, work);
}

export function currentTrace(): Trace | undefined {
  return traces.getStore();
}

/** The header of an outgoing call: a new span of the current trace. */
export function outgoingTraceParent(): string | undefined {
  const trace = traces.getStore();
  return trace && `00-${trace.traceId}-${randomBytes(8).toString('hex')}-${trace.flags}`;
}
