import { createHash } from 'node:crypto';
import { isObject } from '../wire';
import { badRequest, denied } from './errors';
import type { GraphToken } from './route';
import { invalid } from './validate';

/** The password of a passwordProfile; refused when it must be there and is not. */
export function readSecret(profile: unknown): string;
export function readSecret(profile: unknown, required: false): string | undefined;
export function readSecret(profile: unknown, required = true): string | undefined {
  const password = isObject(profile) ? profile['password'] : undefined;
  if (typeof password === 'string') return password;
  return required || (password !== undefined && password !== null) ? invalid('passwordProfile', 'User') : undefined;
}

/** What is kept of a password, so that a test can tell which one was set. Shown by the control door only. */
export function passwordDigest(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

/** https://learn.microsoft.com/en-us/entra/identity/authentication/concept-sspr-policy#microsoft-entra-password-policies */
export function refuseWeakPassword(password: string): void {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^\da-zA-Z]/].filter((pattern) => pattern.test(password)).length;
  if (password.length >= 8 && password.length <= 256 && classes >= 3) return;
  badRequest(
    'The specified password does not comply with password complexity requirements. Please provide a different password.',
    [
      {
        code: 'PasswordPolicyViolation',
        target: 'passwordProfile',
        message: 'The specified password does not comply with password complexity requirements.',
      },
    ],
  );
}

/**
 * Passwords need a scope of their own, and the narrow scopes allow their own property only.
 * https://learn.microsoft.com/en-us/graph/api/user-update#permissions-for-specific-scenarios
 */
export function refuseWithoutPasswordScope(
  token: GraphToken,
  properties: Readonly<Record<string, unknown>>,
  withPassword: boolean,
): void {
  const has = (...scopes: string[]): boolean => scopes.some((scope) => token.scopes.includes(scope));
  if (withPassword && !has('User-PasswordProfile.ReadWrite.All', 'Directory.AccessAsUser.All')) denied();
  if (has('User.ReadWrite.All', 'Directory.ReadWrite.All')) return;
  const beyond = Object.keys(properties).filter(
    (name) => name !== 'accountEnabled' || !has('User.EnableDisableAccount.All'),
  );
  if (beyond.length > 0) denied();
}
