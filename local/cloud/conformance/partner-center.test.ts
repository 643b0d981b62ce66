import { expect, test } from 'vitest';
import { errorKinds } from '../partner-center/errors';
import { partnerRoutes } from '../partner-center/routes';
import { whyNot } from './graph-description';
import { hasPartnerCenterDescription, partnerCenterDescription } from './partner-center-description';

const described = test.skipIf(!hasPartnerCenterDescription);

described(`every Partner Center route is one of Microsoft's${whyNot}`, () => {
  const unknown = partnerRoutes.filter(
    ({ method, path }) => !partnerCenterDescription().ofTemplate(method, `/v1${path}`),
  );
  expect(unknown.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

described(`every Partner Center route takes the tokens Microsoft's pages say${whyNot}`, () => {
  const differences = partnerRoutes.flatMap(({ method, path, auth }) => {
    const auths = partnerCenterDescription().ofTemplate(method, `/v1${path}`)?.auths ?? [];
    return auths.includes(auth) ? [] : [`${method} ${path}: ${auth}, not ${auths.join(' or ')}`];
  });
  expect(differences).toEqual([]);
});

described(`every error code has the status Microsoft's list says${whyNot}`, () => {
  const problems = Object.entries(errorKinds).flatMap(([code, [status]]) =>
    partnerCenterDescription().answerProblems('GET', '/v1/customers', status, { code }),
  );
  expect(problems).toEqual([]);
});

described(`the check finds what is wrong with answers${whyNot}`, () => {
  const check = (method: string, url: string, status: number, body: unknown = {}): number =>
    partnerCenterDescription().answerProblems(method, url, status, body).length;
  expect(check('POST', '/v1/customers', 201)).toBe(0);
  expect(check('POST', '/v1/customers', 200)).toBe(1);
  expect(check('PUT', '/v1/customers', 200)).toBe(1);
  expect(check('GET', '/v1/customers/x?y=z', 404, { code: '60003' })).toBe(0);
  expect(check('GET', '/v1/customers/x', 400, { code: 60003 })).toBe(1);
  expect(check('GET', '/v1/customers/x', 400, {})).toBe(1);
});
