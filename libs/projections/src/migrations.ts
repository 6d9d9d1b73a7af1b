import { generationMigrations } from './generations/migrations.ts';
import { projectionMigrations as followed } from './postgres/migrations.ts';

/**
 * The schema `projection` (generations with how they are followed, built, compared and switched; parked events) and what each group role may
 * do; run by the admin login. With it comes the schema `relay`: how complete the rows are is asked of what was published.
 */
export const projectionMigrations = [...followed, ...generationMigrations];
