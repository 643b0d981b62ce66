import { expect, test } from 'vitest';
import { loadConfig } from '../../shared/config';
import { setAppEnvironment } from './app-environment';
import { localSettings } from './local-settings';

const given = {
  appUrl: 'http://127.0.0.1:7071',
  cloudUrl: 'http://127.0.0.1:7072',
  connectionString: 'AccountName=a;AccountKey=b;BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:2/a;',
};

test('gives the app every setting it needs, all of this machine', () => {
  const env = {};
  setAppEnvironment(given, env);
  expect(loadConfig(env)).toMatchObject({
    publicUrl: given.appUrl,
    loginUrl: given.cloudUrl,
    graphUrl: given.cloudUrl,
    vaultUrl: `${given.cloudUrl}/vault`,
    storage: { connectionString: given.connectionString },
  });
});

test('keeps what is set already and stays on this machine', () => {
  const env = {
    STEWARD_PUBLIC_URL: 'https://tunnel.example.org',
    STEWARD_GRAPH_URL: 'http://localhost:9',
    STEWARD_GRAPH_BATCH_SIZE: '4',
    StewardStorage: 'UseDevelopmentStorage=true',
  };
  setAppEnvironment(given, env);
  expect(loadConfig(env)).toMatchObject({
    publicUrl: 'https://tunnel.example.org',
    graphUrl: 'http://localhost:9',
    graphBatchSize: 4,
  });
});

test.each([
  ['STEWARD_GRAPH_URL', 'https://graph.microsoft.com'],
  ['STEWARD_VAULT_URL', 'https://partner.vault.azure.net'],
  ['IDENTITY_ENDPOINT', 'http://10.0.0.4/msi/token'],
  ['StewardStorage', 'DefaultEndpointsProtocol=https;AccountName=partner;AccountKey=b;EndpointSuffix=core.windows.net'],
  ['AzureWebJobsStorage', 'BlobEndpoint=https://partner.blob.core.windows.net/;QueueEndpoint=http://127.0.0.1:2/a'],
])('refuses %s that leads away from this machine, without showing it', (name, value) => {
  expect(() => setAppEnvironment(given, { [name]: value })).toThrow(
    `${name} is set to something that is not on this machine: unset it to run locally.`,
  );
});

test("the settings file of Microsoft's own host holds the same, and no path of this machine", () => {
  const { Values, Host } = localSettings(given);
  expect(loadConfig(Values)).toMatchObject({ publicUrl: given.appUrl, seedFile: 'local/seed.json' });
  expect(Values).toMatchObject({ FUNCTIONS_WORKER_RUNTIME: 'node', AzureWebJobsStorage: given.connectionString });
  expect(Host).toEqual({ LocalHttpPort: 7071 });
});
