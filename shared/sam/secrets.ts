import type { ClientCredential } from '../connections/entra/token-endpoint';
import type { Vault } from '../connections/key-vault/vault';

export interface PartnerSecrets {
  readonly refreshToken: string;
  readonly credential: ClientCredential;
}

/** How long they stay in memory: one read of the vault serves a bulk, and a replaced secret is in use soon. */
const lifeMs = 5 * 60_000;

/** The partner's two secrets, read together from the vault, with one flight. */
export function createSecrets(vault: Pick<Vault, 'secret'>) {
  let known: { readonly until: number; readonly secrets: Promise<PartnerSecrets> } | undefined;

  async function readBoth(): Promise<PartnerSecrets> {
    const [refreshToken, secret] = await Promise.all([
      vault.secret('sam-refresh-token'),
      vault.secret('sam-client-secret'),
    ]);
    return { refreshToken, credential: { kind: 'secret', secret } };
  }

  return {
    read(): Promise<PartnerSecrets> {
      if (known && Date.now() < known.until) return known.secrets;
      const reading = { until: Date.now() + lifeMs, secrets: readBoth() };
      known = reading;
      reading.secrets.catch(() => {
        if (known === reading) known = undefined;
      });
      return reading.secrets;
    },
    forget(): void {
      known = undefined;
    },
  };
}
