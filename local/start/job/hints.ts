import { tokenForm, type AppClient } from './client';
import type { JobResult } from './run';

/** Lines to copy into a shell and go on with; the token is that of local-operator. */
export async function nextCommands(client: AppClient, { run, requests }: JobResult): Promise<string[]> {
  const token = await client.token('local-operator');
  const api = `${client.appUrl}/api`;
  const curl = (rest: string) => `curl -s -H "Authorization: Bearer $TOKEN" ${rest}`;
  const user = `grace.${run}@contoso.onmicrosoft.com`;
  const order = {
    customer: 'contoso',
    input: { userPrincipalName: user, displayName: 'Grace Example', usageLocation: 'CH', licenses: ['SPB'] },
  };
  const last = (link: string) => requests.findLast(({ links }) => links[link] !== undefined)?.links[link];
  const posts = [last('secrets'), last('undo')].filter((link) => link !== undefined);
  const form = Object.entries(tokenForm('local-operator')).map(([name, value]) => `-d ${name}=${value}`);
  return [
    `TOKEN=${token}`,
    curl(`${api}/requests`),
    curl(`${api}/actions/users.create -H 'Content-Type: application/json' -d '${JSON.stringify(order)}'`),
    ...posts.map((link) => curl(`-X POST ${link}`)),
    curl(`${api}/actions`),
    `curl -s ${client.cloudUrl}/control/effects`,
    '# when the token has expired, take "access_token" from:',
    `curl -s ${client.tokenUrl} ${form.join(' ')}`,
  ];
}
