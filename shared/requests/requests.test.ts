import { expect, test } from 'vitest';
import { worldForTests } from '../../local/testing/world';

const world = worldForTests();

const joiner = {
  userPrincipalName: 'ada@contoso.onmicrosoft.com',
  displayName: 'Ada Example',
  usageLocation: 'CH',
  licenses: ['SPB'],
  groups: ['Sales'],
};

test('a joiner with license and group is created once, in the right tenant', async () => {
  const view = await world().run('users.create', joiner);
  expect(view.item?.problem).toBeNull();
  expect(view.state).toBe('succeeded');
  expect(view.item?.output).toMatchObject({ userPrincipalName: joiner.userPrincipalName });
  expect(await world().changes()).toEqual([
    'user.create ada@contoso.onmicrosoft.com',
    expect.stringMatching(/^user.license.assign ada@contoso/),
    expect.stringMatching(/^group.member.add/),
  ]);
});
