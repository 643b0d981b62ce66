// https://learn.microsoft.com/en-us/partner-center/developer/headers
import { randomBytes, randomUUID } from 'node:crypto';
import type { Answer, Call } from '../wire';
import { readToken } from './access';
import { refuse } from './errors';
import type { PartnerRoute } from './route';
import type { World } from '../world';

const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Both ids are GUIDs where they are given; other text is refused. */
export function checkIds({ headers }: Call): void {
  for (const name of ['ms-requestid', 'ms-correlationid']) {
    const value = headers[name];
    if (value !== undefined && !guid.test(value)) refuse(800002);
  }
}

/** Creating a customer is documented to need both. */
export function requireIds({ headers }: Call): void {
  if (headers['ms-requestid'] === undefined || headers['ms-correlationid'] === undefined) refuse(800002);
}

/** The answer as it leaves: with the ids echoed, or made up when there are none, and with the mark some bodies begin with. */
export function dressed(world: World, call: Call, route: PartnerRoute, answer: Answer): Answer {
  const echo = (value: string | undefined): string => {
    const id = value ?? randomUUID();
    return route.doubledIds ? `${id},${id}` : id;
  };
  const body = route.mark && answer.body !== undefined ? `\u{feff}${JSON.stringify(answer.body)}` : answer.body;
  return {
    status: answer.status,
    headers: {
      'MS-RequestId': echo(call.headers['ms-requestid']),
      'MS-CorrelationId': echo(call.headers['ms-correlationid']),
      'MS-CV': `${randomBytes(12).toString('base64').slice(0, 16)}.0`,
      'MS-ServerId': '000001',
      'X-Locale': echo(call.headers['x-locale'] ?? 'en-US'),
      ...mfaCompliance(world, call),
      ...answer.headers,
    },
    ...(body === undefined ? {} : { body }),
  };
}

/** Callers that ask are told whether their token satisfies the MFA requirement. */
function mfaCompliance(world: World, call: Call): Record<string, string> {
  if (call.headers['validatemfa']?.toLowerCase() !== 'true') return {};
  const token = readToken(world.signingKey, call);
  const compliant = token?.kind === 'user' && token.mfa && world.partnerCenter.settings.mfa !== 'missing';
  return { isMfaCompliant: String(compliant) };
}
