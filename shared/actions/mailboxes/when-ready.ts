import type { MailboxContext } from './change';
import { orNotFound, type FoundRecipient } from './find';

/** It is a matter of minutes, mostly: https://learn.microsoft.com/exchange/recipients-in-exchange-online/create-user-mailboxes */
const deadline = 'PT1H';

/** Goes on when a mailbox that comes with a license is there. */
export async function whenReady(
  { exchange, until }: MailboxContext,
  name: 'mailbox' | 'recipient',
  { ready, identity }: FoundRecipient,
): Promise<void> {
  if (ready) return;
  const look = () => exchange.run('Get-Mailbox', { Identity: identity }, { select: ['Guid'] });
  await until(`${name}-ready`, async () => 'value' in (await orNotFound(look())), { deadline });
}
