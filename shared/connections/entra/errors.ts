import type { ErrorCode } from '../../error-codes';
import { UpstreamError } from '../../errors';
import { retryAfterMs } from '../http/outcome';
import { parseObject } from '../http/parse-json';
import type { HttpAnswer } from '../http/send';

/**
 * AADSTS codes by what they mean for us. An unknown code is UPSTREAM_REFUSED: it never declares a token or credential dead.
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
const meanings: readonly (readonly [ErrorCode, readonly number[]])[] = [
  ['CONSENT_MISSING', [65001, 90099, 650051, 650052, 650056, 650057, 500011, 700016]],
  ['GDAP_MISSING', [50020, 50034, 50177, 51004, 90072]],
  ['CREDENTIAL_DEAD', [7000215, 7000222, 700027, 700011, 7000112, 70001]],
  ['REFRESH_TOKEN_DEAD', [50173, 70000, 70008, 70043, 700082, 700084, 50132, 50133, 50089, 50053, 50055, 50057]],
  [
    'TENANT_REFUSES',
    [
      50072, 50074, 50076, 50078, 50079, 50158, 53000, 53001, 53003, 53011, 530032, 530034, 530035, 500021, 500212,
      500213, 5000224,
    ],
  ],
  ['TENANT_NOT_FOUND', [90002, 900023]],
  ['UPSTREAM_THROTTLED', [50196]],
  ['UPSTREAM_UNAVAILABLE', [50033, 50087, 50088, 51005, 90006, 90012, 90024, 90033, 90055, 90090, 90091]],
];

const byCode = new Map(meanings.flatMap(([code, numbers]) => numbers.map((number) => [number, code] as const)));

/** Turns a refusal of the token endpoint into our error. No token means that nothing was sent to any other service. */
export function entraError(answer: HttpAnswer): UpstreamError {
  const body = parseObject(answer.body) ?? {};
  const numbers = Array.isArray(body['error_codes']) ? (body['error_codes'] as readonly unknown[]) : [];
  const number = numbers.find((entry) => typeof entry === 'number');
  const error = typeof body['error'] === 'string' ? body['error'].slice(0, 100) : undefined;
  const correlationId = typeof body['correlation_id'] === 'string' ? body['correlation_id'].slice(0, 100) : undefined;
  const upstreamCode = number === undefined ? error : `AADSTS${String(number)}`;
  const wait = retryAfterMs(answer.headers);
  // The description may name people and addresses: only the code is shown.
  return new UpstreamError(
    codeOf(answer.status, number, error),
    `Entra gave no token (${upstreamCode ?? String(answer.status)}).`,
    'notSent',
    {
      upstream: {
        service: 'entra',
        status: answer.status,
        ...(upstreamCode === undefined ? {} : { code: upstreamCode }),
        ...(correlationId === undefined ? {} : { correlationId }),
      },
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  );
}

function codeOf(status: number, number: number | undefined, error: string | undefined): ErrorCode {
  const known = number === undefined ? undefined : byCode.get(number);
  if (known) return known;
  if (status === 429) return 'UPSTREAM_THROTTLED';
  const transient = status === 408 || status >= 500 || error === 'temporarily_unavailable' || error === 'server_error';
  return transient ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REFUSED';
}
