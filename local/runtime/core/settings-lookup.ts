import { RuntimeError } from '../runtime-error';

/** A binding's option as text, with every `%NAME%` replaced by the app setting of that name, as the host does. */
export function resolveSetting(value: unknown, functionName: string, option: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new RuntimeError(`Function "${functionName}": its "${option}" is missing.`);
  }
  return value.replace(/%([^%]+)%/g, (_, name: string) => {
    const setting = process.env[name];
    if (setting === undefined) {
      throw new RuntimeError(`Function "${functionName}": "${option}" names the setting ${name}, which is not set.`);
    }
    return setting;
  });
}

/** The connection string a binding's `connection` names. */
export function connectionSetting(connection: unknown, functionName: string): string {
  const name = typeof connection === 'string' && connection !== '' ? connection : 'AzureWebJobsStorage';
  const value = process.env[name] ?? process.env[`AzureWebJobs${name}`];
  if (value === undefined || value === '') {
    throw new RuntimeError(`Function "${functionName}": the setting ${name} holds no storage connection string.`);
  }
  return value;
}
