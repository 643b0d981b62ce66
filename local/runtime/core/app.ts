import type { FunctionCallback, FunctionMetadata, HookCallback, HookName, ProgrammingModel } from './types';

export interface RegisteredFunction {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

const hookNames: readonly string[] = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'];

/** What one app has registered, by the rules of the real worker: only during start-up, no name twice. */
export class App {
  readonly functions = new Map<string, RegisteredFunction>();
  /** Shared by all hooks of the app, as the library documents. */
  readonly hookData: Record<string, unknown> = {};
  programmingModel: ProgrammingModel | undefined;
  readonly #hooks = new Map<HookName, HookCallback[]>();
  #starting = true;

  registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): () => void {
    if (!this.#starting) throw new Error('A function can only be registered during app startup.');
    const { name } = metadata;
    if (this.functions.has(name)) throw new Error(`A function with id "${name}" has already been registered.`);
    this.functions.set(name, { metadata, callback });
    return () => void this.functions.delete(name);
  }

  registerHook(name: string, callback: HookCallback): () => void {
    if (!hookNames.includes(name)) throw new RangeError(`Unrecognized hook "${name}"`);
    const hooks = this.hooks(name as HookName);
    hooks.push(callback);
    return () => void hooks.splice(hooks.indexOf(callback), 1);
  }

  hooks(name: HookName): HookCallback[] {
    const hooks = this.#hooks.get(name) ?? [];
    this.#hooks.set(name, hooks);
    return hooks;
  }

  /** Hooks run one after another, and whoever runs them waits. */
  async runHooks(name: HookName, context: Record<string, unknown>): Promise<void> {
    for (const hook of this.hooks(name)) await hook(context);
  }

  endStartup(): void {
    this.#starting = false;
  }
}
