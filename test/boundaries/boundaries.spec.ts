import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { Tree } from './fixture.ts';
import { breaches, checkout, CONFIGURATION, writeTree } from './fixture.ts';

/** A file that breaks rules on purpose: what it imports, and which rules must fire. */
const PLANTED: Readonly<Record<string, { readonly imports: string; readonly rules: readonly string[] }>> = {
  'libs/contracts/src/a.ts': { imports: '#libs/domain', rules: ['contracts-imports'] },
  'libs/domain/src/a.ts': { imports: '#libs/event-log', rules: ['domain-imports'] },
  'libs/event-log/src/a.ts': { imports: '#libs/platform', rules: ['event-log-imports'] },
  'libs/delivery/src/a.ts': { imports: '#libs/projections', rules: ['delivery-imports'] },
  'libs/projections/src/a.ts': { imports: '#libs/queries', rules: ['projections-imports'] },
  'libs/queries/src/a.ts': { imports: '#libs/event-log', rules: ['queries-imports'] },
  'libs/audit/src/a.ts': { imports: '#libs/queries', rules: ['audit-imports'] },
  'libs/privacy/src/a.ts': { imports: '#libs/domain', rules: ['privacy-imports'] },
  'libs/platform/src/a.ts': { imports: '#libs/contracts', rules: ['platform-imports'] },
  'libs/newcomer/src/a.ts': { imports: '#libs/contracts', rules: ['unlisted-library'] },
  'libs/contracts/src/package.ts': { imports: 'pg', rules: ['contracts-packages'] },
  'libs/contracts/src/node.ts': { imports: 'node:fs/promises', rules: ['contracts-packages'] },
  'libs/domain/src/package.ts': { imports: 'zod', rules: ['domain-packages'] },
  'libs/domain/src/node.ts': { imports: 'node:crypto', rules: ['domain-packages'] },
  'libs/projections/src/inner.ts': {
    imports: '../../event-log/src/behind.ts',
    rules: ['front-door', 'no-relative-front-door'],
  },
  'apps/gateway/src/inner.ts': {
    imports: '../../../libs/queries/src/behind.ts',
    rules: ['front-door', 'no-relative-front-door'],
  },
  'apps/gateway/src/relative.ts': { imports: '../../../libs/queries/src/index.ts', rules: ['no-relative-front-door'] },
  'libs/queries/src/barrel.ts': { imports: './index.ts', rules: ['no-barrel-inside'] },
  'libs/queries/src/own-name.ts': { imports: '#libs/queries', rules: ['no-barrel-inside'] },
  'apps/relay/src/other.ts': { imports: '../../projector/src/module.ts', rules: ['apps-stand-alone'] },
  'apps/standalone/src/main-of.ts': { imports: '../../gateway/src/main.ts', rules: ['standalone-takes-modules'] },
  'libs/audit/src/app.ts': { imports: '../../../apps/cli/src/module.ts', rules: ['libraries-know-no-app'] },
  'apps/command-api/src/view.ts': { imports: '#libs/queries', rules: ['commands-read-no-view'] },
  'apps/command-api/src/rows.ts': { imports: '#libs/projections', rules: ['commands-read-no-view'] },
  'apps/gateway/src/decide.ts': { imports: '#libs/domain', rules: ['gateway-reads-only'] },
  'apps/cli/src/help.ts': { imports: '../../../test/support/help.ts', rules: ['tests-stay-outside'] },
  'libs/contracts/src/shipped.ts': { imports: './schemas/generate.ts', rules: ['tests-stay-outside'] },
  'libs/audit/src/circle.ts': { imports: './round.ts', rules: ['no-circles'] },
  // A circle is told once, by its first file.
  'libs/audit/src/round.ts': { imports: './circle.ts', rules: [] },
  'libs/audit/src/gone.ts': { imports: './never-was.ts', rules: ['nothing-unresolved'] },
  'apps/cli/src/development.ts': { imports: 'jest', rules: ['no-development-packages'] },
  'apps/cli/src/stray.ts': { imports: 'stray', rules: ['no-unlisted-packages'] },
};

/** What the rules must let through, in files that import several things. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'libs/contracts/src/a.ts': ['zod', './behind.ts'],
  'libs/contracts/src/schemas/generate.ts': ['node:fs', 'zod'],
  'libs/domain/src/a.ts': ['edtf', '#libs/contracts'],
  'libs/event-log/src/a.ts': ['pg', 'node:fs', '#libs/contracts'],
  'libs/event-log/src/contract-suite.ts': ['jest', '../../../test/support/help.ts'],
  'libs/delivery/src/a.ts': ['#libs/event-log', '#libs/contracts'],
  'libs/projections/src/a.ts': [
    '#libs/delivery',
    '#libs/event-log',
    '#libs/domain',
    '#libs/contracts',
    '#libs/privacy',
  ],
  'libs/projections/src/a.spec.ts': ['jest', './a.ts', '#libs/platform', '../../../test/support/help.ts'],
  'libs/queries/src/a.ts': ['#libs/projections', '#libs/domain', '#libs/contracts'],
  'libs/audit/src/a.ts': ['#libs/event-log', '#libs/projections', '#libs/contracts'],
  'apps/command-api/src/a.ts': ['#libs/domain', '#libs/event-log', '#libs/platform', './module.ts'],
  'apps/gateway/src/a.ts': ['#libs/queries', '#libs/event-log', '#libs/audit', '#libs/platform'],
  'apps/command-api/src/composition/a.ts': ['#libs/queries', '#libs/projections'],
  'apps/standalone/src/a.ts': ['../../gateway/src/module.ts', '../../command-api/src/module.ts', '#libs/projections'],
};

const importing = (specifiers: readonly string[]): string =>
  `${specifiers.map((specifier) => `import '${specifier}';`).join('\n')}\nexport {};\n`;
const treeOf = (files: Readonly<Record<string, readonly string[]>>): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, names]) => [path, importing(names)]));

interface Configuration {
  readonly forbidden: readonly { readonly name: string; readonly severity: string; readonly comment: string }[];
}
const { forbidden } = createRequire(import.meta.url)(CONFIGURATION) as Configuration;

describe('the import rules', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'afa-boundaries-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('fire on each planted breach, and on nothing else', () => {
    writeTree(directory, {
      ...checkout,
      ...treeOf(Object.fromEntries(Object.entries(PLANTED).map(([path, { imports }]) => [path, [imports]]))),
    });
    const expected = Object.entries(PLANTED).flatMap(([path, { rules }]) => rules.map((rule) => `${rule} ${path}`));
    expect(breaches(directory)).toEqual(expected.sort());
  });

  it('let through what the layout allows', () => {
    writeTree(directory, { ...checkout, ...treeOf(ALLOWED) });
    expect(breaches(directory)).toEqual([]);
  });

  it('are all probed, all errors, and all say why', () => {
    const probed = new Set(Object.values(PLANTED).flatMap(({ rules }) => rules));
    expect(forbidden.map(({ name }) => name).sort()).toEqual([...probed].sort());
    for (const { severity, comment } of forbidden)
      expect({ severity, reason: comment.length > 20 }).toEqual({ severity: 'error', reason: true });
  });
});
