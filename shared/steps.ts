import { channel } from 'node:diagnostics_channel';

/**
 * The moments between which a process can die. Published for whoever listens (crash tests do); costs nothing otherwise.
 * https://nodejs.org/api/diagnostics_channel.html
 */
export type Step =
  | 'accept:chunks-written'
  | 'accept:request-written'
  | 'accept:enqueued'
  | 'chunk:claimed'
  | 'effect:before-sending-written'
  | 'effect:sending-written'
  | 'effect:answered'
  | 'effect:done-written'
  | 'item:finished'
  | 'chunk:counted'
  | 'chunk:finished';

const steps = channel('steward.step');

export function reached(step: Step, detail: { readonly requestId: string; readonly effect?: string }): void {
  if (steps.hasSubscribers) steps.publish({ step, ...detail });
}
