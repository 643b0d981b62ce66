import { installClock } from '../clock';
import { ControlDoor, type StorageDoor } from './control/door';
import { Dispatcher } from './dispatch';
import { SigningKey } from './entra/keys';
import { entra } from './entra/service';
import { graph } from './graph/service';
import { msi } from './msi/service';
import { seed } from './seeds';
import { listen } from './server';
import { Store } from './store';
import { vault } from './vault/service';
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

/** Starts the local Microsoft cloud on the loopback address. It moves the global clock of its process. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  installClock();
  const store = new Store(options.dataFolder);
  const world = new World(store, await SigningKey.load(store));
  const dispatcher = new Dispatcher(world);
  dispatcher.serve(
    graph(world, (call) => dispatcher.inner(call)),
    'v1.0',
    'beta',
  );
  dispatcher.serve(vault(world), 'vault', 'secrets', 'deletedsecrets', 'keys');
  dispatcher.serve(msi(world), 'msi');
  dispatcher.serveOthers(entra(world));
  const control = new ControlDoor(world, options.storage);
  if (!world.tenants.all().next().value) seed(world);
  const server = await listen(options.port, (call) =>
    call.path.startsWith('/control/') ? control.answer(call) : dispatcher.outer(call),
  );
  world.origin = server.origin;
  return {
    url: server.origin,
    port: server.port,
    close: async () => {
      control.close();
      await server.close();
      store.close();
    },
  };
}
