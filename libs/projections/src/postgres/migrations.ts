import type { MigrationInterface, QueryRunner } from 'typeorm';
import { deliveryMigrations } from '#libs/delivery';

const TABLES = [
  'CREATE SCHEMA projection',
  // `serving`: answers queries; one per projection. `building`: catches up beside it. `replay`: an auditor's, dropped after use.
  `CREATE TABLE projection.generations (
     projection text NOT NULL,
     generation int NOT NULL,
     schema text NOT NULL UNIQUE,
     status text NOT NULL CHECK (status IN ('building', 'serving', 'retired', 'replay')),
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (projection, generation))`,
  `CREATE UNIQUE INDEX generations_one_serves ON projection.generations (projection) WHERE status = 'serving'`,
  // Rewritten by every batch: the free space on its page keeps each new version there (HOT).
  `CREATE TABLE projection.checkpoints (
     projection text NOT NULL,
     generation int NOT NULL,
     partition int NOT NULL,
     position bigint NOT NULL,
     updated_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (projection, generation, partition),
     FOREIGN KEY (projection, generation) REFERENCES projection.generations ON DELETE CASCADE) WITH (fillfactor = 10)`,
  // The log holds the events; here is only which of them wait, and why. `revision` and `type` are null for an operator's mark.
  `CREATE TABLE projection.parked (
     projection text NOT NULL,
     generation int NOT NULL,
     stream text COLLATE "C" NOT NULL,
     position bigint NOT NULL,
     revision bigint,
     type text,
     reason text NOT NULL,
     error text NOT NULL,
     code_version text NOT NULL,
     parked_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (projection, generation, stream, position),
     FOREIGN KEY (projection, generation) REFERENCES projection.generations ON DELETE CASCADE)`,
];

/** Roles belong to the whole server: another database's migration may create them at the same moment. */
const GROUP_ROLES = `
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['afa_projector', 'afa_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$`;

const GRANTS = [
  'GRANT USAGE ON SCHEMA projection TO afa_projector, afa_reader',
  'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA projection TO afa_projector',
  'GRANT SELECT ON ALL TABLES IN SCHEMA projection TO afa_reader',
  // The projector makes the schema of each generation, owns it, and lets readers in when it does.
  `DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO afa_projector', current_database()); END $$`,
];

class CreateProjections1764000100000 implements MigrationInterface {
  readonly name = 'CreateProjections1764000100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, GROUP_ROLES, ...GRANTS]) await queryRunner.query(statement);
  }

  /** Schemas of generations are left to `DROP SCHEMA rm_… CASCADE`: everything in them can be built again from the log. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA projection CASCADE');
    await queryRunner.query(
      `DO $$ BEGIN EXECUTE format('REVOKE CREATE ON DATABASE %I FROM afa_projector', current_database()); END $$`,
    );
  }
}

const PARTITIONS = [
  // `standby`: served before a switch and is kept up, for an instant way back.
  'ALTER TABLE projection.generations DROP CONSTRAINT generations_status_check',
  `ALTER TABLE projection.generations ADD CONSTRAINT generations_status_check
     CHECK (status IN ('building', 'serving', 'standby', 'retired', 'replay'))`,
  // Everything up to here is in the rows, however the generation was fed when that was so.
  'ALTER TABLE projection.generations ADD COLUMN complete bigint NOT NULL DEFAULT 0',
  // Fed by a topic: the next offset to read of each partition, in that incarnation of the topic. Fed by the log itself: neither.
  `ALTER TABLE projection.checkpoints ADD COLUMN incarnation uuid, ADD COLUMN next_offset bigint,
     ADD CONSTRAINT checkpoints_offset CHECK ((incarnation IS NULL) = (next_offset IS NULL))`,
  // The greatest position up to which everything is in the rows of a generation or parked: what it was built or fed to by the log, or the
  // greatest published position all of whose partition ends it has reached. A topic that began anew takes nothing back.
  `CREATE FUNCTION projection.complete_position(of_projection text, of_generation int) RETURNS bigint
     LANGUAGE sql STABLE AS $$
   SELECT greatest(
     (SELECT complete FROM projection.generations WHERE projection = of_projection AND generation = of_generation),
     (SELECT position FROM projection.checkpoints
       WHERE projection = of_projection AND generation = of_generation AND partition = 0 AND incarnation IS NULL),
     (SELECT max(reached.position)
        FROM (SELECT DISTINCT incarnation FROM projection.checkpoints
               WHERE projection = of_projection AND generation = of_generation AND incarnation IS NOT NULL) AS followed
       CROSS JOIN LATERAL (
             SELECT m.position FROM relay.marks m
              WHERE m.incarnation = followed.incarnation
                AND NOT EXISTS (
                    SELECT FROM unnest(m.offsets) WITH ORDINALITY AS ended(at, number)
                      LEFT JOIN projection.checkpoints c ON c.projection = of_projection AND c.generation = of_generation
                            AND c.partition = ended.number - 1 AND c.incarnation = m.incarnation
                     WHERE ended.at > coalesce(c.next_offset, 0))
              ORDER BY m.position DESC LIMIT 1) AS reached))
   $$`,
];

class ProjectionsByPartition1764100100000 implements MigrationInterface {
  readonly name = 'ProjectionsByPartition1764100100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of PARTITIONS) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP FUNCTION projection.complete_position(text, int)');
    await queryRunner.query('ALTER TABLE projection.checkpoints DROP COLUMN incarnation, DROP COLUMN next_offset');
    await queryRunner.query('ALTER TABLE projection.generations DROP COLUMN complete');
  }
}

/**
 * The schema `projection` (generations, checkpoints, parked events) and what each group role may do; run by the admin login. With it comes the
 * schema `relay`: how complete the rows are is asked of what was published.
 */
export const projectionMigrations = [
  CreateProjections1764000100000,
  ...deliveryMigrations,
  ProjectionsByPartition1764100100000,
];
