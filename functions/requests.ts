import { submit } from '../shared/http/request-answers';
import { listParameters, listRequests } from '../shared/http/request-list';
import { authenticated, type HttpFunction } from '../shared/http/serve';

export const requests: HttpFunction = {
  name: 'requests',
  route: 'requests',
  methods: {
    GET: authenticated(listRequests, listParameters),
    POST: authenticated((asked) => submit(asked)),
  },
};
