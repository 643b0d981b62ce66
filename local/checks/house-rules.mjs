// What may be used where, as ESLint rules. Which folder may import which stands in .dependency-cruiser.cjs.

const hostPackages = ['@azure/functions', '@azure/functions-core', 'durable-functions'];

export const houseRules = [
  {
    name: 'steward/functions-host',
    files: ['**/*.ts'],
    ignores: ['functions/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: hostPackages.flatMap((name) => [name, `${name}/*`]),
              message: 'Only functions/ knows the Functions host; give it a plain function to call.',
            },
          ],
        },
      ],
    },
  },
  {
    name: 'steward/environment',
    files: ['functions/**/*.ts', 'shared/**/*.ts'],
    ignores: ['shared/config.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are declared and read in shared/config.ts.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportDeclaration[source.value=/^(node:)?process$/]',
          message: 'Settings are declared and read in shared/config.ts.',
        },
      ],
    },
  },
];
