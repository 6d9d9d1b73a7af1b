import { PlatformError } from '#libs/platform';
import { parseArgs } from 'node:util';

/** What the process is started with. */
export interface Arguments {
  /** Never import the first case into this register. */
  readonly empty: boolean;
  /** Do not import it now: a tool only needs the register open. */
  readonly noSeed: boolean;
  /** A backup to put into the empty log instead of serving. */
  readonly restore: string | undefined;
}

/** @throws PlatformError `configuration-invalid` */
export function readArguments(): Arguments {
  const boolean = { type: 'boolean' } as const;
  try {
    const options = { empty: boolean, 'no-seed': boolean, restore: { type: 'string' } } as const;
    const { values } = parseArgs({ options, strict: true });
    return { empty: values.empty ?? false, noSeed: values['no-seed'] ?? false, restore: values.restore };
  } catch (error) {
    const wrong = (error as Error).message;
    throw new PlatformError('configuration-invalid', `${wrong} Known are --empty, --no-seed and --restore <file>.`);
  }
}
