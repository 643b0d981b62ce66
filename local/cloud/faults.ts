import { type Answer, type Call, decode } from './wire';

interface FixedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export type Consequence =
  | FixedAnswer
  | { readonly delayMs: number }
  | { readonly drop: 'before' | 'after' }
  | { readonly applyThen: FixedAnswer };

export interface Fault {
  readonly service: string;
  readonly method?: string;
  /** Prefix of the path, with or without the service's root (/v1.0/users or /users). */
  readonly path?: string;
  /** One of Exchange's: all its cmdlets share one address. */
  readonly cmdlet?: string;
  readonly tenant?: string;
  /** How many calls it hits; absent: all until taken back. */
  readonly times?: number;
  readonly then: Consequence;
}

/** The faults in force, first come first matched. */
export class Faults {
  private list: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.list.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.list = [];
  }

  /** Those that have still calls to hit. */
  inForce(): readonly Fault[] {
    return this.list.map(({ fault }) => fault);
  }

  /** The fault that hits this call, counted as used. */
  take(service: string, tenant: string | undefined, call: Call, cmdlet?: string): Consequence | undefined {
    if (this.list.length === 0) return undefined;
    const found = this.list.find(({ fault }) => hits(fault, service, tenant, call, cmdlet));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) this.list.splice(this.list.indexOf(found), 1);
    return found.fault.then;
  }
}

function hits(
  fault: Fault,
  service: string,
  tenant: string | undefined,
  call: Call,
  cmdlet: string | undefined,
): boolean {
  return (
    fault.service === service &&
    (fault.method === undefined || fault.method.toUpperCase() === call.method) &&
    (fault.cmdlet === undefined || fault.cmdlet.toLowerCase() === cmdlet?.toLowerCase()) &&
    (fault.tenant === undefined || fault.tenant === tenant) &&
    (fault.path === undefined || startsWith(call.path, fault.path))
  );
}

function startsWith(path: string, prefix: string): boolean {
  const withoutRoot = path.replace(/^\/[^/]+/, '');
  return [path, withoutRoot].some((text) => text.startsWith(prefix) || decode(text).startsWith(prefix));
}

export function asAnswer(fixed: FixedAnswer): Answer {
  return {
    status: fixed.status,
    ...(fixed.headers ? { headers: fixed.headers } : {}),
    ...(fixed.body === undefined ? {} : { body: fixed.body }),
  };
}
