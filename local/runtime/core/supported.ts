import { RuntimeError } from '../runtime-error';
import type { App } from './app';
import type { Binding, FunctionMetadata } from './types';

/** What the runtime runs. Durable's triggers (orchestration, activity, entity) and client belong here once it has them. */
const triggers = ['httptrigger', 'queuetrigger', 'timertrigger'];
const outputs = ['http', 'queue'];

/** The trigger of a function and the name of its binding. */
export function triggerOf(metadata: FunctionMetadata): { name: string; binding: Binding; type: string } {
  for (const [name, binding] of Object.entries(metadata.bindings)) {
    const type = binding.type.toLowerCase();
    if (type.endsWith('trigger')) return { name, binding, type };
  }
  throw new RuntimeError(`Function "${metadata.name}" has no trigger.`);
}

/** With `sdkBinding` the library expects a client instead of a value. */
function isDeferred(properties: unknown): boolean {
  return (
    typeof properties === 'object' &&
    properties !== null &&
    'supportsDeferredBinding' in properties &&
    String(properties.supportsDeferredBinding) === 'true'
  );
}

/** Refuses a function that needs what this runtime does not have, naming it: better at start than never run. */
export function checkBindings(app: App): void {
  for (const { metadata } of app.functions.values()) {
    const refuse = (what: string) => {
      throw new RuntimeError(`Function "${metadata.name}": the local runtime does not support ${what}.`);
    };
    const trigger = triggerOf(metadata);
    if (!triggers.includes(trigger.type)) refuse(`the trigger type "${trigger.binding.type}"`);
    if (metadata.retryOptions !== undefined) refuse('retry options');
    for (const [name, { type, direction, properties }] of Object.entries(metadata.bindings)) {
      if (isDeferred(properties)) refuse(`SDK bindings ("${name}")`);
      if (name === trigger.name) continue;
      if (direction === 'in') refuse(`the input binding type "${type}"`);
      if (!outputs.includes(type.toLowerCase())) refuse(`the output binding type "${type}"`);
    }
  }
}
