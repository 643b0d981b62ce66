import { settle, steer, undo } from '../shared/http/verbs';
import { authenticated, type HttpFunction, type Handler } from '../shared/http/serve';

const verb = (name: string, POST: Handler): HttpFunction => ({
  name,
  route: `requests/{id}/${name}`,
  methods: { POST },
});

/** What can be done to a request. A route each: any other verb is not found. */
export const requestVerbs: readonly HttpFunction[] = [
  verb(
    'cancel',
    authenticated((asked) => steer(asked, 'cancel')),
  ),
  verb(
    'hold',
    authenticated((asked) => steer(asked, 'hold')),
  ),
  verb(
    'resume',
    authenticated((asked) => steer(asked, 'resume')),
  ),
  verb(
    'retry',
    authenticated((asked) => steer(asked, 'retry')),
  ),
  verb('settle', authenticated(settle)),
  verb('undo', authenticated(undo)),
];
