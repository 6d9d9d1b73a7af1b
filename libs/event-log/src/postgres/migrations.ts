import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'CREATE SCHEMA log',
  // The position is given by the writer, not by a sequence: a sequence's numbers become visible in another order than they are drawn.
  `CREATE TABLE log.events (
     position bigint PRIMARY KEY CHECK (position > 0),
     stream text COLLATE "C" NOT NULL,
     revision bigint NOT NULL CHECK (revision >= 0),
     id uuid NOT NULL UNIQUE,
     type text NOT NULL,
     schema_version int NOT NULL,
     recorded_at timestamptz NOT NULL,
     data jsonb NOT NULL,
     metadata jsonb NOT NULL,
     UNIQUE (stream, revision))`,
  // One row, rewritten by every batch: the free space on its page keeps each new version there (HOT).
  `CREATE TABLE log.writer (
     one boolean PRIMARY KEY DEFAULT true CHECK (one),
     epoch bigint NOT NULL,
     last_position bigint NOT NULL) WITH (fillfactor = 10)`,
  'INSERT INTO log.writer (epoch, last_position) VALUES (0, 0)',
];

/** Privileges can be granted again by mistake, and an owner needs none; so the table itself says no, replication roles included. */
const IMMUTABLE = [
  `CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'events are never changed: % on log.% refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
   END $$`,
  `CREATE TRIGGER events_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
     FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()`,
  'ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_immutable',
  `CREATE TRIGGER writer_stays BEFORE DELETE OR TRUNCATE ON log.writer
     FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change()`,
  'ALTER TABLE log.writer ENABLE ALWAYS TRIGGER writer_stays',
];

/** Roles belong to the whole server: another database's migration may create them at the same moment. */
const GROUP_ROLES = `
DO $$
DECLARE role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['afa_writer', 'afa_projector', 'afa_reader'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$`;

const GRANTS = [
  'REVOKE ALL ON SCHEMA log FROM PUBLIC',
  'REVOKE ALL ON ALL TABLES IN SCHEMA log FROM PUBLIC',
  'GRANT USAGE ON SCHEMA log TO afa_writer, afa_projector, afa_reader',
  'GRANT SELECT, INSERT ON log.events TO afa_writer',
  'GRANT SELECT, UPDATE ON log.writer TO afa_writer',
  'GRANT SELECT ON log.events TO afa_projector, afa_reader',
];

/** Going down must not be the way around "nothing is ever deleted". */
const ONLY_WHEN_EMPTY = `
DO $$
BEGIN
  IF EXISTS (SELECT FROM log.events) THEN
    RAISE EXCEPTION 'the event log holds events: it is not dropped' USING ERRCODE = 'restrict_violation';
  END IF;
END $$`;

class CreateEventLog1764000000000 implements MigrationInterface {
  readonly name = 'CreateEventLog1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...IMMUTABLE, GROUP_ROLES, ...GRANTS]) await queryRunner.query(statement);
  }

  /** The group roles stay: other databases of the server may use them. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(ONLY_WHEN_EMPTY);
    await queryRunner.query('DROP SCHEMA log CASCADE');
  }
}

/** The schema `log` with its tables, its immutability and what each group role may do; run by the admin login, in order. */
export const eventLogMigrations = [CreateEventLog1764000000000];
