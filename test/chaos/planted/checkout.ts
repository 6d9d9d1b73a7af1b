import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOnce, root } from '../../support/standalone-process.ts';

/** One place in the compiled application and what a careless hand makes of it. */
export interface Change {
  /** Below `dist`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

async function change(dist: string, { file, find, put }: Change): Promise<void> {
  const path = join(dist, file);
  const text = await readFile(path, 'utf8');
  const places = text.split(find).length - 1;
  // A bug that is not planted would pass for one that is not caught, or the other way round.
  if (places !== 1) throw new Error(`${file} holds ${places} times, and not once: ${find}`);
  await writeFile(
    path,
    text.replace(find, () => put),
  );
}

/**
 * A copy of the compiled checkout with a bug planted in it. The product itself has no switch for any of them.
 * @throws Error where the code to be changed is not there any more: then the plant has to be made anew
 */
export async function plant(changes: readonly Change[]): Promise<{ checkout: string; remove(): Promise<void> }> {
  await buildOnce();
  const checkout = await mkdtemp(join(tmpdir(), 'afa-planted-'));
  const remove = (): Promise<void> => rm(checkout, { recursive: true, force: true });
  try {
    await cp(join(root, 'dist'), join(checkout, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.map') });
    await cp(join(root, 'package.json'), join(checkout, 'package.json'));
    // What starts several processes starts those that are compiled beside it.
    await cp(join(root, 'infra/run'), join(checkout, 'infra/run'), { recursive: true });
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
    for (const each of changes) await change(join(checkout, 'dist'), each);
    return { checkout, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
