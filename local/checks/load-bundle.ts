// Run in a process of its own by bundle.mjs: loads the app as it ships, under the runtime's core, and says what came of it.
import { loadApp } from '../runtime/core/load';

const [entry = 'dist/functions.js'] = process.argv.slice(2);
const startedAt = performance.now();
const app = await loadApp(entry, () => undefined);
const ms = performance.now() - startedAt;
console.log(JSON.stringify({ ms, functions: [...app.functions.keys()] }));
// Nothing the app started on its own may be waited for.
process.exit(0);
