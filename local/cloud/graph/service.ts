import { randomUUID } from 'node:crypto';
import { draw, wait } from '../latency';
import { Router } from '../router';
import type { Service } from '../service';
import { type Answer, type Call, isObject, MalformedBody, Refusal } from '../wire';
import type { World } from '../world';
import { authenticate, authorize, readToken } from './access';
import { batch } from './batch';
import { graphDate, graphError } from './errors';
import type { GraphRoute } from './route';
import { graphRoutes } from './routes';
import { charge } from './throttling';

/** Microsoft Graph. `inner` carries out one inner request of a batch, with its faults and its log entry. */
export function graph(world: World, inner: (call: Call) => Answer | Promise<Answer>): Service {
  const router = new Router(graphRoutes);

  const one = (call: Call, root: string, path: string): Answer | undefined => {
    const match = router.match(call.method, path);
    if (!match) return undefined;
    const token = authenticate(world.signingKey, call);
    const tenant = world.tenants.get(token.tenantId);
    if (!tenant)
      return graphError(
        401,
        'InvalidAuthenticationToken',
        'The identity of the calling application could not be established.',
      );
    const directory = world.directory(tenant);
    const charged = charge(world, directory, match.route, token, call);
    if (charged?.refusal) return charged.refusal;
    authorize(match.route, token);
    const absolute = `${call.origin}${root}`;
    const answer = handle(match.route, { call, params: match.params, token, tenant, directory, world, root: absolute });
    return charged ? { ...answer, headers: { ...answer.headers, ...charged.headers } } : answer;
  };

  return {
    name: 'graph',
    caller: (call) => {
      const token = readToken(world.signingKey, call);
      return { tenant: token?.tenantId, scopes: token?.scopes ?? [] };
    },
    answer: (call) => {
      const [, version = ''] = call.path.split('/', 2);
      const root = `/${version}`;
      const path = call.path.slice(root.length);
      return withHeaders(call, () => {
        if (path !== '/$batch' || call.method !== 'POST') return one(call, root, path);
        authenticate(world.signingKey, call);
        return batch(call, root, { send: inner, width: world.batchWidth, wave: () => wait(draw(world.latency)) });
      });
    },
  };
}

function handle(route: GraphRoute, request: Parameters<GraphRoute['handle']>[0]): Answer {
  const { call } = request;
  if (call.body && call.method !== 'GET' && call.method !== 'DELETE' && !call.headers['content-type']) {
    return graphError(
      400,
      'BadRequest',
      'A missing or empty content type header was found when trying to read a message. The content type header is required.',
    );
  }
  return route.handle(request);
}

type Result = Answer | undefined | Promise<Answer>;

/** Adds the headers every answer has, and turns what a handler threw into Graph's answer. */
function withHeaders(call: Call, answer: () => Result): Result {
  try {
    const result = answer();
    return result instanceof Promise
      ? result.catch(asAnswer).then((each) => dressed(call, each))
      : result && dressed(call, result);
  } catch (error) {
    return dressed(call, asAnswer(error));
  }
}

function asAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  if (error instanceof MalformedBody) {
    return graphError(
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
  throw error;
}

function dressed(call: Call, answer: Answer): Answer {
  const clientRequestId = call.headers['client-request-id'];
  const requestId = randomUUID();
  return {
    ...answer,
    headers: {
      'request-id': requestId,
      ...(clientRequestId === undefined ? {} : { 'client-request-id': clientRequestId }),
      ...answer.headers,
    },
    ...(answer.status >= 400 ? { body: identified(answer.body, requestId, clientRequestId ?? requestId) } : {}),
  };
}

/** An error names the ids that its headers name. */
function identified(body: unknown, requestId: string, clientRequestId: string): unknown {
  if (!isObject(body) || !isObject(body['error'])) return body;
  const innerError = { date: graphDate(), 'request-id': requestId, 'client-request-id': clientRequestId };
  return { error: { ...body['error'], innerError } };
}
