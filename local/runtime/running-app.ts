import type { App, RegisteredFunction } from './core/app';
import { invoke, type Invocation } from './core/invoke';
import type { InvocationResponse } from './core/types';
import type { HostSettings } from './host-json';
import type { Logger } from './log';
import { writeQueueOutputs } from './queue/outputs';

/** A loaded app with what its triggers need to run its functions. */
export interface RunningApp {
  app: App;
  settings: HostSettings;
  logger: Logger;
}

/** Runs a function and writes its outputs, in this order and before the trigger is told of success. */
export async function runFunction(
  { app, settings, logger }: RunningApp,
  registered: RegisteredFunction,
  invocation: Invocation,
): Promise<InvocationResponse> {
  const response = await invoke(app, registered, invocation, logger);
  await writeQueueOutputs(registered.metadata, response, settings.queues.messageEncoding);
  return response;
}
