import { Caller } from './caller';
import { CloudDoor } from './cloud';
import type { AppPart, AppReady } from './parts/app';
import type { BackingReady } from './parts/backing';
import { Child, type Readings } from './parts/child';

/** At which each call to Microsoft is answered: none, to see our own time, and about what Graph takes. */
export const latenciesMs = [200, 0] as const;

export const customer = {
  id: 'fabrikam',
  tenantId: '33333333-3333-3333-3333-333333333333',
  domain: 'fabrikam.onmicrosoft.com',
} as const;

export interface Scene {
  readonly cloud: CloudDoor;
  readonly caller: Caller;
  readonly backing: Child<BackingReady>;
  readonly app: Child<AppReady>;
}

/** Fresh storage, cloud and app, each measurement its own: storage slows down with what it holds. */
export async function withScene<T>(
  { httpOnly = false }: { readonly httpOnly?: boolean },
  work: (scene: Scene) => Promise<T>,
): Promise<T> {
  const backing = await Child.start<BackingReady>('backing');
  try {
    const options: AppPart = { ...backing.ready, httpOnly };
    const app = await Child.start<AppReady>('app', options);
    const cloud = new CloudDoor(backing.ready.cloudUrl);
    const caller = new Caller(app.ready.appUrl, await cloud.token('local-operator'));
    try {
      return await work({ cloud, caller, backing, app });
    } finally {
      await caller.close();
      await app.close();
    }
  } finally {
    await backing.close();
  }
}

/** What each part spent while something was done. */
export async function spent(
  { app, backing }: Scene,
  work: () => Promise<void>,
): Promise<{ readonly ms: number; readonly app: Readings; readonly backing: Readings }> {
  const before = await Promise.all([app.readings(), backing.readings()]);
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  const after = await Promise.all([app.readings(), backing.readings()]);
  return { ms, app: difference(after[0], before[0]), backing: difference(after[1], before[1]) };
}

function difference(after: Readings, before: Readings): Readings {
  return { cpuMs: after.cpuMs - before.cpuMs, upstreamMs: after.upstreamMs - before.upstreamMs };
}
