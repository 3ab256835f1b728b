// Imports point one way: tensor -> data -> layers -> systems and evaluation -> apps (an arrow means "is used by").
const systems = '(vision|graph|plasticity|generative|gp|video|in-context)';
const packagesPath = (names) => `^packages/${names}/`;

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'tensor-stands-alone',
      comment: 'tensor is the ground floor',
      severity: 'error',
      from: { path: packagesPath('tensor') },
      to: { path: '^(packages/(?!tensor/)|apps/)' },
    },
    {
      name: 'data-uses-tensor-only',
      severity: 'error',
      from: { path: packagesPath('data') },
      to: { path: '^(packages/(?!(data|tensor)/)|apps/)' },
    },
    {
      name: 'layers-use-the-ground-floor-only',
      severity: 'error',
      from: { path: packagesPath('layers') },
      to: { path: '^(packages/(?!(layers|data|tensor)/)|apps/)' },
    },
    {
      name: 'evaluation-uses-the-ground-floor-only',
      severity: 'error',
      from: { path: packagesPath('evaluation') },
      to: { path: '^(packages/(?!(evaluation|data|tensor)/)|apps/)' },
    },
    {
      name: 'systems-never-import-each-other',
      severity: 'error',
      from: { path: `^packages/${systems}/` },
      to: { path: `^packages/(?!($1|layers|evaluation|data|tensor)/)|^apps/` },
    },
    {
      name: 'apps-never-import-each-other',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/(?!$1/)' },
    },
    {
      name: 'no-deep-imports',
      comment: 'a package is entered through the doors in its "exports"',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^packages/(?!$2/)[^/]+/(?!src/(index|node|browser|verify)\\.ts$)' },
    },
    {
      name: 'published-code-uses-no-tooling',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '\\.(test|bench)\\.tsx?$|/__fixtures__/' },
      to: { path: '^tooling/' },
    },
    { name: 'not-resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:|\\?' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules|generated|assembly)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@perceptrons/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
