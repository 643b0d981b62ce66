import type { Caller } from '../requests/records';
import type { Ask, Decision, Grant } from './grants';

/** What grants call the partner itself. */
export const partner = 'partner';

/** Whether a caller may have what it asks for. Deny by default; a deny beats every allow. Pure. */
export function decide(grants: readonly Grant[], caller: Caller, ask: Ask, now = Date.now()): Decision {
  const own = grantsOf(grants, caller, now).filter((grant) => coversCustomer(grant, ask.customerId));
  const visible = canSee(own);
  const matching = own.filter((grant) => coversAsk(grant, ask));
  const where = ask.customerId === null ? 'the partner itself' : 'this customer';
  const what = `${ask.action.name} (${ask.mode}) on ${where}`;
  if (matching.some(({ effect }) => effect === 'deny'))
    return { allowed: false, visible, reason: `${what} is denied.` };
  if (matching.length > 0) return { allowed: true, visible, reason: `${what} is granted.` };
  return { allowed: false, visible, reason: `No grant covers ${what}.` };
}

/** Whether a caller may know of a customer: some grant allows something there and none denies all. */
export function sees(grants: readonly Grant[], caller: Caller, customerId: string | null, now = Date.now()): boolean {
  return canSee(grantsOf(grants, caller, now).filter((grant) => coversCustomer(grant, customerId)));
}

function canSee(own: readonly Grant[]): boolean {
  const deniesAll = ({ effect, actions, kinds, modes }: Grant): boolean =>
    effect === 'deny' && actions.includes('*') && kinds === undefined && modes === undefined;
  return own.some(({ effect }) => effect === 'allow') && !own.some(deniesAll);
}

function grantsOf(grants: readonly Grant[], caller: Caller, now: number): readonly Grant[] {
  return grants.filter((grant) => isFor(grant, caller) && isValid(grant, now));
}

function isFor(grant: Grant, caller: Caller): boolean {
  const named = grant.caller.toLowerCase();
  return named === caller.id.toLowerCase() || named === caller.objectId?.toLowerCase();
}

/** A time that cannot be read makes an allow void and keeps a deny in force. */
function isValid({ effect, validFrom, validTo }: Grant, now: number): boolean {
  const from = validFrom === undefined ? -Infinity : Date.parse(validFrom);
  const to = validTo === undefined ? Infinity : Date.parse(validTo);
  if (Number.isNaN(from) || Number.isNaN(to)) return effect === 'deny';
  return from <= now && now < to;
}

function coversCustomer({ customers }: Grant, customerId: string | null): boolean {
  if (customerId === null) return customers.includes(partner);
  // A customer that happens to be called so is not the partner itself.
  return customers.some(
    (named) => named === '*' || (named !== partner && named.toLowerCase() === customerId.toLowerCase()),
  );
}

function coversAsk({ actions, kinds, modes }: Grant, { action, mode }: Ask): boolean {
  return (
    actions.some((pattern) => matches(pattern, action.name)) &&
    (kinds === undefined || kinds.includes(action.kind)) &&
    (modes === undefined || modes.includes(mode))
  );
}

/** `*`, `users.*` or the name itself. */
function matches(pattern: string, name: string): boolean {
  return pattern === '*' || pattern === name || (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)));
}
