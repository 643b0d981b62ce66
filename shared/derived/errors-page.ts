import type { ErrorCodeEntry } from '../error-codes';
import { type Artefact, madeFrom } from './artefact';
import { code, table } from './markdown';

/** `docs/errors.md`: every code a problem can carry, and what to do about it. */
export function errorsPage(codes: Readonly<Record<string, ErrorCodeEntry>>): Artefact {
  const rows = Object.entries(codes).map(([name, { status, title, retryable, advice }]) => [
    code(name),
    String(status),
    title,
    retryable ? 'yes' : 'no',
    advice,
  ]);
  const content = `${madeFrom('shared/error-codes.ts')}# Errors

A refused call answers with a problem (\`application/problem+json\`,
[RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)); a request that did not succeed carries one in its \`problem\`. Both
have a \`code\` from this list, which is closed. \`status\` is the HTTP status when the code answers a call; in a request
document it is told by \`code\` alone. *Retryable* says that the same request may succeed later without a change to it.

When Microsoft refused, \`upstream\` holds the service, its status, its code and its correlation id: what Microsoft's
support asks for.

${table(['Code', 'Status', 'Meaning', 'Retryable', 'What to do'], rows)}`;
  return { path: 'docs/errors.md', content };
}
