import { runTask } from '#libs/platform';
import { migrate, migrationVariables } from './composition/migration.ts';

await runTask({ name: 'migrate', variables: migrationVariables, run: migrate });
