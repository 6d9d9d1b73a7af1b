import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = `
  CREATE SCHEMA api;
  CREATE TABLE api.answers (
    key_digest bytea PRIMARY KEY,
    body_digest bytea NOT NULL,
    answer json NOT NULL,
    answered_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX answers_by_time ON api.answers (answered_at);
  GRANT USAGE ON SCHEMA api TO afa_api;
  GRANT SELECT, INSERT, DELETE ON api.answers TO afa_api;
`;

/** The answers already given to an Idempotency-Key. They name events and hold none of their data. */
class CreateAnswers1764000003000 implements MigrationInterface {
  readonly name = 'CreateAnswers1764000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA api CASCADE');
  }
}

const CLAIMS_UP = `
  CREATE TABLE api.command_streams (
    command_id uuid PRIMARY KEY,
    stream text COLLATE "C" NOT NULL
  );
  GRANT SELECT, INSERT, UPDATE (command_id) ON api.command_streams TO afa_api;
`;

/** For which stream a command id was used first, where the event log itself cannot tell. */
class CreateCommandStreams1764100001000 implements MigrationInterface {
  readonly name = 'CreateCommandStreams1764100001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLAIMS_UP);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE api.command_streams');
  }
}

export const apiMigrations = [CreateAnswers1764000003000, CreateCommandStreams1764100001000];
