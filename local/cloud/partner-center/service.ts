import { partnerTenantId } from '../tenants';
import { Router } from '../router';
import type { Service } from '../service';
import { type Answer, type Call, MalformedBody, Refusal } from '../wire';
import type { World } from '../world';
import { authenticate, authorize, readToken, requireMfa } from './access';
import { partnerError } from './errors';
import { checkIds, dressed } from './headers';
import type { PartnerRequest, PartnerRoute } from './route';
import { partnerRoutes } from './routes';
import { throttled } from './throttling';

/** The Partner Center REST API, whose paths begin with /v1. */
export function partnerCenter(world: World): Service {
  const router = new Router(partnerRoutes);
  return {
    name: 'partnerCenter',
    caller: (call) => {
      const token = readToken(world.signingKey, call);
      return { tenant: token?.tenantId ?? partnerTenantId, scopes: token?.scopes ?? [] };
    },
    answer: (call) => {
      const match = router.match(call.method, call.path.replace(/^\/v1(?=\/)/, ''));
      if (!match) return undefined;
      const dress = (answer: Answer): Answer => dressed(world, call, match.route, answer);
      const answer = refusalsAsAnswers(() => admitted(world, call, match.route, match.params));
      return answer instanceof Promise ? answer.then(dress) : dress(answer);
    },
  };
}

type Result = Answer | Promise<Answer>;

function admitted(world: World, call: Call, route: PartnerRoute, params: Readonly<Record<string, string>>): Result {
  const token = authenticate(world, call);
  requireMfa(world, token);
  const customerId = params['customer-id']?.toLowerCase();
  // The gateway counts every call, repeats included.
  const refusal = throttled(world, route, customerId);
  if (refusal) return refusal;
  checkIds(call);
  authorize(world, route, token, customerId);
  return replayed(route, { call, params, token, world, partnerCenter: world.partnerCenter });
}

/**
 * A call with a request id seen before is a repeat after a timeout: it gets the answer of the first one, whatever that
 * was, and changes nothing. Reads are answered anew.
 * https://learn.microsoft.com/en-us/partner-center/developer/headers
 */
function replayed(route: PartnerRoute, request: PartnerRequest): Result {
  const { call, partnerCenter } = request;
  const requestId = call.headers['ms-requestid'];
  if (requestId === undefined || call.method === 'GET' || call.method === 'HEAD') return route.handle(request);
  const key = `${requestId.toLowerCase()} ${call.method} ${call.path.toLowerCase()}`;
  const before = partnerCenter.kept(key);
  if (before) return before;
  const keep = (answer: Answer): Answer => {
    if (answer.status !== 501) partnerCenter.keep(key, answer);
    return answer;
  };
  const answer = refusalsAsAnswers(() => route.handle(request));
  return answer instanceof Promise ? answer.then(keep) : keep(answer);
}

function refusalsAsAnswers(answer: () => Result): Result {
  try {
    const result = answer();
    return result instanceof Promise ? result.catch(asAnswer) : result;
  } catch (error) {
    return asAnswer(error);
  }
}

function asAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return error.answer;
  if (error instanceof MalformedBody) return partnerError(800002);
  throw error;
}
