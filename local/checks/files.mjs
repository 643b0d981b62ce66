// What holds for every file whatever is in it: no address of a machine or a registry, no source too long to read.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

const leftOut = new Set(['node_modules', 'dist', '.git', '.steward', 'coverage']);
const binary = new Set(['.png', '.ico', '.zip', '.woff2']);
const source = new Set(['.ts', '.mjs', '.cjs', '.js', '.ps1', '.psm1', '.cs', '.bicep', '.bicepparam']);
const longest = 300;

const homes = /(?:\/home|\/Users|[A-Za-z]:\\Users)[\\/](?!site\b)[\w.-]{2,}[\\/]/g;
const registries = /https?:\/\/[\w.-]*(?:npm|nuget|debian)[\w.-]*[:/]|"resolved": *"http/g;

/** The problems of the files below a folder, one line each. */
export function fileProblems(root) {
  return filesBelow(root).flatMap((path) => {
    const name = path.slice(root.length + 1).replaceAll(sep, '/');
    const text = readFileSync(path, 'utf8');
    return [...new Set([...addresses(text, root), ...length(text, name)])].map((problem) => `${name}: ${problem}`);
  });
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (leftOut.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() && !binary.has(extname(entry.name)) ? [path] : [];
  });
}

function addresses(text, root) {
  // A home of one segment (`/root`) is looked for as a folder, or it would be found in every address.
  const home = `${homedir()}${sep}`;
  return [
    ...[...(text.match(homes) ?? []), ...wordsAt(text, home), ...wordsAt(text, `${dirname(root)}${sep}`)].map(
      (path) => `names a path of one machine: ${path}`,
    ),
    ...(text.match(registries) ?? []).map((address) => `names a package registry: ${address}`),
  ];
}

/** Paths below a folder that are named in a text and really exist on this machine. */
function wordsAt(text, folder) {
  if (folder === sep || folder === `${sep}${sep}` || !text.includes(folder)) return [];
  const words = text.split(/[^\w.\\/:-]+/).filter((word) => word.startsWith(folder));
  return words.map((word) => word.replace(/[.:]+$/, '')).filter((path) => existsSync(path));
}

function length(text, name) {
  const lines = text.split('\n').length - 1;
  return source.has(extname(name)) && lines > longest ? [`has ${lines} lines, more than ${longest}`] : [];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = fileProblems(join(import.meta.dirname, '..', '..'));
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
