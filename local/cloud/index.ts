import { installClock } from '../clock';
import { ControlDoor, type StorageDoor } from './control/door';
import { Dispatcher } from './dispatch';
import { SigningKey } from './entra/keys';
import { entra } from './entra/service';
import { exchange } from './exchange/service';
import { graph } from './graph/service';
import { msi } from './msi/service';
import { partnerCenter } from './partner-center/service';
import { seed } from './seeds';
import { listen } from './server';
import { Store } from './store';
import { vault } from './vault/service';
import { type Answer, type Call, ConnectionCut } from './wire';
import { World } from './world';

export interface CloudOptions {
  /** 0 takes a free port. */
  readonly port: number;
  /** Keeps the state between starts; absent: memory only. */
  readonly dataFolder?: string;
  /** What `POST /control/storage` switches. */
  readonly storage?: StorageDoor;
}

export interface Cloud {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

interface Built {
  readonly handle: (call: Call) => Promise<Answer>;
  /** Ends all waiting, so that the server can close. */
  readonly wake: () => void;
  readonly save: () => void;
}

/** Starts the local Microsoft cloud on the loopback address. It moves the global clock of its process. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  installClock();
  let built: Promise<Built> | undefined;
  // The port comes first: whoever has it has the data folder too, and a second cloud must not touch it.
  const server = await listen(options.port, async (call) => (await (built ?? notYet())).handle(call));
  try {
    built = build(options, server.origin);
    const { wake, save } = await built;
    return {
      url: server.origin,
      port: server.port,
      close: async () => {
        wake();
        await server.close();
        save();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function notYet(): never {
  throw new ConnectionCut();
}

async function build(options: CloudOptions, origin: string): Promise<Built> {
  const store = new Store(options.dataFolder);
  const world = new World(store, await SigningKey.load(store));
  world.origin = origin;
  const dispatcher = new Dispatcher(world);
  dispatcher.serve(
    graph(world, (call) => dispatcher.inner(call)),
    'v1.0',
    'beta',
  );
  dispatcher.serve(exchange(world), 'adminapi');
  dispatcher.serve(partnerCenter(world), 'v1');
  dispatcher.serve(vault(world), 'vault', 'secrets', 'deletedsecrets', 'keys');
  dispatcher.serve(msi(world), 'msi');
  dispatcher.serveOthers(entra(world));
  const control = new ControlDoor(world, options.storage);
  if (world.tenants.all().next().done === true) seed(world);
  return {
    handle: (call) => (call.path.startsWith('/control/') ? control.answer(call) : dispatcher.outer(call)),
    wake: () => {
      control.close();
    },
    save: () => {
      store.close();
    },
  };
}
