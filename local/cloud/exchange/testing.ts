// What the tests of the local cloud's Exchange share.
import { type CloudClient, contoso, type Reply } from '../testing';

export interface Asked {
  readonly tenant?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** Runs a cmdlet as the partner's service account. */
export async function run(
  cloud: CloudClient,
  cmdlet: string,
  parameters: Readonly<Record<string, unknown>> = {},
  { tenant = contoso, path = `/adminapi/beta/${tenant}/InvokeCommand`, headers = {} }: Asked = {},
): Promise<Reply> {
  const token = await cloud.refresh(tenant, { scope: 'https://outlook.office365.com/.default' });
  return await cloud.send(
    'POST',
    path,
    { CmdletInput: { CmdletName: cmdlet, Parameters: parameters } },
    {
      authorization: `Bearer ${String(token.body['access_token'])}`,
      'x-anchormailbox': `APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenant}`,
      ...headers,
    },
  );
}

export type Row = Readonly<Record<string, unknown>>;

export const rowsOf = (reply: Reply): readonly Row[] => reply.body['value'] as Row[];

/** Hash, exception class and text of an error. */
export function failureOf(reply: Reply): { readonly type: string; readonly text: string } {
  const { details } = reply.body['error'] as { details: readonly { message: string }[] };
  const [, type = '', text = ''] = details[0]?.message.split('|') ?? [];
  return { type: type.split('.').at(-1) ?? '', text };
}

/** Seeds users of contoso with a mailbox. */
export async function seedMailboxes(cloud: CloudClient, ...names: readonly string[]): Promise<void> {
  const users = names.map((name) => ({
    tenant: 'contoso',
    userPrincipalName: `${name}@contoso.onmicrosoft.com`,
    displayName: `${name} Example`,
    usageLocation: 'CH',
    licenses: ['EXCHANGESTANDARD'],
  }));
  await cloud.control('seed', { users });
}
