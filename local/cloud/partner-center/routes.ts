import { agreementRoutes } from './agreements';
import { cartRoutes } from './carts';
import { catalogueRoutes } from './catalogue-routes';
import { checkoutRoutes } from './checkout';
import { customerRoutes } from './customers';
import { marketRoutes } from './market-routes';
import { orderRoutes } from './orders';
import type { PartnerRoute } from './route';
import { subscriptionRoutes } from './subscriptions';

/** Every Partner Center route the local cloud knows. */
export const partnerRoutes: readonly PartnerRoute[] = [
  ...marketRoutes,
  ...customerRoutes,
  ...agreementRoutes,
  ...catalogueRoutes,
  ...cartRoutes,
  ...checkoutRoutes,
  ...orderRoutes,
  ...subscriptionRoutes,
];
