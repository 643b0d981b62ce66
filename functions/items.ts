import { listItems } from '../shared/http/items';
import { authenticated, type HttpFunction } from '../shared/http/serve';

export const items: HttpFunction = {
  name: 'items',
  route: 'requests/{id}/items',
  methods: { GET: authenticated(listItems, ['state', 'after']) },
};
