import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'CREATE SCHEMA relay',
  // One row for each topic. `position`, `offsets` and `events` are of what the broker has acknowledged; a wiped topic gets a new incarnation
  // and begins again. `epoch` fences a relay that lost its lock without noticing.
  `CREATE TABLE relay.topics (
     topic text PRIMARY KEY,
     incarnation uuid NOT NULL,
     position bigint NOT NULL,
     offsets bigint[] NOT NULL,
     events bigint NOT NULL,
     epoch bigint NOT NULL,
     recorded_at timestamptz,
     updated_at timestamptz NOT NULL DEFAULT now()) WITH (fillfactor = 10)`,
  // One row for each acknowledged batch: when everything up to the position had been published, the partitions ended at these offsets (the
  // next one to be written), and so many events had gone out. `recorded_at` is the greatest recorded time up to there, which never falls.
  `CREATE TABLE relay.marks (
     incarnation uuid NOT NULL,
     position bigint NOT NULL,
     offsets bigint[] NOT NULL,
     events bigint NOT NULL,
     recorded_at timestamptz NOT NULL,
     PRIMARY KEY (incarnation, position))`,
  // How far anything was ever published from the log: a topic that was lost begins anew, its former marks still know. Null before the first
  // event.
  `CREATE FUNCTION relay.furthest_position() RETURNS bigint LANGUAGE sql STABLE AS $$
     SELECT greatest((SELECT max(position) FROM relay.topics), (SELECT max(position) FROM relay.marks)) $$`,
  'CREATE INDEX marks_recorded_at ON relay.marks (recorded_at)',
];

/** Roles belong to the whole server: another database's migration may create them at the same moment. */
const GROUP_ROLES = `
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['afa_relay', 'afa_projector', 'afa_reader', 'afa_api'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$`;

const GRANTS = [
  'GRANT USAGE ON SCHEMA relay TO afa_relay, afa_projector, afa_reader, afa_api',
  'GRANT SELECT, INSERT, UPDATE ON relay.topics TO afa_relay',
  'GRANT SELECT, INSERT, DELETE ON relay.marks TO afa_relay',
  'GRANT SELECT ON ALL TABLES IN SCHEMA relay TO afa_projector, afa_reader',
  // The command side only looks whether the log lies behind what went out.
  'GRANT SELECT ON relay.topics, relay.marks TO afa_api',
];

class CreateRelay1764100000000 implements MigrationInterface {
  readonly name = 'CreateRelay1764100000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, GROUP_ROLES, ...GRANTS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP SCHEMA relay CASCADE');
  }
}

/** The schema `relay`: how far the log has been published, and what each group role may do; run by the admin login. */
export const deliveryMigrations = [CreateRelay1764100000000];
