import { v7 } from 'uuid';

/** A new request id: UUIDv7, so ids sort by time. */
export function newRequestId(): string {
  return v7();
}

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isRequestId(text: string): boolean {
  return uuidV7.test(text);
}

/** Epoch milliseconds in the first 48 bits (RFC 9562, 5.7). */
export function timeOf(requestId: string): number {
  return Number.parseInt(requestId.slice(0, 8) + requestId.slice(9, 13), 16);
}

/** Complements every hex digit, so that the newest id sorts first. Its own inverse. */
export function invert(requestId: string): string {
  return requestId.replace(/[0-9a-f]/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
}

/** Partition of the list of requests: a month, written so that the newest month sorts first. */
export function monthPartition(timeMs: number): string {
  const date = new Date(timeMs);
  return String(999_999 - (date.getUTCFullYear() * 100 + date.getUTCMonth() + 1));
}
