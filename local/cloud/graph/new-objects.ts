import { randomUUID } from 'node:crypto';
import { seconds } from '../wire';
import { type Group, merged, securityIdentifier, type User } from './objects';

/** A user with everything the service sets by itself. */
export function newUser(upn: string, properties: Readonly<Record<string, unknown>>, id: string = randomUUID()): User {
  const now = seconds(new Date());
  const user: User = {
    id,
    userPrincipalName: upn,
    displayName: String(properties['displayName']),
    assignedLicenses: [],
    accountEnabled: true,
    createdDateTime: now,
    lastPasswordChangeDateTime: now,
    identities: [{ signInType: 'userPrincipalName', issuer: upn.split('@')[1], issuerAssignedId: upn }],
    securityIdentifier: securityIdentifier(id),
    userType: 'Member',
  };
  return merged(user, properties);
}

/** A group with everything the service sets by itself. */
export function newGroup(properties: Readonly<Record<string, unknown>>, id: string = randomUUID()): Group {
  const now = seconds(new Date());
  const group: Group = {
    id,
    displayName: '',
    mailEnabled: false,
    securityEnabled: true,
    groupTypes: [],
    createdDateTime: now,
    renewedDateTime: now,
    securityIdentifier: securityIdentifier(id),
  };
  return merged(group, properties);
}
