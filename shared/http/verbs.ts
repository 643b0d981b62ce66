import { z } from 'zod';
import { checkBody, needBody, readBody } from './body';
import { json, type HttpAnswer } from './call';
import { requestIdOf } from './query';
import { accepted, poll } from './request-answers';
import type { Asked } from './serve';

const nothing = z.strictObject({});
const undoing = z.strictObject({ force: z.boolean().default(false) });
const decision = z.strictObject({
  effect: z.string().min(1).max(100),
  outcome: z.enum(['done', 'notDone']),
  reason: z.string().trim().min(1).max(1000),
  row: z.int().min(0).max(9_999).exactOptional(),
});

/** Whether a caller that is an engine should wait for the end: not of what waits for a person. */
const followed = { cancel: true, hold: false, resume: true, retry: true };

/** Steers a request that is under way and answers with what it is now. */
export async function steer(asked: Asked<never>, verb: keyof typeof followed): Promise<HttpAnswer> {
  const id = requestIdOf(asked.call);
  await mayBeEmpty(asked, nothing);
  await asked.steward.requests[verb](asked.caller, id);
  return poll(asked, id, { poll: followed[verb], onFailure: 'status' });
}

export async function settle(asked: Asked<never>): Promise<HttpAnswer> {
  const id = requestIdOf(asked.call);
  const { value } = await needBody(asked.call);
  await asked.steward.requests.settle(asked.caller, id, checkBody(decision, value));
  return poll(asked, id, { poll: false, onFailure: 'status' });
}

/** Answers with the linked request that undoes this one. */
export async function undo(asked: Asked<never>): Promise<HttpAnswer> {
  const id = requestIdOf(asked.call);
  const { force } = await mayBeEmpty(asked, undoing);
  const { config, requests } = asked.steward;
  const linked = await requests.undo(asked.caller, id, { force });
  return accepted(await requests.get(asked.caller, linked), config, 'status');
}

/** One-time secrets, to the one caller that asks first. */
export async function handOver(asked: Asked<never>): Promise<HttpAnswer> {
  const id = requestIdOf(asked.call);
  await mayBeEmpty(asked, nothing);
  return json(200, { value: await asked.steward.requests.secrets(asked.caller, id) });
}

export async function endHandOver(asked: Asked<never>): Promise<HttpAnswer> {
  await asked.steward.requests.endHandOver(asked.caller, requestIdOf(asked.call));
  return json(200, { value: [] });
}

async function mayBeEmpty<S extends z.ZodType>({ call }: Asked<never>, schema: S): Promise<z.output<S>> {
  return checkBody(schema, (await readBody(call))?.value ?? {});
}
