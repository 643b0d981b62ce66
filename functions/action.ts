import type { AnyAction } from '../shared/actions/action';
import { findAction } from '../shared/actions/catalogue';
import { actionDocument, inputSchema } from '../shared/derived/action-document';
import { InputError } from '../shared/errors';
import { json, type HttpCall } from '../shared/http/call';
import { submit } from '../shared/http/request-answers';
import { authenticated, type HttpFunction } from '../shared/http/serve';

export const action: HttpFunction = {
  name: 'action',
  route: 'actions/{action}',
  methods: {
    GET: authenticated(({ call }) => Promise.resolve(json(200, actionDocument(actionOf(call))))),
    POST: authenticated((asked) => submit(asked, asked.call.params['action'] ?? '')),
  },
};

export const schema: HttpFunction = {
  name: 'schema',
  route: 'schemas/{action}',
  methods: { GET: authenticated(({ call }) => Promise.resolve(json(200, inputSchema(actionOf(call))))) },
};

export function actionOf({ params }: HttpCall): AnyAction {
  const found = findAction(params['action'] ?? '');
  if (!found) throw new InputError('ACTION_UNKNOWN', 'There is no such action.');
  return found;
}
