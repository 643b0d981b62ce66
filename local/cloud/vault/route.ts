import type { Route } from '../router';
import type { Answer, Call } from '../wire';
import type { VaultKeys } from './keys';
import type { Secrets } from './secrets';

export interface VaultRequest {
  readonly call: Call;
  /** Name of the secret or key in the path. */
  readonly name: string;
  /** Its version; empty for the newest. */
  readonly version: string;
  readonly origin: string;
  readonly secrets: Secrets;
  readonly keys: VaultKeys;
  /** Writes a change of the named object into the effect log. */
  readonly record: (kind: string) => void;
}

export interface VaultRoute extends Route {
  readonly handle: (request: VaultRequest) => Answer;
}
