// https://learn.microsoft.com/en-us/graph/json-batching
import { type Answer, type Call, isObject, json } from '../wire';
import { graphError, refuse } from './errors';

/** https://learn.microsoft.com/en-us/graph/json-batching#batch-size-limitations */
export const mostInBatch = 20;
const writes = new Set(['POST', 'PATCH', 'PUT']);

interface Item {
  readonly id: string;
  readonly call: Call;
  readonly dependsOn: readonly string[];
}

export interface Inside {
  readonly send: (call: Call) => Answer | Promise<Answer>;
  /** Inner requests carried out at the same time; how many that are at Microsoft is not published. */
  readonly width: number;
  /** How long the next ones wait for those. */
  readonly wave: () => Promise<void>;
}

type Send = Inside['send'];

/** Answers a $batch by sending each inner request on its own. */
export async function batch(outer: Call, root: string, { send, width, wave }: Inside): Promise<Answer> {
  const items = readItems(outer, root);
  const answers = new Map<string, Answer | Promise<Answer>>();
  // A cut inner request cuts the whole: what comes after it in the batch is not carried out.
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % width === 0) await wave();
    const before = item.dependsOn.map((id) => answers.get(id.toLowerCase()));
    const answer = before.length === 0 ? send(item.call) : after(before, item.call, send);
    // It is looked at below; until then a cut is nobody's unhandled fault.
    if (answer instanceof Promise) answer.catch(() => undefined);
    answers.set(item.id.toLowerCase(), answer);
  }
  const responses = await Promise.all(
    items.map(async ({ id }) => response(id, (await answers.get(id.toLowerCase())) ?? { status: 500 })),
  );
  // The order of the answers is not defined; callers that rely on it should find out here.
  return { status: 200, body: { responses: responses.reverse() } };
}

async function after(
  before: readonly (Answer | Promise<Answer> | undefined)[],
  call: Call,
  send: Send,
): Promise<Answer> {
  const failed = (await Promise.all(before.map(async (each) => await each))).some(
    (answer) => !answer || answer.status >= 400,
  );
  return failed ? graphError(424, 'FailedDependency', 'A request this one depends on failed.') : await send(call);
}

function response(id: string, answer: Answer): Record<string, unknown> {
  const headers = { 'Cache-Control': 'no-cache', 'OData-Version': '4.0', ...answer.headers };
  return answer.body === undefined
    ? { id, status: answer.status, headers, body: null }
    : { id, status: answer.status, headers: { ...headers, 'Content-Type': 'application/json' }, body: answer.body };
}

function readItems(outer: Call, root: string): Item[] {
  const body = json(outer);
  const requests = isObject(body) ? body['requests'] : undefined;
  if (!Array.isArray(requests) || requests.length === 0) {
    return refuse(400, 'BadRequest', 'Invalid batch payload format.');
  }
  if (requests.length > mostInBatch) {
    refuse(
      400,
      'MaximumValueExceeded',
      `Number of batch request steps exceeds the maximum value of ${String(mostInBatch)}.`,
    );
  }
  const items = requests.map((request: unknown) => readItem(request, outer, root));
  const seen = new Set<string>();
  for (const { id, dependsOn } of items) {
    // Ids are compared without case.
    if (seen.has(id.toLowerCase()))
      refuse(400, 'BadRequest', `Duplicate request id: ${id}. Ids must be unique in a batch.`);
    if (!dependsOn.every((each) => seen.has(each.toLowerCase()))) {
      refuse(400, 'BadRequest', `Request ${id} depends on a request that does not come before it.`);
    }
    seen.add(id.toLowerCase());
  }
  return items;
}

function readItem(request: unknown, outer: Call, root: string): Item {
  const { id, method, url, headers = {}, body, dependsOn = [] } = isObject(request) ? request : {};
  if (
    typeof id !== 'string' ||
    id === '' ||
    typeof method !== 'string' ||
    typeof url !== 'string' ||
    !isObject(headers)
  ) {
    return refuse(400, 'BadRequest', 'Invalid batch payload format.');
  }
  if (!Array.isArray(dependsOn) || !dependsOn.every((each) => typeof each === 'string')) {
    return refuse(400, 'BadRequest', 'Invalid batch payload format.');
  }
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const verb = method.toUpperCase();
  if (writes.has(verb) && (body === undefined || own['content-type'] === undefined)) {
    refuse(400, 'BadRequest', `Write request id : ${id} does not contain Content-Type header or body.`);
  }
  const [path = '', query = ''] = `${root}${url.startsWith('/') ? '' : '/'}${url}`.split(/\?(.*)/s);
  const { authorization } = outer.headers;
  return {
    id,
    dependsOn,
    call: {
      method: verb,
      path,
      url: query === '' ? path : `${path}?${query}`,
      query: new URLSearchParams(query),
      headers: { ...own, ...(authorization === undefined ? {} : { authorization }) },
      body: body === undefined ? undefined : { value: body },
      origin: outer.origin,
    },
  };
}
