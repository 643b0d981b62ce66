import { expect, test } from 'vitest';
import { type Body, cloudForTests, contoso, newUserBody, spb } from '../testing';

const cloud = cloudForTests();

test('a new user is not found, changed or licensed until the lag has passed, yet its name is taken at once', async () => {
  await cloud().control('seed', { replicaLagMs: 60_000 });
  const created = await cloud().graph(contoso, 'POST', '/users', newUserBody('ada'));
  const path = `/users/${String(created.body['id'])}`;
  expect((await cloud().graph(contoso, 'GET', path)).status).toBe(404);
  expect((await cloud().graph(contoso, 'PATCH', path, { jobTitle: 'x' })).status).toBe(404);
  const license = { addLicenses: [{ skuId: spb }], removeLicenses: [] };
  expect((await cloud().graph(contoso, 'POST', `${path}/assignLicense`, license)).status).toBe(404);
  expect((await cloud().graph(contoso, 'POST', '/users', newUserBody('ada'))).status).toBe(400);
  await cloud().control('clock', { advance: 'PT61S' });
  expect((await cloud().graph(contoso, 'GET', path)).status).toBe(200);
  expect((await cloud().graph(contoso, 'POST', `${path}/assignLicense`, license)).status).toBe(200);
});

test('a changed user keeps its old state for readers until the lag has passed', async () => {
  const mel = '/users/mel@contoso.onmicrosoft.com';
  await cloud().control('seed', { replicaLagMs: 60_000 });
  await cloud().graph(contoso, 'PATCH', mel, { jobTitle: 'Lead' });
  await cloud().graph(contoso, 'PATCH', mel, { department: 'Sales' });
  expect((await cloud().graph(contoso, 'GET', mel)).body['jobTitle']).toBeNull();
  await cloud().control('clock', { advance: 'PT61S' });
  const after = await cloud().graph(contoso, 'GET', `${mel}?$select=jobTitle,department`);
  expect(after.body).toMatchObject({ jobTitle: 'Lead', department: 'Sales' });
});

test('a new member is not listed until the lag has passed, but adding it again is refused', async () => {
  const groups = await cloud().graph(contoso, 'GET', "/groups?$filter=displayName eq 'Sales'");
  const members = `/groups/${String((groups.body['value'] as Body[])[0]?.['id'])}/members`;
  const mel = await cloud().graph(contoso, 'GET', '/users/mel@contoso.onmicrosoft.com');
  const body = { '@odata.id': `${cloud().url}/v1.0/directoryObjects/${String(mel.body['id'])}` };
  await cloud().control('seed', { replicaLagMs: 60_000 });
  expect((await cloud().graph(contoso, 'POST', `${members}/$ref`, body)).status).toBe(204);
  expect((await cloud().graph(contoso, 'GET', members)).body['value']).toEqual([]);
  expect((await cloud().graph(contoso, 'POST', `${members}/$ref`, body)).status).toBe(400);
  await cloud().control('clock', { advance: 'PT61S' });
  expect((await cloud().graph(contoso, 'GET', members)).body['value']).toHaveLength(1);
});

test('a deleted user is still read until the lag has passed', async () => {
  const mel = '/users/mel@contoso.onmicrosoft.com';
  const id = String((await cloud().graph(contoso, 'GET', mel)).body['id']);
  await cloud().control('seed', { replicaLagMs: 60_000 });
  expect((await cloud().graph(contoso, 'DELETE', mel)).status).toBe(204);
  expect((await cloud().graph(contoso, 'GET', `/users/${id}`)).status).toBe(200);
  expect((await cloud().graph(contoso, 'DELETE', `/users/${id}`)).status).toBe(404);
  await cloud().control('clock', { advance: 'PT61S' });
  expect((await cloud().graph(contoso, 'GET', `/users/${id}`)).status).toBe(404);
});
