/** Where storage is: a connection string (local), or service URLs reached with a managed identity. */
export type StorageConfig =
  | { readonly connectionString: string }
  | { readonly queueUrl: string; readonly tableUrl: string; readonly clientId?: string };
