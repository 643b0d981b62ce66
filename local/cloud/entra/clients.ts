import { stewardResource } from './resources';

export interface Client {
  readonly secret: string;
  /** Object id of the client's service principal. */
  readonly objectId: string;
  /** App roles of the client, by resource. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** The Secure Application Model app, known in every tenant that consented to it. */
export const samClientId = '99999999-9999-9999-9999-999999999999';

export const clients: Readonly<Record<string, Client>> = {
  [samClientId]: { secret: 'local-client-secret', objectId: '99999999-0000-4000-8000-000000000099', roles: {} },
  'local-operator': localCaller('1', 'Steward.Operator'),
  'local-reader': localCaller('2', 'Steward.Reader'),
  'local-flow': localCaller('3', 'Steward.Caller'),
};

function localCaller(digit: string, role: string): Client {
  return {
    secret: 'local',
    objectId: `99999999-0000-4000-8000-0000000001${digit.padStart(2, '0')}`,
    roles: { [stewardResource]: [role] },
  };
}
