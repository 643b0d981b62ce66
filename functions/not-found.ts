import { StewardError } from '../shared/errors';
import type { Handler, HttpFunction } from '../shared/http/serve';

const refuse: Handler = () => Promise.reject(new StewardError('NOT_FOUND', 'There is nothing at this address.'));

/** Every other address: a problem instead of the host's empty answer. */
export const notFound: HttpFunction = {
  name: 'notFound',
  route: '{*rest}',
  methods: { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse, OPTIONS: refuse },
};
