import { isNotFound } from '../../connections/exchange/errors';
import { path } from '../../connections/http/path';
import type { CmdletResult, ExchangeReader, GraphReader } from '../../connections/types';
import type { ErrorCode } from '../../error-codes';
import { StewardError, type UpstreamError } from '../../errors';
import type { JsonObject } from '../../json';
import { orUndefined } from '../look-up';
import type { FoundUser } from '../users/find-user';

/** A mailbox or another recipient as a look-up records it. */
export interface FoundRecipient extends JsonObject {
  /** Id in the directory. */
  readonly id: string;
  /** What Exchange is told to find it by: its own id, which never belongs to another. */
  readonly identity: string;
  readonly address: string;
  /** Exchange's word for its kind, e.g. SharedMailbox. */
  readonly kind: string;
  /** False: the license that brings the mailbox is there, the mailbox not yet. */
  readonly ready: boolean;
}

export interface Readers {
  readonly graph: GraphReader;
  readonly exchange: ExchangeReader;
}

interface Row {
  readonly ExternalDirectoryObjectId: string | null;
  readonly Guid: string;
  readonly PrimarySmtpAddress: string;
  readonly RecipientTypeDetails: string;
}

const select = ['ExternalDirectoryObjectId', 'Guid', 'PrimarySmtpAddress', 'RecipientTypeDetails'];

/** The mailbox of an id or address, or the one a user is about to have; else MAILBOX_NOT_FOUND. */
export async function findMailbox(readers: Readers, key: string): Promise<FoundRecipient> {
  const found = await look(readers, 'Get-Mailbox', key);
  if ('id' in found) return found;
  const why = found.user ? 'has no license that brings one' : 'is not a user of the tenant either';
  throw ruledOut('MAILBOX_NOT_FOUND', `There is no mailbox ${key}, and it ${why}.`, found.refusal);
}

/** The recipient of an id or address, or the one a user is about to be; undefined when there is none. */
export async function findRecipient(readers: Readers, key: string): Promise<FoundRecipient | undefined> {
  const found = await look(readers, 'Get-Recipient', key);
  return 'id' in found ? found : undefined;
}

interface NotFound {
  readonly user: FoundUser | undefined;
  readonly refusal: UpstreamError;
}

async function look(
  { graph, exchange }: Readers,
  cmdlet: 'Get-Mailbox' | 'Get-Recipient',
  key: string,
): Promise<FoundRecipient | NotFound> {
  const [rows, user] = await Promise.all([
    orNotFound(exchange.run<Row>(cmdlet, { Identity: key }, { select })),
    // Exchange learns of new users late, and of licenses when the mailbox is there.
    orUndefined(graph.get<FoundUser>(path`/users/${key}?$select=id,userPrincipalName`)),
  ]);
  if ('value' in rows) return only(rows.value, key, user);
  if (!user || !(await hasMailboxPlan(graph, user.id))) return { user, refusal: rows };
  const { id, userPrincipalName: address } = user;
  return { id, identity: id, address, kind: 'UserMailbox', ready: false };
}

function only(rows: readonly Row[], key: string, user: FoundUser | undefined): FoundRecipient {
  const [row, ...others] = rows;
  const id = row && (row.ExternalDirectoryObjectId || row.Guid);
  // An old address of one may be the sign-in name of another.
  if (!row || !id || others.length > 0 || (user && user.id.toLowerCase() !== id.toLowerCase()))
    throw ruledOut('RECIPIENT_AMBIGUOUS', `${key} does not say which mailbox or recipient is meant.`);
  const { Guid: identity, PrimarySmtpAddress: address, RecipientTypeDetails: kind } = row;
  return { id, identity, address, kind, ready: true };
}

/** What Exchange says of the tenant rules the order out; nothing has been sent. */
export function ruledOut(code: ErrorCode, detail: string, cause?: UpstreamError): StewardError {
  return new StewardError(code, detail, { upstream: cause?.upstream ?? { service: 'exchange' }, cause });
}

/** The answer, or Exchange's word that there is no such object. */
export async function orNotFound<T>(answer: Promise<CmdletResult<T>>): Promise<CmdletResult<T> | UpstreamError> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return error;
    throw error;
  }
}

/** Plans that bring a mailbox: others of Exchange, such as its foundation or an archive, do not. */
const mailboxPlan = /^EXCHANGE_[SBL]_(?:STANDARD|ENTERPRISE|DESKLESS|ESSENTIALS)/;

/**
 * Whether a user has a license with a mailbox; false also when there is no such user.
 * https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference
 */
export async function hasMailboxPlan(graph: GraphReader, userId: string): Promise<boolean> {
  const licenses = await orUndefined(
    graph.list<{
      readonly servicePlans: readonly { readonly servicePlanName: string; readonly provisioningStatus: string }[];
    }>(path`/users/${userId}/licenseDetails?$select=servicePlans`),
  );
  return (licenses ?? []).some(({ servicePlans }) =>
    servicePlans.some((plan) => mailboxPlan.test(plan.servicePlanName) && plan.provisioningStatus !== 'Disabled'),
  );
}
