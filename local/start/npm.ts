import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const checkMs = 250;

/** Calls back when the npm that started this process has gone: killed, it tells nobody, and its script would stay. */
export function onNpmGone(gone: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const shell = process.platform === 'win32' ? undefined : shellOf(parent);
  setInterval(() => {
    // A process without parent is given another one.
    if (process.ppid !== parent || (shell !== undefined && !isAlive(shell.parent))) gone();
  }, checkMs).unref();
}

/** npm runs a script through a shell, which may stay between the two. */
function shellOf(pid: number): { parent: number } | undefined {
  const [, name = '', parent = ''] = /^\s*\d+ \(?(\S+?)\)? \S+ (\d+)/.exec(processLine(pid)) ?? [];
  return /(^|[/-])(ba|da|a|z|k)?sh$/.test(name) ? { parent: Number(parent) } : undefined;
}

function processLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return execFileSync('ps', ['-o', 'pid=,comm=,stat=,ppid=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
