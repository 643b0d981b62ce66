import { randomUUID } from 'node:crypto';
import type { Logger } from '../log';
import type { App, RegisteredFunction } from './app';
import type { CoreInvocationContext, InvocationRequest, InvocationResponse, TypedData } from './types';
import { traceContext } from './trace-context';

export interface Invocation {
  /** Name of the trigger's binding, and its value. */
  binding: string;
  data: TypedData;
  triggerMetadata?: Record<string, TypedData>;
  traceParent?: string | undefined;
  traceState?: string | undefined;
}

/** Carries out one invocation the way the worker does: arguments, hooks, handler, hooks, response. */
export async function invoke(
  app: App,
  { metadata, callback }: RegisteredFunction,
  invocation: Invocation,
  logger: Logger,
): Promise<InvocationResponse> {
  const invocationId = randomUUID();
  const request: InvocationRequest = {
    invocationId,
    functionId: metadata.name,
    inputData: [{ name: invocation.binding, data: invocation.data }],
    traceContext: traceContext(invocation.traceParent, invocation.traceState),
    ...(invocation.triggerMetadata && { triggerMetadata: invocation.triggerMetadata }),
  };
  const known: { invocationContext?: unknown } = {};
  const core: CoreInvocationContext = {
    invocationId,
    request,
    metadata,
    state: undefined,
    log(level, category, message) {
      const hookContext = { ...known, level, message, category, hookData: {}, appHookData: app.hookData };
      if (category === 'user') for (const hook of app.hooks('log')) hook(hookContext);
      logger(hookContext.level, metadata.name, hookContext.message);
    },
  };
  const model = app.programmingModel?.getInvocationModel(core);
  if (model === undefined) throw new Error('The app has set no programming model.');
  const { context, inputs } = await model.getArguments();
  known.invocationContext = context;

  const shared = { hookData: {}, appHookData: app.hookData, invocationContext: context };
  const pre = { ...shared, inputs, functionCallback: callback };
  core.state = 'preInvocationHooks';
  await app.runHooks('preInvocation', pre);

  const post: Record<string, unknown> = { ...shared, inputs: pre.inputs, result: null, error: null };
  core.state = 'invocation';
  try {
    post['result'] = await model.invokeFunction(context, pre.inputs, pre.functionCallback);
  } catch (error) {
    post['error'] = error ?? new Error('The function threw nothing');
  }
  core.state = 'postInvocationHooks';
  await app.runHooks('postInvocation', post);
  core.state = undefined;
  if ((post['error'] ?? null) !== null) throw post['error'];
  return await model.getResponse(context, post['result']);
}
