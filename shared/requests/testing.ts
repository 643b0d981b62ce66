// Actions that only tests have: shapes the catalogue does not offer yet.
import { z } from 'zod';
import { defineAction, type AnyAction } from '../actions/action';
import { path } from '../connections/http/path';

const input = z.strictObject({ name: z.string() });
const output = z.strictObject({ id: z.string() });

interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
}

const common = {
  title: 'Test',
  summary: 'For tests.',
  kind: 'create',
  target: 'customer',
  connections: ['graph'],
  permissions: { graph: ['Group.ReadWrite.All'] },
  gdapRoles: ['Groups Administrator'],
  secrets: [],
  undo: null,
  example: { name: 'Test' },
  input,
} as const;

/** Creates a security group, which no key protects from being made twice: class `once`. */
export const createGroupOnce = defineAction({
  ...common,
  name: 'test.createGroupOnce',
  output,
  async run({ name }, { graph, effect, marker }) {
    const group = await effect({
      key: 'create-group',
      class: 'once',
      service: 'graph',
      summary: `Create ${name}`,
      after: { displayName: name },
      replicationWindowMs: 120_000,
      send: async (to) => {
        const body = {
          displayName: name,
          mailNickname: name,
          description: marker,
          mailEnabled: false,
          securityEnabled: true,
        };
        return { id: (await to.graph.post<Group>(path`/groups`, body)).id };
      },
      find: async () => {
        const groups = await graph.list<Group>(
          path`/groups?$filter=displayName eq '${name}'&$select=id,displayName,description`,
        );
        const ours = groups.find(({ description }) => description === marker);
        return ours ? { is: 'found' as const, result: { id: ours.id } } : { is: 'absent' as const };
      },
    });
    return { id: group.id };
  },
});

/** Sets the job title of the user its name is, twice, under keys that differ from run to run. */
export function changesItsMind(keys: readonly string[]): AnyAction {
  let runs = 0;
  return defineAction({
    ...common,
    name: 'test.changesItsMind',
    output: z.strictObject({}),
    async run({ name }, { graph, effect }) {
      const key = keys[Math.min(runs, keys.length - 1)] ?? 'set';
      runs += 1;
      for (const [n, title] of ['One', 'Two'].entries()) {
        await effect({
          key: `${key}-${String(n)}`,
          class: 'repeatable',
          service: 'graph',
          summary: `Set the job title to ${title}`,
          after: title,
          before: async () =>
            (await graph.get<{ jobTitle: string | null }>(path`/users/${name}?$select=jobTitle`)).jobTitle,
          send: (to) => to.graph.patch(path`/users/${name}`, { jobTitle: title }),
        });
      }
      return {};
    },
  });
}

/** Waits until the user its name is has a department. */
export const waitForDepartment = defineAction({
  ...common,
  name: 'test.waitForDepartment',
  output: z.strictObject({}),
  async run({ name }, { graph, until }) {
    await until(
      'has-department',
      async () =>
        (await graph.get<{ department: string | null }>(path`/users/${name}?$select=department`)).department !== null,
      {
        deadline: 'PT10M',
      },
    );
    return {};
  },
});

export const testActions = [createGroupOnce, waitForDepartment] as unknown as readonly AnyAction[];
