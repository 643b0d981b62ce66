import { exchangeError } from '../../connections/exchange/errors';
import type { CmdletParameters, CmdletResult, ExchangeReader } from '../../connections/types';

/** Exchange with these rows by cmdlet and identity; all else is not found. */
export function scriptedExchange(rows: Readonly<Record<string, readonly unknown[]>>): ExchangeReader {
  return {
    run: <T>(cmdlet: string, { Identity }: CmdletParameters) => {
      const value = rows[Identity === undefined ? cmdlet : `${cmdlet} ${typeof Identity === 'string' ? Identity : ''}`];
      if (value) return Promise.resolve<CmdletResult<T>>({ value: value as T[], warnings: [] });
      const message =
        "Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation couldn't be performed because the object couldn't be found.";
      const error = { code: 'NotFound', message: 'Error executing cmdlet', details: [{ code: 'Context', message }] };
      return Promise.reject(exchangeError({ status: 404, headers: {}, body: JSON.stringify({ error }) }));
    },
  };
}
