import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IConfiguration } from 'dependency-cruiser';
import { expect, test } from 'vitest';

const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as IConfiguration;

/** Lays out files of one import each (`from → to`, both paths from the root) and names the rules they break. */
async function brokenRules(imports: readonly (readonly [string, string])[]): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'steward-imports-'));
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text, { flag: 'a' });
  };
  try {
    write('package.json', JSON.stringify({ dependencies: { shipped: '1.0.0' }, devDependencies: { tool: '1.0.0' } }));
    for (const name of ['shipped', 'tool']) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
      write(`node_modules/${name}/index.js`, 'module.exports = 1;\n');
    }
    for (const [from, to] of imports) {
      write(from, `import '${to.includes('/') ? toModule(from, to) : to}';\n`);
      if (to.endsWith('.ts')) write(to, '');
    }
    const options: ICruiseOptions = {
      ...config.options,
      // The tree has none of its own.
      tsConfig: {},
      ruleSet: { forbidden: config.forbidden ?? [] },
      validate: true,
      baseDir: root,
    };
    const { output } = await cruise([...new Set(imports.map(([from]) => from.split('/', 1)[0] ?? from))], options);
    return (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function toModule(from: string, to: string): string {
  const path = relative(dirname(from), to).replaceAll('\\', '/').replace(/\.ts$/, '');
  return path.startsWith('.') ? path : `./${path}`;
}

test('what the house allows is allowed', async () => {
  const broken = await brokenRules([
    ['functions/index.ts', 'shared/steward.ts'],
    ['functions/index.ts', 'shared/derived/openapi.ts'],
    ['shared/steward.ts', 'shared/requests/accept.ts'],
    ['shared/requests/accept.ts', 'shared/callers/grants.ts'],
    ['shared/requests/accept.ts', 'shared/actions/catalogue.ts'],
    ['shared/derived/openapi.ts', 'shared/actions/catalogue.ts'],
    ['shared/actions/catalogue.ts', 'shared/connections/types.ts'],
    ['shared/customers/store.ts', 'shared/connections/storage/tables.ts'],
    ['shared/sam/tokens.ts', 'shared/connections/entra/token-endpoint.ts'],
    ['shared/connections/entra/token-endpoint.ts', 'shared/connections/http/send.ts'],
    ['shared/connections/http/send.ts', 'shared/errors.ts'],
    ['shared/connections/http/send.ts', 'shipped'],
    ['shared/actions/users/create.test.ts', 'local/cloud/index.ts'],
    ['shared/actions/users/create.test.ts', 'tool'],
    ['local/programs/start.ts', 'local/runtime/index.ts'],
    ['local/programs/start.ts', 'shared/config.ts'],
    ['local/cloud/index.ts', 'local/clock.ts'],
  ]);
  expect(broken).toEqual([]);
});

const wrong: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['product-imports-no-local', 'shared/requests/accept.ts', 'local/clock.ts'],
  ['product-imports-no-local', 'functions/index.ts', 'infra/names.ts'],
  ['product-imports-no-dev-packages', 'shared/requests/accept.ts', 'tool'],
  ['imports-exist', 'shared/requests/accept.ts', 'nowhere'],
  ['nothing-imports-functions', 'shared/requests/accept.ts', 'functions/http.ts'],
  ['nothing-imports-functions', 'local/programs/start.ts', 'functions/http.ts'],
  ['cloud-is-another-program', 'local/cloud/index.ts', 'shared/errors.ts'],
  ['cloud-is-another-program', 'local/cloud/index.ts', 'local/runtime/http/server.ts'],
  ['runtime-knows-no-product', 'local/runtime/index.ts', 'shared/errors.ts'],
  ['words-import-no-folder', 'shared/errors.ts', 'shared/requests/records.ts'],
  ['http-is-the-bottom', 'shared/connections/http/send.ts', 'shared/connections/graph/client.ts'],
  ['one-client-a-service', 'shared/connections/graph/client.ts', 'shared/connections/entra/tenant.ts'],
  ['connections-import-nothing-above', 'shared/connections/graph/client.ts', 'shared/sam/tokens.ts'],
  ['connections-import-nothing-above', 'shared/connections/graph/client.ts', 'shared/steward.ts'],
  ['sam-imports-connections-only', 'shared/sam/tokens.ts', 'shared/customers/store.ts'],
  ['customers-import-connections-only', 'shared/customers/store.ts', 'shared/requests/records.ts'],
  ['actions-import-nothing-above', 'shared/actions/users/create.ts', 'shared/requests/accept.ts'],
  ['actions-import-nothing-above', 'shared/actions/users/create.ts', 'shared/callers/grants.ts'],
  ['actions-import-nothing-above', 'shared/actions/customers/list.ts', 'shared/customers/store.ts'],
  ['derived-is-not-needed-to-run', 'shared/requests/accept.ts', 'shared/derived/openapi.ts'],
];

test.each(wrong)('%s refuses %s → %s', async (rule, from, to) => {
  const target: unknown = to.endsWith('.ts') ? to : expect.stringContaining(to);
  const broken = await brokenRules([[from, to]]);
  expect(broken.map((text) => text.split(/: | → /))).toEqual([[rule, from, target]]);
});

test('two files that import each other are a cycle', async () => {
  const [a, b] = ['shared/requests/accept.ts', 'shared/requests/run.ts'] as const;
  const broken = await brokenRules([
    [a, b],
    [b, a],
  ]);
  expect(broken).toContain(`no-cycles: ${a} → ${b}`);
});

test('every rule is proven by a wrong import', () => {
  const proven = new Set(['no-cycles', ...wrong.map(([rule]) => rule)]);
  expect((config.forbidden ?? []).map(({ name }) => name).filter((name) => !proven.has(name ?? ''))).toEqual([]);
});
