import { join } from 'node:path';

/** The project's folder: two levels above this file, and above dist/local/, where programs are built to. */
export const root = join(__dirname, '..', '..');
