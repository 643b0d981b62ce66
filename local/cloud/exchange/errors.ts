// Errors of the admin API. No page of Microsoft describes them; the shapes are those its PowerShell module reads:
// `details[].message` is a hash, an exception's class and a text, with bars between.
import { randomUUID } from 'node:crypto';
import { type Answer, Refusal } from '../wire';

interface Failure {
  readonly status: number;
  readonly code: string;
  /** Full name of the exception. */
  readonly type: string;
  readonly text: string;
  /** Six hexadecimal digits that stand for the text's template. */
  readonly hash?: string;
}

/** A cmdlet that threw. */
export function cmdletFailed({ status, code, type, text, hash }: Failure): Answer {
  const message = 'Error executing cmdlet';
  return {
    status,
    body: {
      error: {
        code,
        message,
        details: [{ code: 'Context', target: '', message: `Ex${hash ?? ''}|${type}|${text}`.replace(/^Ex\|/, '|') }],
        innererror: {
          message,
          type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
          stacktrace: '',
          internalexception: { message: text, type, stacktrace: '' },
        },
      },
    },
  };
}

const configuration = 'Microsoft.Exchange.Configuration.Tasks';
const server = 'AMSPR07A013DC01.EURPR07A013.PROD.OUTLOOK.COM';

function refuse(failure: Failure): never {
  throw new Refusal(cmdletFailed(failure));
}

export function notFound(identity: string): never {
  return refuse({
    status: 404,
    code: 'NotFound',
    type: `${configuration}.ManagementObjectNotFoundException`,
    text: `The operation couldn't be performed because object '${identity}' couldn't be found on '${server}'.`,
    hash: '6F9304',
  });
}

/** An object named by a parameter, not the one the cmdlet is about. */
export function referenceNotFound(name: string): never {
  return refuse({
    status: 400,
    code: 'BadRequest',
    type: `${configuration}.ManagementObjectNotFoundException`,
    text: `Couldn't find object "${name}". Please make sure that it was spelled correctly or specify a different object.`,
    hash: 'BDDC58',
  });
}

export function trusteeNotFound(name: string): never {
  return refuse({
    status: 400,
    code: 'BadRequest',
    type: 'Microsoft.Exchange.Data.Common.LocalizedException',
    text: `Couldn't resolve the user or group "${name}." If the user or group is a foreign forest principal, you must have either a two-way trust or an outgoing trust.`,
    hash: '9D1B2E',
  });
}

export function ambiguous(identity: string): never {
  return refuse({
    status: 400,
    code: 'BadRequest',
    type: `${configuration}.ManagementObjectAmbiguousException`,
    text: `The operation couldn't be performed because '${identity}' matches multiple entries.`,
    hash: '7B1A90',
  });
}

export function badValue(parameter: string, value: unknown, type: string): never {
  return refuse({
    status: 400,
    code: 'BadRequest',
    type: 'Microsoft.Exchange.AdminApi.CommandInvocation.ParameterTransformationException',
    text: `Cannot process argument transformation on parameter '${parameter}'. Cannot convert value "${String(value)}" to type "${type}".`,
  });
}

/** The caller's roles do not hold the cmdlet. */
export function notInRole(cmdlet: string): never {
  return refuse({
    status: 403,
    code: 'Forbidden',
    type: 'Microsoft.Exchange.Configuration.Authorization.CmdletAccessDeniedException',
    text: `The cmdlet ${cmdlet} is not present in the role definition of the current user.`,
  });
}

export function badRequest(message: string): never {
  throw new Refusal({ status: 400, body: { error: { code: 'BadRequest', message } } });
}

/** A token without the scope: seen as a 403 whose body is not JSON. */
export function forbidden(): never {
  throw new Refusal({ status: 403, headers: { 'content-type': 'text/plain' }, body: '\0'.repeat(16) });
}

export function unauthorized(description: string): never {
  throw new Refusal({
    status: 401,
    headers: {
      'www-authenticate': `Bearer client_id="00000002-0000-0ff1-ce00-000000000000", token_types="app_asserted_user_v1 service_asserted_app_v1", error="invalid_token"`,
      'x-ms-diagnostics': `2000003;reason="${description}";error_category="invalid_token"`,
      'request-id': randomUUID(),
    },
  });
}

/** Loud about what the local cloud does not do. */
export function notImplemented(what: string): never {
  throw new Refusal({
    status: 501,
    body: { error: { code: 'NotImplemented', message: `The local cloud does not know ${what}.` } },
  });
}
