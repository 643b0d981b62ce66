// What Microsoft's pages say of Partner Center's operations and error codes. STEWARD_SHARED names the folder that holds
// data/partner-center-ops.json; it is not shipped.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router } from '../router';
import { isObject } from '../wire';

interface Row {
  readonly method: string;
  readonly url: string;
  readonly auth: string;
  readonly exampleMethod?: readonly string[];
  readonly exampleStatuses: readonly string[];
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly auths: readonly string[];
  /** Empty: no example shows one. */
  readonly statuses: readonly string[];
}

/** What Microsoft's pages say in words only, or its SDK does. */
const inWords: readonly Row[] = [
  {
    // Only the SDK's configuration has it.
    method: 'GET',
    url: '/v1/customers/{customer-id}/carts/{cart-id}',
    auth: 'app, app+user',
    exampleStatuses: ['200'],
  },
  {
    // "Partner Center sends an HTTP status 202 status code and a location header"
    // https://learn.microsoft.com/en-us/partner-center/developer/change-the-quantity-of-a-subscription
    method: 'PATCH',
    url: '/v1/customers/{customer-id}/subscriptions/{subscription-id}',
    auth: 'app, app+user',
    exampleStatuses: ['202'],
  },
];

/** Codes met or announced that the list of codes does not have; their statuses. */
const unlisted: Readonly<Record<string, number>> = {
  2007: 400,
  400030: 403,
  400036: 403,
  600061: 400,
  900420: 401,
  900421: 401,
};

const folder = process.env['STEWARD_SHARED'];

/** Whether the data is there to check against. */
export const hasPartnerCenterDescription = folder !== undefined && folder !== '';

export class PartnerCenterDescription {
  readonly operations: readonly Operation[];
  private readonly router: Router<Operation>;

  constructor(
    rows: readonly Row[],
    private readonly errorCodes: Readonly<Record<string, readonly number[]>>,
  ) {
    const byKey = new Map<string, Operation>();
    for (const row of [...rows, ...inWords]) {
      for (const method of row.exampleMethod ?? [row.method]) {
        const [path = ''] = row.url.split('?');
        const key = shapeOf(method, path);
        const { auths = [], statuses = [] } = byKey.get(key) ?? {};
        byKey.set(key, {
          method,
          path,
          auths: [...auths, row.auth],
          statuses: [...statuses, ...row.exampleStatuses],
        });
      }
    }
    this.operations = [...byKey.values()];
    // Fixed segments win over parameters.
    const count = ({ path }: Operation): number => path.split('{').length;
    this.router = new Router([...this.operations].sort((a, b) => count(a) - count(b)));
  }

  /** The operation of a route's template, whatever its parameters are called. */
  ofTemplate(method: string, path: string): Operation | undefined {
    return this.operations.find((each) => shapeOf(each.method, each.path) === shapeOf(method, path));
  }

  /** What is wrong with an answer; empty when nothing is. */
  answerProblems(method: string, url: string, status: number, body: unknown): string[] {
    const found = this.router.match(method, url.split('?')[0] ?? '')?.route;
    const problem = (text: string): string[] => [`${method} ${url}: ${text}`];
    if (!found) return problem('no such operation');
    if (status < 400) {
      const known = found.statuses.length === 0 || found.statuses.includes(String(status));
      return known ? [] : problem(`${String(status)} is not described`);
    }
    if (method === 'HEAD' || status === 429) return [];
    const code = isObject(body) ? body['code'] : undefined;
    if (code === 'DomainNotAvailable') return [];
    const statuses = this.errorCodes[String(code)] ?? [unlisted[String(code)]];
    return statuses.includes(status) ? [] : problem(`${String(status)} with code ${String(code)} is not described`);
  }
}

const shapeOf = (method: string, path: string): string =>
  `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}').toLowerCase()}`;

let loaded: PartnerCenterDescription | undefined;

/** The data, read once. */
export function partnerCenterDescription(): PartnerCenterDescription {
  if (folder === undefined) throw new Error('STEWARD_SHARED names no folder with the data of Partner Center.');
  if (!loaded) {
    const text = readFileSync(join(folder, 'data', 'partner-center-ops.json'), 'utf8');
    const data = JSON.parse(text) as { operations: Row[]; errorCodes: Record<string, number[]> };
    loaded = new PartnerCenterDescription(data.operations, data.errorCodes);
  }
  return loaded;
}
