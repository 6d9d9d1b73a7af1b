import type { AnswerChanges, Rejection } from '#libs/contracts';
import type { CommandAnswer } from '../answer.ts';

/** A rejection with the line of the field it is about, where the file's form tells it, else of the command. */
export interface PlacedRejection extends Rejection {
  readonly line: number;
}

/** Where a command stands in the file. What is null could not be read. */
interface Placed {
  /** Counted from 1; the line where the command begins. */
  readonly line: number;
  readonly command: string | null;
  readonly as: string | null;
  readonly record: string | null;
}

/** A command, or a part of the file, that was not taken; everything that does not depend on it goes on. */
export interface RejectedMessage extends Placed {
  readonly kind: 'rejected';
  /** Only for errors of syntax; counted from 1. */
  readonly column?: number;
  readonly rejections: readonly PlacedRejection[];
}

/** Which answers of the register would change; once, before the summary of a rehearsal. */
export interface ChangesMessage extends AnswerChanges {
  readonly kind: 'changes';
}

/** What an import tells while it runs. The last message is the summary. */
export type ImportMessage =
  | ChangesMessage
  | {
      readonly kind: 'progress';
      readonly done: number;
      /** Null while it is not known. */ readonly total: number | null;
    }
  | RejectedMessage
  | (Placed & { readonly kind: 'accepted'; readonly answer: CommandAnswer })
  | {
      readonly kind: 'summary';
      /** Null where the file gave none that can be read. */
      readonly namespace: string | null;
      readonly commands: number;
      readonly accepted: number;
      readonly repeated: number;
      readonly rejected: number;
      /** The greatest position of an accepted or repeated command; null where there is none, and for rehearsals. */
      readonly position: string | null;
      /** Whether claims that came with an earlier import of this file were withdrawn with it: importing it again does not make them stand. */
      readonly withdrawn: boolean;
      readonly dryRun: boolean;
    };

/** A claim of an import that could not be withdrawn; all others go on. */
export interface NotWithdrawn {
  readonly kind: 'rejected';
  readonly stream: string;
  readonly claim: string;
  readonly rejections: readonly Rejection[];
}

/** What the withdrawal of an import came to. */
export interface WithdrawalSummary {
  readonly kind: 'summary';
  readonly namespace: string;
  /** Claims that came with the import, whatever became of them. */
  readonly found: number;
  readonly withdrawn: number;
  readonly alreadyWithdrawn: number;
  readonly alreadyRetracted: number;
  readonly rejected: number;
  /** What else came with the import and stays, by type of event: registrations, corrections of other claims, judgements. */
  readonly stays: Readonly<Record<string, number>>;
  /** The position of the last withdrawal; null where there is none, and for rehearsals. */
  readonly position: string | null;
  readonly dryRun: boolean;
}

/** What the withdrawal of an import tells while it runs: it searches the log, then withdraws. The last message is the summary. */
export type WithdrawalMessage =
  | {
      readonly kind: 'progress';
      /** `search` counts events of the log, `withdraw` claims. */
      readonly stage: 'search' | 'withdraw';
      readonly done: number;
      readonly total: number;
    }
  | NotWithdrawn
  | ChangesMessage
  | WithdrawalSummary;
