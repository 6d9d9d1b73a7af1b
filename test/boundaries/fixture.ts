import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const CONFIGURATION = join(root, '.dependency-cruiser.cjs');
const CRUISER = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Files by their path in a checkout. */
export type Tree = Readonly<Record<string, string>>;

const LIBRARIES = [
  'contracts',
  'domain',
  'event-log',
  'delivery',
  'projections',
  'queries',
  'audit',
  'privacy',
  'platform',
  'newcomer',
];
const APPS = ['command-api', 'relay', 'projector', 'gateway', 'standalone', 'cli'];
const installed = (name: string): Tree => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'module.exports = {};',
});

/** A checkout in small: every library with a front door and something behind it, every application with a module and a main. */
export const checkout: Tree = Object.assign(
  {
    'package.json': JSON.stringify({
      name: 'small',
      type: 'module',
      imports: { '#libs/*': { source: './libs/*/src/index.ts' } },
      dependencies: { zod: '1.0.0', edtf: '1.0.0', pg: '1.0.0' },
      devDependencies: { jest: '1.0.0' },
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2022',
        customConditions: ['source'],
        allowImportingTsExtensions: true,
        noEmit: true,
      },
    }),
    'test/support/help.ts': 'export const help = 1;\n',
    'libs/contracts/src/schemas/generate.ts': 'export {};\n',
  },
  ...['zod', 'edtf', 'pg', 'jest', 'stray'].map(installed),
  ...LIBRARIES.map((name) => ({
    [`libs/${name}/src/index.ts`]: 'export const front = 1;\n',
    [`libs/${name}/src/behind.ts`]: 'export const behind = 1;\n',
  })),
  ...APPS.map((name) => ({
    [`apps/${name}/src/main.ts`]: 'export {};\n',
    [`apps/${name}/src/module.ts`]: 'export const made = 1;\n',
  })),
) as Tree;

export function writeTree(directory: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** What the import rules say about a checkout: `rule file` for each breach. */
export function breaches(directory: string): string[] {
  const options = ['apps', 'libs', '--config', CONFIGURATION, '--output-type', 'json'];
  let output: string;
  try {
    output = execFileSync(process.execPath, [CRUISER, ...options], {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 50_000_000,
    });
  } catch (error) {
    // It ends with the number of errors.
    output = (error as { stdout: string }).stdout;
  }
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  return summary.violations.map(({ from, rule }) => `${rule.name} ${from}`).sort();
}
