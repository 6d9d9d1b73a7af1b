import type { MigrationInterface, QueryRunner } from 'typeorm';

const BELONGS = `FOREIGN KEY (projection, generation) REFERENCES projection.generations ON DELETE CASCADE`;

const TABLES = [
  // How a generation is filled from the log: up to `up_to`, in passes, each over the streams of one part. `careful`: the database judges every
  // batch, because it refused rows once. `read` is what has been read of the log in all passes, as positions.
  `CREATE TABLE projection.builds (
     projection text NOT NULL,
     generation int NOT NULL,
     code text NOT NULL,
     up_to bigint NOT NULL,
     passes int NOT NULL CHECK (passes > 0),
     careful boolean NOT NULL DEFAULT false,
     read bigint NOT NULL DEFAULT 0,
     events bigint NOT NULL DEFAULT 0,
     error text,
     started_at timestamptz NOT NULL DEFAULT now(),
     filled_at timestamptz,
     PRIMARY KEY (projection, generation),
     ${BELONGS}) WITH (fillfactor = 50)`,
  // Written in the transaction of the pass's rows: a pass is there whole or not at all.
  `CREATE TABLE projection.build_passes (
     projection text NOT NULL,
     generation int NOT NULL,
     pass int NOT NULL,
     events bigint NOT NULL,
     finished_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (projection, generation, pass),
     ${BELONGS})`,
  // What a switch rests on. `against` is the generation that served then; `result` names counts and differences, never what a row says.
  `CREATE TABLE projection.comparisons (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     projection text NOT NULL,
     generation int NOT NULL,
     against int NOT NULL,
     position bigint NOT NULL,
     code text NOT NULL,
     equal boolean NOT NULL,
     result jsonb NOT NULL,
     compared_at timestamptz NOT NULL DEFAULT now(),
     ${BELONGS})`,
  'CREATE INDEX comparisons_generation ON projection.comparisons (projection, generation, against, id)',
  // Who or what made which generation serve, and why where it was forced.
  `CREATE TABLE projection.switches (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     projection text NOT NULL,
     former int NOT NULL,
     serving int NOT NULL,
     position bigint NOT NULL,
     actor text NOT NULL,
     reason text,
     switched_at timestamptz NOT NULL DEFAULT now())`,
];

const NAMES = 'projection.builds, projection.build_passes, projection.comparisons, projection.switches';

const GRANTS = [
  `GRANT SELECT, INSERT, UPDATE, DELETE ON ${NAMES} TO afa_projector`,
  `GRANT SELECT ON ${NAMES} TO afa_reader`,
];

class CreateGenerations1764100200000 implements MigrationInterface {
  readonly name = 'CreateGenerations1764100200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...GRANTS]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ${NAMES}`);
  }
}

/** How generations are built, compared and switched. */
export const generationMigrations = [CreateGenerations1764100200000];
