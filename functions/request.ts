import { oneOf, requestIdOf } from '../shared/http/query';
import { poll } from '../shared/http/request-answers';
import { authenticated, type HttpFunction } from '../shared/http/serve';

export const request: HttpFunction = {
  name: 'request',
  route: 'requests/{id}',
  methods: {
    GET: authenticated(
      (asked) => {
        const polled = oneOf('poll', asked.query.poll, ['yes', 'no']) !== 'no';
        const onFailure = oneOf('onFailure', asked.query.onFailure, ['status', 'error']) ?? 'status';
        return poll(asked, requestIdOf(asked.call), { poll: polled, onFailure });
      },
      ['poll', 'onFailure'],
    ),
  },
};
