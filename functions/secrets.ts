import { endHandOver, handOver } from '../shared/http/verbs';
import { authenticated, type HttpFunction } from '../shared/http/serve';

export const secrets: HttpFunction = {
  name: 'secrets',
  route: 'requests/{id}/secrets',
  methods: { POST: authenticated(handOver), DELETE: authenticated(endHandOver) },
};
