import { randomUUID } from 'node:crypto';
import { type Answer, Refusal } from '../wire';

interface Kind {
  readonly status: 400 | 401;
  readonly error: string;
  readonly suberror?: string;
}

// https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
const kinds = {
  50020: { status: 400, error: 'invalid_grant' },
  50173: { status: 400, error: 'invalid_grant', suberror: 'bad_token' },
  65001: { status: 400, error: 'invalid_grant', suberror: 'consent_required' },
  70000: { status: 400, error: 'invalid_grant', suberror: 'bad_token' },
  70003: { status: 400, error: 'unsupported_grant_type' },
  70011: { status: 400, error: 'invalid_scope' },
  90002: { status: 400, error: 'invalid_request' },
  500011: { status: 400, error: 'invalid_resource' },
  700016: { status: 400, error: 'unauthorized_client' },
  700082: { status: 400, error: 'invalid_grant' },
  900023: { status: 400, error: 'invalid_request' },
  900144: { status: 400, error: 'invalid_request' },
  901002: { status: 400, error: 'invalid_request' },
  1002012: { status: 400, error: 'invalid_scope' },
  7000215: { status: 401, error: 'invalid_client' },
  7000218: { status: 401, error: 'invalid_client' },
  7000222: { status: 401, error: 'invalid_client' },
  9002313: { status: 400, error: 'invalid_request' },
} satisfies Record<number, Kind>;

export type EntraCode = keyof typeof kinds;

/** The token endpoint's error body. */
export function entraError(code: EntraCode, text: string, correlationId?: string, error?: string): Answer {
  const kind: Kind = kinds[code];
  const timestamp = new Date().toISOString().slice(0, 19).replace('T', ' ') + 'Z';
  const traceId = randomUUID();
  const correlation = correlationId ?? randomUUID();
  return {
    status: kind.status,
    body: {
      error: error ?? kind.error,
      error_description: `AADSTS${String(code)}: ${text} Trace ID: ${traceId} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${String(code)}`,
      ...(kind.suberror === undefined ? {} : { suberror: kind.suberror }),
    },
  };
}

/** The same, thrown. */
export function refuse(code: EntraCode, text: string): never {
  throw new Refusal(entraError(code, text));
}
