import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { address, builtPrograms, printed, start, temporaryFolder } from './testing';

builtPrograms();

test('npm start runs the sample job and serves until it is interrupted', async () => {
  const running = start(['start']);
  await printed(running, /Ctrl-C ends it/);
  expect(running.stdout()).toMatch(
    /^Ready {2}app http:\/\/127.0.0.1:\d+ {2}cloud http:\/\/127.0.0.1:\d+ {2}storage http/m,
  );
  expect(running.stdout()).toMatch(/(\d) of \1 ended as expected/);
  const token = /TOKEN=(\S+)/.exec(running.stdout())?.[1] ?? '';
  const list = await fetch(`${address(running, 'app')}/api/requests`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(((await list.json()) as { value: unknown[] }).value.length).toBeGreaterThan(3);
  running.process.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
  await expect(fetch(address(running, 'app'))).rejects.toThrow();
});

test('the sample of a new customer ends as it says', async () => {
  const running = start(['start', 'samples/new-customer.json', '--exit']);
  expect(await running.ended).toMatchObject({ code: 0 });
  expect(running.stdout()).toMatch(/12 of 12 ended as expected/);
});

test('interrupted during its job it ends at once, with 130', async () => {
  const running = start(['start', '--exit']);
  await printed(running, /1\/\d/);
  running.process.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130 });
});

test('killed through the shell that npm runs it with, it does not stay behind', async () => {
  const command = `"${process.execPath}" local/run.mjs start --no-sample; true`;
  const running = start(['-c', command], { npm_lifecycle_event: 'start' }, 'sh');
  await running.ready();
  running.process.kill('SIGKILL');
  // Its output closes only when the program itself has ended.
  await running.ended;
  await expect(fetch(address(running, 'app'))).rejects.toThrow();
});

test('with --exit the code says whether a job went well; data is kept between starts', async () => {
  const data = { STEWARD_DATA: join(await temporaryFolder(), 'new', 'folder') };
  const file = join(await temporaryFolder(), 'job.json');
  const input = { userPrincipalName: 'kept@contoso.onmicrosoft.com', displayName: 'Kept', usageLocation: 'CH' };
  await writeFile(file, JSON.stringify({ action: 'users.create', customer: 'contoso', input }));
  expect(await start(['start', '--exit', file], data).ended).toMatchObject({ code: 0 });
  const again = await start(['start', '--exit', file], data).ended;
  expect(again.code).toBe(1);
  expect(again.stdout).toContain('ALREADY_EXISTS');
});

test('what it cannot start with is told in one line, with exit code 1', async () => {
  const { code, stdout, stderr } = await start(['start'], { STEWARD_GRAPH_BATCH_SIZE: '21' }).ended;
  expect([code, stdout, stderr]).toEqual([1, '', 'The setting STEWARD_GRAPH_BATCH_SIZE must be from 1 to 20.\n']);
});
