import type { Random } from '../random';
import { directoryRows } from './directory';
import type { Job, JobRow, RowMaker } from './job';
import { mailboxRows } from './mailboxes';
import { partnerRows } from './partner';
import type { Town } from './town';

const makers: Readonly<Record<string, RowMaker>> = { ...directoryRows, ...mailboxRows, ...partnerRows };
const [firstName = '', ...otherNames] = Object.keys(makers);
/** What cannot be taken back by sending it again comes more often. */
const names: [string, ...string[]] = [
  firstName,
  ...otherNames,
  'test.createGroupOnce',
  'test.createGroupOnce',
  'subscriptions.create',
  'users.create',
];

/** Of these several are ordered in one request. */
const inBulk: [string, ...string[]] = [
  'users.create',
  'users.create',
  'users.update',
  'groups.addMember',
  'licenses.assign',
  'mailboxes.setForwarding',
  'test.createGroupOnce',
];

/** A few requests: single ones, and bulks of one or two customers, seldom of more rows than a chunk holds. */
export function drawJobs(town: Town, random: Random): Job[] {
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, () =>
    random.chance(0.25) ? bulk(town, random) : one(town, random),
  );
}

function one(town: Town, random: Random): Job {
  const action = random.pick(names);
  return { action, bulk: false, rows: [rowOf(town, random, action, random.pick(['contoso', 'fabrikam']))] };
}

function bulk(town: Town, random: Random): Job {
  const long = random.chance(0.01);
  const action = long ? 'users.update' : random.pick(inBulk);
  const several = random.chance(0.4);
  const rows = Array.from({ length: long ? 83 : 2 + random.below(4) }, (_, n) =>
    rowOf(town, random, action, several && n % 2 === 1 ? 'contoso' : 'fabrikam'),
  );
  return { action, bulk: true, rows };
}

function rowOf(town: Town, random: Random, action: string, customer: 'contoso' | 'fabrikam'): JobRow {
  const maker = makers[action];
  if (!maker) throw new Error(`Nothing is known of ${action}.`);
  return maker(town, random, customer);
}
