import { csvParameters } from '../shared/http/bulk-order';
import { submitBulk } from '../shared/http/bulk';
import { authenticated, type HttpFunction } from '../shared/http/serve';
import { actionOf } from './action';

export const bulk: HttpFunction = {
  name: 'bulk',
  route: 'bulk/{action}',
  methods: { POST: authenticated((asked) => submitBulk(asked, actionOf(asked.call)), csvParameters) },
};
