import { isDeepStrictEqual } from 'node:util';
import { type Answer, isObject, json } from '../wire';
import { badRequest, notFound } from './errors';
import { type AssignedLicense, merged, type User } from './objects';
import { created } from './query';
import { type GraphRequest, type GraphRoute, readers, record } from './route';
import { userShape } from './shapes';
import { findSku } from './skus';
import { changeable } from './users';

export const licenseRoutes: readonly GraphRoute[] = [
  {
    method: 'POST',
    path: '/users/{user-id}/assignLicense',
    scopes: ['LicenseAssignment.ReadWrite.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'],
    roles: ['License Administrator', 'User Administrator'],
    handle: assignLicense,
  },
  {
    method: 'GET',
    path: '/users/{user-id}/licenseDetails',
    scopes: [
      'LicenseAssignment.Read.All',
      'User.Read.All',
      'User.ReadWrite.All',
      'Directory.Read.All',
      'Directory.ReadWrite.All',
    ],
    roles: readers,
    handle: (request) => {
      const id = request.params['user-id'] ?? '';
      const user = request.directory.readUser(id) ?? notFound(id);
      const context = `${request.root}/$metadata#users('${user.id}')/licenseDetails`;
      return { status: 200, body: { '@odata.context': context, value: user.assignedLicenses.flatMap(details) } };
    },
  },
];

function assignLicense(request: GraphRequest): Answer {
  const { call, directory } = request;
  const user = changeable(request);
  const { add, remove } = readBody(json(call));
  const licenses = user.assignedLicenses.filter(({ skuId }) => !remove.includes(skuId));
  if (licenses.length !== user.assignedLicenses.length - remove.length) {
    badRequest('User does not have a corresponding license.');
  }
  for (const license of add) {
    checkLicense(request, user, license);
    const at = licenses.findIndex(({ skuId }) => skuId === license.skuId);
    if (at < 0) licenses.push(license);
    else licenses[at] = license;
  }
  const after = merged(user, { assignedLicenses: licenses });
  if (!isDeepStrictEqual(user.assignedLicenses, licenses)) {
    directory.saveUser(after);
    record(request, 'user.license.assign', user.userPrincipalName, user.id);
  }
  return { status: 200, body: created(request, userShape, after) };
}

function readBody(body: unknown): { add: AssignedLicense[]; remove: string[] } {
  const { addLicenses, removeLicenses } = isObject(body) ? body : {};
  if (!Array.isArray(addLicenses) || !Array.isArray(removeLicenses)) {
    return badRequest(
      "One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: addLicenses, removeLicenses.",
    );
  }
  const add = addLicenses.map((item: unknown) => {
    const { skuId, disabledPlans = [] } = isObject(item) ? item : {};
    if (!isGuid(skuId) || !Array.isArray(disabledPlans) || !disabledPlans.every(isGuid)) return badValue();
    return { skuId: skuId.toLowerCase(), disabledPlans: disabledPlans.map((id) => id.toLowerCase()) };
  });
  const remove = removeLicenses.map((item: unknown) => (isGuid(item) ? item.toLowerCase() : badValue()));
  return { add, remove };
}

function checkLicense({ tenant, directory }: GraphRequest, user: User, license: AssignedLicense): void {
  const { skuId, disabledPlans } = license;
  const sku = findSku(skuId);
  const seats = tenant.seats[skuId];
  if (!sku || seats === undefined) badRequest(`License ${skuId} does not correspond to a valid company License.`);
  if (typeof user.usageLocation !== 'string') {
    badRequest('License assignment cannot be done for user with invalid usage location.');
  }
  if (!disabledPlans.every((id) => sku.plans.some((plan) => plan.servicePlanId === id))) {
    badRequest(
      `License assignment failed because service plan ${disabledPlans.join(', ')} is not part of the license ${skuId}.`,
    );
  }
  const hasIt = user.assignedLicenses.some((each) => each.skuId === skuId);
  if (!hasIt && directory.seatsTaken(skuId) >= seats) {
    badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`);
  }
}

function details({ skuId, disabledPlans }: AssignedLicense): unknown[] {
  const sku = findSku(skuId);
  if (!sku) return [];
  return [
    {
      id: Buffer.from(skuId.replaceAll('-', ''), 'hex').toString('base64url'),
      skuId,
      skuPartNumber: sku.skuPartNumber,
      servicePlans: sku.plans.map(({ servicePlanId, servicePlanName }) => ({
        servicePlanId,
        servicePlanName,
        provisioningStatus: disabledPlans.includes(servicePlanId) ? 'Disabled' : 'Success',
        appliesTo: 'User',
      })),
    },
  ];
}

const isGuid = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value);

function badValue(): never {
  return badRequest('One or more property values specified are invalid.');
}
