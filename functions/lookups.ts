import { json } from '../shared/http/call';
import { authenticated, type HttpFunction } from '../shared/http/serve';
import { lookUp } from '../shared/lookups/lookup';

export const lookups: HttpFunction = {
  name: 'lookups',
  route: 'lookups/{kind}',
  methods: {
    GET: authenticated(
      async ({ call, caller, steward, query }) =>
        json(200, { value: await lookUp(call.params['kind'] ?? '', caller, query.customer, steward) }),
      ['customer'],
    ),
  },
};
