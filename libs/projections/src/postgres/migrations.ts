import type { MigrationInterface, QueryRunner } from 'typeorm';

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

/** The schema `projection` (generations, checkpoints, parked events) and what each group role may do; run by the admin login. */
export const projectionMigrations = [CreateProjections1764000100000];
