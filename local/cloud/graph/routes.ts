import { deletedItemRoutes } from './deleted-items';
import { groupMemberRoutes } from './group-members';
import { groupRoutes } from './groups';
import { licenseRoutes } from './licenses';
import type { GraphRoute } from './route';
import { tenantRoutes } from './tenant-routes';
import { userRoutes } from './users';

/** Every Graph route the local cloud knows, besides $batch. */
export const graphRoutes: readonly GraphRoute[] = [
  ...userRoutes,
  ...licenseRoutes,
  ...groupRoutes,
  ...groupMemberRoutes,
  ...deletedItemRoutes,
  ...tenantRoutes,
];
