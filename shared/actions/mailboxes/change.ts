import { isAlreadyThere, isNotFound, isReferenceNotFound } from '../../connections/exchange/errors';
import type { CmdletParameters, ExchangeWriter } from '../../connections/types';
import { UpstreamError } from '../../errors';
import type { Context } from '../action';
import { hasMailboxPlan, orNotFound, type FoundRecipient } from './find';

export type MailboxContext = Context<'graph' | 'exchange'>;

/** What a cmdlet is about. */
interface About {
  readonly mailbox: FoundRecipient;
  /** Another recipient that the parameters name. */
  readonly recipient: FoundRecipient | null;
  readonly parameters: CmdletParameters;
  /** Properties to be told, of the many there are. */
  readonly select?: readonly string[];
}

/** What a cmdlet gives of a mailbox, or `whenNew` where the mailbox or the other recipient is still to come. */
export async function readMailbox<T>(
  { graph, exchange }: MailboxContext,
  cmdlet: `Get-${string}`,
  { mailbox, recipient, parameters, select }: About,
  whenNew: readonly T[],
): Promise<readonly T[]> {
  const answer = await orNotFound(
    exchange.run<T>(
      cmdlet,
      { Identity: mailbox.identity, ...parameters },
      { anchor: mailbox.address, ...(select === undefined ? {} : { select }) },
    ),
  );
  if ('value' in answer) return answer.value;
  if (!mailbox.ready || recipient?.ready === false) return whenNew;
  throw await missing(graph, mailbox, recipient, answer);
}

/** Known to change nothing, or to tell that it is as wanted. */
const expected = /no settings of .* have been modified|already present on the object|ACE doesn't exist on the object/i;

/** Runs a cmdlet that changes a mailbox; that what it adds is there already is as wanted. */
export async function change(
  { graph, warn }: MailboxContext,
  to: ExchangeWriter,
  cmdlet: string,
  { mailbox, recipient, parameters }: About,
): Promise<void> {
  try {
    const { warnings } = await to.run(
      cmdlet,
      { Identity: mailbox.identity, ...parameters },
      { anchor: mailbox.address },
    );
    for (const warning of warnings) if (!expected.test(warning)) warn('EXCHANGE_WARNING', warning);
  } catch (error) {
    if (isAlreadyThere(error)) return;
    throw isNotFound(error) ? await missing(graph, mailbox, recipient, error) : error;
  }
}

/** It was there when it was looked up: not every server of Exchange sees it yet, or it is gone. */
async function missing(
  graph: MailboxContext['graph'],
  mailbox: FoundRecipient,
  recipient: FoundRecipient | null,
  cause: UpstreamError,
): Promise<UpstreamError> {
  const { upstream } = cause;
  const isRecipient = recipient !== null && isReferenceNotFound(cause);
  const { id, address } = isRecipient ? recipient : mailbox;
  const code = isRecipient ? 'RECIPIENT_NOT_FOUND' : 'MAILBOX_NOT_FOUND';
  return (await hasMailboxPlan(graph, id))
    ? new UpstreamError('UPSTREAM_BUSY', `${address} is not seen by Exchange yet.`, 'refused', { upstream, cause })
    : new UpstreamError(code, `${address} is not there, or not for this.`, 'refused', { upstream, cause });
}
