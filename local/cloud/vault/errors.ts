import { type Answer, Refusal } from '../wire';

export function vaultError(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

export function refuse(status: number, code: string, message: string): never {
  throw new Refusal(vaultError(status, code, message));
}
