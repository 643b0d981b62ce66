import { Router } from '../router';
import { seed } from '../seeds';
import { type Answer, type Call, MalformedBody, Refusal } from '../wire';
import type { World } from '../world';
import { ClockDoor, duration } from './clock';
import { setConsents } from './consents';
import { addFault } from './faults';
import { input, tenant } from './input';
import { setLatency, setQuotas } from './load';
import { setPartnerCenter } from './partner-center';
import { addSeeds } from './seed';
import { state } from './state';
import { token } from './tokens';

export interface StorageDoor {
  /** Makes storage refuse connections for so long; resolves once it does. */
  down(ms: number): Promise<void>;
}

interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

const done: Answer = { status: 204 };

/** The control door: seeding, faults, clock and the logs. Nothing of it exists at Microsoft. */
export class ControlDoor {
  private readonly router: Router<ControlRoute>;
  private readonly clock: ClockDoor;

  constructor(
    private readonly world: World,
    private readonly storage: StorageDoor | undefined,
  ) {
    this.clock = new ClockDoor(world);
    this.router = new Router<ControlRoute>([
      { method: 'GET', path: '/control/ready', handle: () => ({ status: 200, body: { ready: true } }) },
      { method: 'GET', path: '/control/effects', handle: (call) => this.effects(call) },
      {
        method: 'GET',
        path: '/control/calls',
        handle: (call) => ({ status: 200, body: { value: world.calls.after(after(call)) } }),
      },
      { method: 'POST', path: '/control/faults', handle: (call) => addFault(world, call) },
      {
        method: 'GET',
        path: '/control/faults',
        handle: () => ({ status: 200, body: { value: world.faults.inForce() } }),
      },
      { method: 'DELETE', path: '/control/faults', handle: () => (world.faults.clear(), done) },
      { method: 'POST', path: '/control/latency', handle: (call) => setLatency(world, call) },
      { method: 'POST', path: '/control/quotas', handle: (call) => setQuotas(world, call) },
      {
        method: 'GET',
        path: '/control/partner-center',
        handle: () => ({ status: 200, body: world.partnerCenter.settings }),
      },
      { method: 'POST', path: '/control/partner-center', handle: (call) => setPartnerCenter(world, call) },
      { method: 'POST', path: '/control/storage', handle: (call) => this.storageDown(call) },
      { method: 'GET', path: '/control/clock', handle: (call) => this.clock.read(call) },
      { method: 'POST', path: '/control/clock', handle: (call) => this.clock.move(call) },
      { method: 'POST', path: '/control/consents', handle: (call) => setConsents(world, call) },
      { method: 'POST', path: '/control/token', handle: (call) => token(world, call) },
      { method: 'POST', path: '/control/seed', handle: (call) => addSeeds(world, call) },
      { method: 'POST', path: '/control/reset', handle: () => this.reset() },
      { method: 'GET', path: '/control/state', handle: (call) => state(world, call) },
    ]);
  }

  async answer(call: Call): Promise<Answer> {
    const match = this.router.match(call.method, call.path);
    if (!match) {
      return {
        status: 501,
        body: {
          error: { code: 'NotImplemented', message: `The control door does not know ${call.method} ${call.path}.` },
        },
      };
    }
    try {
      return await match.route.handle(call);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      if (error instanceof MalformedBody)
        return { status: 400, body: { error: { code: 'BadControlInput', message: 'The body is not JSON.' } } };
      throw error;
    }
  }

  /** Ends all waiting, so that the server can close. */
  close(): void {
    this.clock.wake();
  }

  private effects(call: Call): Answer {
    const key = call.query.get('tenant');
    const id = key === null ? undefined : tenant(this.world, key).id;
    return { status: 200, body: { value: this.world.effects.after(after(call), id) } };
  }

  private async storageDown(call: Call): Promise<Answer> {
    const ms = duration(input(call, 'down')['down']);
    if (!this.storage) {
      return {
        status: 409,
        body: { error: { code: 'NoStorage', message: 'This local cloud was started without storage.' } },
      };
    }
    await this.storage.down(ms);
    return done;
  }

  private reset(): Answer {
    this.world.clear();
    seed(this.world);
    this.clock.wake();
    return done;
  }
}

function after(call: Call): number {
  return Number(call.query.get('after') ?? 0);
}
