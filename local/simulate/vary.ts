import type { World } from '../cloud/world';
import type { Random } from './random';

/** Lets Microsoft's services behave in one of the ways they may: how late they show what was changed, and how they refuse. */
export function varyCloud(world: World, random: Random): void {
  world.change({
    replicaLagMs: random.pick([0, 0, random.spread(100, 60_000)]),
    exchangeLagMs: random.pick([0, 0, random.spread(100, 60_000)]),
  });
  const seconds = (most: number): string => `PT${String(random.pick([0, random.below(most)]))}S`;
  world.partnerCenter.change({
    secondCheckout: random.pick(['replay', 'refuse']),
    concurrentCheckout: random.pick([800060, 800064]),
    checkoutTime: random.pick(['PT0S', `PT${String(random.below(30))}S`]),
    takenDomain: random.pick([400, 409]),
    customerLag: seconds(900),
    // Longer than Microsoft says: it is no promise.
    orderLag: seconds(3_600),
    subscriptionLag: seconds(3_600),
    provisioning: seconds(1_800),
    patchTime: seconds(120),
    etags: random.chance(0.5),
  });
}
