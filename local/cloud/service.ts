import type { Answer, Call } from './wire';

/** Whose call it is, as far as its token or address says. */
export interface Caller {
  readonly tenant: string | undefined;
  readonly scopes: readonly string[];
  /** What is called, where the address does not say it: Exchange's cmdlet. */
  readonly cmdlet?: string;
}

/** One of Microsoft's services. */
export interface Service {
  readonly name: 'entra' | 'graph' | 'partnerCenter' | 'vault' | 'msi' | 'exchange';
  readonly caller: (call: Call) => Caller;
  /** undefined: the service has no such route here. */
  readonly answer: (call: Call) => Answer | undefined | Promise<Answer | undefined>;
}
