import { seconds } from '../wire';
import { type Group, isUser, type User } from './objects';
import { groupProperties, userProperties } from './properties';
import type { Shape } from './query';
import { findSku } from './skus';

/** Users: what is stored, plus what follows from it. */
export const userShape: Shape<User> = {
  set: 'users',
  type: 'user',
  properties: userProperties,
  full: (user) => ({
    ...user,
    // Graph never hands out passwords.
    passwordProfile: null,
    assignedPlans: user.assignedLicenses.flatMap(({ skuId, disabledPlans }) =>
      (findSku(skuId)?.plans ?? []).map(({ service, servicePlanId }) => ({
        assignedDateTime: user['createdDateTime'],
        capabilityStatus: disabledPlans.includes(servicePlanId) ? 'Deleted' : 'Enabled',
        service,
        servicePlanId,
      })),
    ),
    licenseAssignmentStates: user.assignedLicenses.map(({ skuId, disabledPlans }) => ({
      skuId,
      disabledPlans,
      assignedByGroup: null,
      state: 'Active',
      error: 'None',
      lastUpdatedDateTime: user['createdDateTime'] ?? seconds(new Date()),
    })),
  }),
};

export const groupShape: Shape<Group> = {
  set: 'groups',
  type: 'group',
  properties: groupProperties,
  full: (group) => group,
};

/** What can be a member, or be anything: users and groups together. */
export const directoryObjectShape: Shape<User | Group> = {
  set: 'directoryObjects',
  type: 'directoryObject',
  properties: new Map([...groupProperties, ...userProperties]),
  full: (object, request) => (isUser(object) ? userShape.full(object, request) : object),
  narrow: (object) => (isUser(object) ? userShape : groupShape),
};
