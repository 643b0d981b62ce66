import { json } from '../shared/http/call';
import type { HttpFunction } from '../shared/http/serve';

/** The only thing that is answered to whoever asks: that somebody answers. */
export const health: HttpFunction = {
  name: 'health',
  route: 'health',
  methods: { GET: () => Promise.resolve(json(200, { status: 'up' })) },
};
