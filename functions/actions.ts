import { catalogue } from '../shared/actions/catalogue';
import { actionDocument } from '../shared/derived/action-document';
import { json } from '../shared/http/call';
import { authenticated, type HttpFunction } from '../shared/http/serve';

export const actions: HttpFunction = {
  name: 'actions',
  route: 'actions',
  methods: {
    GET: authenticated(() => Promise.resolve(json(200, { value: catalogue.map(actionDocument) }))),
  },
};
