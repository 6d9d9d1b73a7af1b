import type { Command } from 'commander';
import { type Actions, examples } from '../action.ts';
import { compare } from './projections/compare.ts';
import { park, redrive } from './projections/parking.ts';
import { rebuild } from './projections/rebuild.ts';
import { cancel, retire, rollBack, type SwitchOptions, switchTo } from './projections/serving.ts';
import { lag, list } from './projections/status.ts';

interface DryRun {
  readonly dryRun?: boolean;
}

const DRY_RUN = ['--dry-run', 'say whether it could be done, do nothing'] as const;

function addStatus(projections: Command, actions: Actions): void {
  examples(
    projections
      .command('list')
      .description('Show each generation: where it stands, how its build goes, what is parked'),
    'afa projections list',
  ).action(actions.run((context) => list(context)));
  examples(
    projections.command('lag').description('Show how far each generation is behind the log'),
    'afa projections lag --json',
  ).action(actions.run((context) => lag(context)));
}

function addBuilding(projections: Command, actions: Actions): void {
  examples(
    projections
      .command('rebuild')
      .description('Build the next generation from the log, beside the one that serves; goes on after a restart')
      .option(
        '--passes <n>',
        'read the log so many times, each time for a part of the streams; default: as memory needs',
      ),
    'afa projections rebuild',
  ).action(actions.run<{ passes?: string }>((context, _args, { passes }) => rebuild(context, passes)));
  examples(
    projections
      .command('compare')
      .description('Hold the built generation against the one that serves: every version of every row')
      .argument('[generation]', 'default: the one that is built'),
    'afa projections compare',
  ).action(actions.run((context, [generation]) => compare(context, generation)));
  examples(
    projections
      .command('cancel')
      .description('Give up the generation that is being built, with its tables')
      .argument('[generation]', 'default: the one that is built')
      .option(...DRY_RUN),
    'afa projections cancel',
  ).action(actions.run<DryRun>((context, [generation], { dryRun }) => cancel(context, generation, dryRun === true)));
}

function addServing(projections: Command, actions: Actions): void {
  examples(
    projections
      .command('switch')
      .description('Make the built generation serve, if it was compared and is equal; the former one stands by')
      .argument('[generation]', 'default: the one that is built')
      .option('--force', 'without an equal comparison; takes --reason')
      .option('--reason <words>', 'why it is forced, kept with the switch')
      .option(...DRY_RUN),
    'afa projections switch',
    'afa projections switch 3 --force --reason "the differences are the correction"',
  ).action(actions.run<SwitchOptions>((context, [generation], options) => switchTo(context, generation, options)));
  examples(
    projections
      .command('rollback')
      .description('Make the generation serve again that served before')
      .option(...DRY_RUN),
    'afa projections rollback',
  ).action(actions.run<DryRun>((context, _args, { dryRun }) => rollBack(context, dryRun === true)));
  examples(
    projections
      .command('retire')
      .description('Drop a generation that stands by, with its tables')
      .argument('<generation>', 'such as 1')
      .option(...DRY_RUN),
    'afa projections retire 1',
  ).action(actions.run<DryRun>((context, [generation], { dryRun }) => retire(context, generation!, dryRun === true)));
}

function addParking(projections: Command, actions: Actions): void {
  examples(
    projections
      .command('park')
      .description('Hold up one stream: its later events wait, all others go on')
      .argument('<stream>', 'such as swap-6f1b2a0e-…')
      .requiredOption('--reason <words>', 'why, for whoever looks at it later'),
    'afa projections park swap-6f1b2a0e-5a53-4d0c-9a0f-0d8a4f6d2a11 --reason "under review"',
  ).action(actions.run<{ reason: string }>((context, [stream], { reason }) => park(context, stream!, reason)));
  examples(
    projections
      .command('redrive')
      .description('Apply what waits, in order')
      .argument('[stream]', 'such as swap-6f1b2a0e-…')
      .option('--all', 'every parked stream'),
    'afa projections redrive --all',
  ).action(actions.run<{ all?: boolean }>((context, [stream], { all }) => redrive(context, stream, all === true)));
}

/** `afa projections`: the read models, for whoever runs the register. */
export function addProjections(program: Command, actions: Actions): void {
  const projections = program.command('projections').description('Look after the read models');
  for (const add of [addStatus, addBuilding, addServing, addParking]) add(projections, actions);
}
