// Which folder may import which:
//   functions → requests, workflows, scripts, callers, derived → actions → sam, customers, connections → http
// local/checks/import-directions.test.ts proves each rule by breaking it.

/** Code that runs in Azure; tests beside it may use the local cloud. */
const product = { path: '^(functions|shared)/', pathNot: '\\.(test|verify)\\.ts$|/testing(/|\\.ts$)' };

/** Folders of shared/ other than these. */
const otherThan = (...folders) => `^shared/(?!(${folders.join('|')})/)[^/]+/`;

/** Files of shared/ that put the product together: they know everything, so what is below them must not know them. */
const composition = '^shared/(steward|seed)\\.ts$';

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'Two files that need each other are one file, or hide a third.', {}, { circular: true }),
    forbid('imports-exist', 'Something is imported that is not there.', {}, { couldNotResolve: true }),
    forbid('product-imports-no-local', 'local/ and infra/ never ship.', product, {
      path: '^(local|infra|companion)/',
    }),
    forbid('product-imports-no-dev-packages', 'What ships needs what package.json lists under dependencies.', product, {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
    }),
    forbid(
      'nothing-imports-functions',
      'functions/ is the edge: it calls, it is not called.',
      { pathNot: '^functions/' },
      { path: '^functions/' },
    ),
    forbid(
      'cloud-is-another-program',
      'The local cloud stands for Microsoft and is reached over HTTP alone.',
      { path: '^local/cloud/' },
      { path: '^(functions|shared)/|^local/(runtime|programs)/' },
    ),
    forbid(
      'runtime-knows-no-product',
      'The local runtime runs any app, as the host does.',
      { path: '^local/runtime/' },
      { path: '^(functions|shared)/' },
    ),
    forbid(
      'words-import-no-folder',
      'Errors, logs and the like are the words all folders share.',
      { path: '^shared/(errors|error-codes|json|later|log|trace|clock|row-key|steps)\\.ts$' },
      { path: '^shared/[^/]+/' },
    ),
    forbid(
      'http-is-the-bottom',
      'The HTTP pipeline knows no service.',
      { path: '^shared/connections/http/' },
      { path: '^shared/[^/]+/', pathNot: '^shared/connections/http/' },
    ),
    forbid(
      'one-client-a-service',
      'A connection stands on the HTTP pipeline, not on another connection.',
      { path: '^shared/connections/((?!http/)[^/]+)/' },
      { path: '^shared/connections/', pathNot: '^shared/connections/($1/|http/|types\\.ts$)' },
    ),
    forbid(
      'connections-import-nothing-above',
      'Connections get tokens through their own TokenSource type and never know sam.',
      { path: '^shared/connections/' },
      { path: [otherThan('connections'), composition] },
    ),
    forbid(
      'sam-imports-connections-only',
      'Custody of the refresh token depends on nothing that uses it.',
      { path: '^shared/sam/' },
      { path: [otherThan('sam', 'connections'), composition] },
    ),
    forbid(
      'customers-import-connections-only',
      'The list of customers is a store, no more; so are the notes of orders.',
      { path: '^shared/(customers|orders)/' },
      { path: [otherThan('customers', 'orders', 'connections', 'sam'), composition] },
    ),
    forbid(
      'actions-import-nothing-above',
      'An action gets stores and connections through its context and knows nothing of requests.',
      { path: '^shared/actions/', pathNot: '\\.(test|verify)\\.ts$|/testing\\.ts$' },
      { path: [otherThan('actions', 'sam', 'connections'), composition] },
    ),
    forbid(
      'derived-is-not-needed-to-run',
      'What is derived from the catalogue is shown, never relied on.',
      { path: '^shared/(actions|callers|connections|customers|requests|sam|scripts|workflows)/' },
      { path: '^shared/derived/' },
    ),
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(dist|\\.steward|coverage)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
