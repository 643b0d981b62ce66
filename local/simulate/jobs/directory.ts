import type { RowMaker } from './job';

/** Rows about users, licenses and groups. */
export const directoryRows: Readonly<Record<string, RowMaker>> = {
  'users.create': (town, random, customer) => {
    const tenant = town.tenant(customer).id;
    const upn = town.address(customer, 'new');
    const given = random.chance(0.3) ? `Given-${String(random.below(1e6))}-pass` : undefined;
    const licenses = random.chance(0.4) ? ['SPB'] : [];
    const groups = random.chance(0.4) ? ['Sales', 'All Staff'].slice(random.below(2)) : [];
    return {
      customer,
      input: {
        userPrincipalName: upn,
        displayName: upn,
        usageLocation: 'CH',
        licenses,
        groups,
        ...(given === undefined ? {} : { password: given }),
      },
      wanted: [
        { tenant, kind: 'user.create', identity: upn },
        ...licenses.map(() => ({ tenant, kind: 'user.license.assign', identity: upn })),
        ...groups.map((group) => ({ tenant, kind: 'group.member.add', identity: `${group}/${upn}` })),
      ],
      password: { tenant, upn, ...(given === undefined ? {} : { given }) },
    };
  },
  'users.update': (town, _random, customer) => {
    const tenant = town.tenant(customer).id;
    const { userPrincipalName: upn } = town.user(customer);
    return {
      customer,
      input: { user: upn, jobTitle: 'Wanted', department: 'Sales' },
      wanted: [{ tenant, kind: 'user.update', identity: upn }],
      meddle: { tenant, upn },
    };
  },
  'users.delete': (town, _random, customer) => {
    const { userPrincipalName: user } = town.user(customer);
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'user.delete', identity: user }];
    return { customer, input: { user }, wanted };
  },
  'users.restore': (town, random, customer) => {
    const { userPrincipalName: upn, id } = town.deletedUser(customer);
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'user.restore', identity: upn }];
    return { customer, input: { user: random.chance(0.5) ? id : upn }, wanted };
  },
  'licenses.assign': (town, _random, customer) => {
    const { userPrincipalName: user } = town.user(customer);
    return {
      customer,
      input: { user, add: [{ sku: 'SPB', disabledPlans: ['TEAMS1'] }], remove: ['EXCHANGESTANDARD'] },
      wanted: [{ tenant: town.tenant(customer).id, kind: 'user.license.assign', identity: user }],
    };
  },
  'groups.addMember': (town, _random, customer) => {
    const { userPrincipalName: user } = town.user(customer);
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'group.member.add', identity: `Sales/${user}` }];
    return { customer, input: { group: 'Sales', user }, wanted };
  },
  'groups.removeMember': (town, _random, customer) => {
    const { userPrincipalName: user } = town.member(customer, 'Sales');
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'group.member.remove', identity: `Sales/${user}` }];
    return { customer, input: { group: 'Sales', user }, wanted };
  },
  'test.createGroupOnce': (town, _random, customer) => {
    const name = town.name('group');
    const wanted = [{ tenant: town.tenant(customer).id, kind: 'group.create', identity: name }];
    return { customer, input: { name }, wanted };
  },
};
